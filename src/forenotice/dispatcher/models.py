"""Rows of speaking: deliveries by channel and recipient, their tries, news of them, and failing channels."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.dispatcher.states import ASTRAY, DeliveryState, DeliveryType, Role
from forenotice.kernel.news import BY_PROVIDER, NAME_LENGTH, NewsKind
from forenotice.planner.models import Reminder


class Delivery(models.Model):
    """A reminder to one recipient by one channel. ``message_id`` follows from its key and never changes.

    ``worker`` is who is attempting it, or who means to while it is queued; ``next_try_at`` stands while it
    is queued. ``booster`` is the key of the one that was shown to member ``member_id``, empty if none was
    fitting; both are null where the words have no place for one. ``replay_of`` is the state that a person
    asked out of, to tell it once more, after ``replayed_after`` tries; of what goes to another address, the
    state of what was lost.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    reminder = models.ForeignKey(
        Reminder, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, db_index=False)
    recipient = models.CharField(max_length=254)
    type = models.CharField(max_length=16, default=DeliveryType.DUE)
    role = models.CharField(max_length=16, default=Role.MEMBER)
    state = models.CharField(max_length=16, default=DeliveryState.QUEUED)
    reason = models.CharField(max_length=64, blank=True)
    actor = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=200)
    member_id = models.BigIntegerField(null=True)
    booster = models.CharField(max_length=64, null=True)
    next_try_at = models.DateTimeField(null=True)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    replay_of = models.CharField(max_length=16, blank=True, default="", db_default="")
    replayed_after = models.PositiveSmallIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reminder", "channel", "recipient", "type"], name="dispatcher_delivery_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "channel", "next_try_at"],
                condition=models.Q(state=DeliveryState.QUEUED),
                name="dispatcher_delivery_to_try",
            ),
            models.Index(
                fields=["organization", "state"],
                condition=models.Q(state__in=[DeliveryState.ATTEMPTING, DeliveryState.UNKNOWN]),
                name="dispatcher_delivery_open",
            ),
            # The few that went wrong are looked for among the many that did not.
            models.Index(
                fields=["organization", "state", "created_at"],
                condition=models.Q(state__in=[*ASTRAY]),
                name="dispatcher_delivery_astray",
            ),
            models.Index(fields=["organization", "created_at"], name="dispatcher_delivery_recent"),
            models.Index(
                fields=["organization", "member_id", "id"],
                condition=models.Q(booster__isnull=False),
                name="dispatcher_delivery_boosters",
            ),
            models.Index(
                fields=["organization", "created_at", "booster"],
                condition=models.Q(booster__isnull=False),
                name="dispatcher_booster_chosen",
            ),
        ]


class Attempt(models.Model):
    """One try of a delivery, with what is needed to make the same bytes again.

    ``proof`` keeps the formatted facts, the message revision and locale, the Date and the boundary;
    ``bytes_sha256`` is of the unsigned bytes and stays when the proof is emptied, as the organization wishes.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)
    code = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    bytes_sha256 = models.CharField(max_length=64, blank=True)
    proof = models.JSONField(default=dict)
    proof_emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="dispatcher_attempt_number_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "started_at"],
                condition=models.Q(proof_emptied_at__isnull=True),
                name="dispatcher_attempt_kept",
            ),
            # Only a provider is asked for by its own reference; servers' queue ids are not worth the work.
            models.Index(
                fields=["reference"],
                condition=models.Q(code=BY_PROVIDER),
                name="dispatcher_attempt_provided",
            ),
        ]


class DeliveryEvent(models.Model):
    """News of a delivery as it was told, kept before it is understood.

    ``delivery`` is null until it is found, and ``applied_at`` until its state was changed or left for good.
    ``composed_at`` is the Date of the message that it is about, where that is known. ``canonical`` is the
    address that a bounce is counted for.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    provider = models.CharField(max_length=64)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    message_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    is_mailbox_gone = models.BooleanField(default=False)
    code = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField()
    composed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, null=True, related_name="events")
    canonical = models.CharField(max_length=320, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "provider", "event_id"], name="dispatcher_event_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "received_at"],
                condition=models.Q(applied_at__isnull=True),
                name="dispatcher_event_to_apply",
            ),
            models.Index(
                fields=["organization", "canonical"],
                condition=models.Q(kind=NewsKind.BOUNCED.value),
                name="dispatcher_event_bounced",
            ),
            models.Index(
                fields=["organization", "received_at"],
                condition=models.Q(kind=NewsKind.BOUNCED.value),
                name="dispatcher_event_bounced_at",
            ),
        ]


class Unreached(models.Model):
    """A required message that reached its member by no mail, so that paper has to. Settled once it went."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    reminder = models.OneToOneField(Reminder, on_delete=models.CASCADE, related_name="unreached")
    cause = models.CharField(max_length=16)
    detail = models.CharField(max_length=500, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization"],
                condition=models.Q(settled_at__isnull=True),
                name="dispatcher_unreached_open",
            )
        ]


class Remembered(models.Model):
    """What was said as the send journal tells, and unknown to this database: it was put back from a backup.

    ``about`` is what the journal calls the step and the subscription. ``reminder`` is the one that was marked
    as said for it, null while none was planned.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    about = models.CharField(max_length=24)
    due_on = models.DateField()
    said_at = models.DateTimeField()
    reminder = models.ForeignKey(Reminder, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "about", "due_on"], name="dispatcher_remembered_once"
            )
        ]


class ChannelFailure(models.Model):
    """A channel that fails for everybody: since when, and until when it is left alone. Gone once it works."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, db_index=False)
    mode = models.CharField(max_length=16)
    failing_since = models.DateTimeField()
    failures = models.PositiveIntegerField()
    paused_until = models.DateTimeField()
    code = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "mode"], name="dispatcher_channel_failure_once")
        ]
