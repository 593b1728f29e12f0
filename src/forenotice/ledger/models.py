"""Rows of the ledger: what sources told us, and the due dates that follow from it.

Where a row repeats what its subscription says anyway (its organization, member or product), the database is
not asked to check the copy: the subscription's own keys are checked, and a check costs as much as a write.
"""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.ledger.correction_rows import MemberCorrection as MemberCorrection
from forenotice.ledger.states import Closing, Occasion, PayerKind, Quiet, Standing
from forenotice.ledger.word_rows import MemberWord as MemberWord
from forenotice.ledger.word_rows import WordsKept as WordsKept


class Told(models.Model):
    """A thing that one source told us of under an id of its own."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    source = models.CharField(max_length=64)
    external_id = models.CharField(max_length=200)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "external_id", "source"], name="%(app_label)s_%(class)s_told_once"
            )
        ]


class Product(Told):
    """What is sold. Its links may hold ``{member_id}``, ``{order_number}`` and ``{subscription_id}``."""

    name = models.CharField(max_length=300, blank=True)
    description = models.TextField(blank=True)
    level = models.CharField(max_length=200, blank=True)
    bundle = models.CharField(max_length=200, blank=True)
    price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    interval_count = models.PositiveSmallIntegerField(null=True)
    interval_unit = models.CharField(max_length=8, blank=True)
    pay_url = models.TextField(blank=True)
    update_url = models.TextField(blank=True)
    manage_url = models.TextField(blank=True)
    cancel_url = models.TextField(blank=True)

    class Meta(Told.Meta):
        pass

    @property
    def label(self) -> str:
        """What the owner knows it by, also when it has no name that a member should read."""
        return self.name or self.external_id


class Member(Told):
    """The person or body that owes and decides.

    ``details`` holds what is only ever shown: username, phone, status, billing, shipping, custom, contacts.
    """

    email = models.CharField(max_length=254, blank=True)
    first_name = models.CharField(max_length=200, blank=True)
    last_name = models.CharField(max_length=200, blank=True)
    locale = models.CharField(max_length=16, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    country = models.CharField(max_length=2, blank=True)
    joined_on = models.DateField(null=True)
    details = models.JSONField(default=dict)

    class Meta(Told.Meta):
        pass


class Subscription(Told):
    """A member's standing agreement to a product, as its source last told it and as it was corrected since.

    ``next_on`` and its neighbours are the source's own words, unless a :class:`Correction` holds against
    them; what we make of them are due dates.
    ``details`` holds what is only ever shown: subtotal, discount, shipping, coupon, shipping_method,
    quantity, addresses, links, custom.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="subscriptions")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="subscriptions", db_index=False
    )
    order_number = models.CharField(max_length=200, blank=True)
    standing = models.CharField(max_length=16, default=Standing.ACTIVE)
    cancel_at_period_end = models.BooleanField(default=False)
    payer_kind = models.CharField(max_length=16, default=PayerKind.AUTOMATIC)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    interval_count = models.PositiveSmallIntegerField(null=True)
    interval_unit = models.CharField(max_length=8, blank=True)
    anchor_day = models.PositiveSmallIntegerField(null=True)
    period_key = models.CharField(max_length=100, blank=True)
    next_on = models.DateField(null=True)
    next_at = models.DateTimeField(null=True)
    trial_ends_on = models.DateField(null=True)
    trial_ends_at = models.DateTimeField(null=True)
    term_ends_on = models.DateField(null=True)
    cancel_by_on = models.DateField(null=True)
    cancel_by_at = models.DateTimeField(null=True)
    total_payments = models.PositiveIntegerField(null=True)
    payments_made = models.PositiveIntegerField(null=True)
    card_brand = models.CharField(max_length=32, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    card_expires_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    tags = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta(Told.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "order_number"],
                condition=models.Q(order_number__gt=""),
                name="ledger_subscription_by_order",
            )
        ]


class Sighting(models.Model):
    """When a source last told us of a subscription, and the fingerprint of its very words.

    A narrow row of its own, so that a file of a million unchanged lines rewrites little. ``lapsed_source`` is
    the source's key once a payment passed while its facts were stale, so that nothing came after it: when the
    source speaks again, the payments go on from there.
    """

    subscription = models.OneToOneField(Subscription, on_delete=models.CASCADE, primary_key=True)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    fingerprint = models.BigIntegerField()
    seen_at = models.DateTimeField()
    lapsed_source = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "lapsed_source", "seen_at"],
                condition=models.Q(lapsed_source__gt=""),
                name="ledger_sighting_lapsed",
            )
        ]


class DueDate(models.Model):
    """An upcoming moment of one subscription, with everything that planning asks, so that it reads one table.

    ``tags`` is ``|``-bounded (``|vip|annual|``). ``interval_days`` counts 28 for a month. ``known_at`` is
    since when we know of this day as one to speak of; it moves when the day moves nearer. ``cycle`` is the
    source's period key (``key:…``), the number of the cycle, or for a card its brand, digits and month.
    ``first_on`` and ``first_at`` are the date first seen for the cycle; ``anchor_day`` is the day of the
    month that later cycles return to.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="due_dates", db_index=False
    )
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    occasion = models.CharField(max_length=8, choices=[(o, o) for o in Occasion])
    cycle = models.CharField(max_length=110)
    kind = models.CharField(max_length=16)
    first_on = models.DateField()
    first_at = models.DateTimeField(null=True)
    anchor_day = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    zone = models.CharField(max_length=64)
    cancel_by_on = models.DateField(null=True)
    cancel_by_at = models.DateTimeField(null=True)
    amount_minor = models.BigIntegerField(null=True)
    previous_amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    payer_kind = models.CharField(max_length=16)
    interval_count = models.PositiveSmallIntegerField(null=True)
    interval_unit = models.CharField(max_length=8, blank=True)
    interval_days = models.PositiveIntegerField(default=0)
    country = models.CharField(max_length=2, blank=True)
    tags = models.TextField(blank=True)
    payment_number = models.PositiveIntegerField(null=True)
    is_last = models.BooleanField(default=False)
    estimated = models.BooleanField(default=False)
    quiet = models.CharField(max_length=32, default=Quiet.NO, blank=True)
    known_at = models.DateTimeField()
    closing = models.CharField(max_length=16, default=Closing.OPEN, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "occasion", "cycle"], name="ledger_duedate_one_per_occasion"
            ),
            models.UniqueConstraint(
                fields=["member", "cycle"],
                condition=models.Q(occasion=Occasion.CARD),
                name="ledger_duedate_one_per_card",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "due_on", "zone"],
                condition=models.Q(closing=Closing.OPEN),
                name="ledger_duedate_by_day",
            ),
            models.Index(
                fields=["organization", "cancel_by_on", "zone"],
                condition=models.Q(closing=Closing.OPEN, cancel_by_on__isnull=False),
                name="ledger_duedate_by_cancel_by",
            ),
            models.Index(
                fields=["organization", "due_at"],
                condition=models.Q(closing=Closing.OPEN, due_at__isnull=False),
                name="ledger_duedate_by_instant",
            ),
            models.Index(
                fields=["organization", "closed_at"],
                condition=models.Q(closing__in=[Closing.PASSED, Closing.WITHDRAWN]),
                name="ledger_duedate_over",
            ),
        ]


class Change(models.Model):
    """A difference that facts made: what stood, what stands, who said so."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="changes", db_index=False
    )
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    difference = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subscription", "at"])]


class Correction(models.Model):
    """A part of a subscription that a person set by hand, until its source itself says something new.

    ``value`` are the columns as they were set, ``told`` those that the source said then, and goes on saying.
    On ``ends_on`` the correction ends by itself: a pause until a day.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="corrections", db_index=False
    )
    part = models.CharField(max_length=16)
    value = models.JSONField()
    told = models.JSONField()
    ends_on = models.DateField(null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "part"], name="ledger_correction_once_a_part")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "ends_on"],
                condition=models.Q(ends_on__isnull=False),
                name="ledger_correction_ends",
            )
        ]


class Erasure(models.Model):
    """A member asked to be forgotten, and was: what is left of their name, or of one of their subscriptions'.

    Its hash is enough to know either when its source tells of it again, and to refuse that, so that what was
    said of a payment once is never said anew, and who was forgotten is not written down again.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    name_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "name_sha256"], name="ledger_erasure_once")
        ]


class Touched(models.Model):
    """A subscription whose due dates changed and which planning has not looked at since."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )


class ZoneInUse(models.Model):
    """A time zone that some due date of an organization has; never removed."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    zone = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "zone"], name="ledger_zone_in_use_once")
        ]


class DayCount(models.Model):
    """How many open due dates of one sort fall on a day, and what they come to.

    The sort is all that rules and the forecast commonly ask. ``payments_left`` is how many come after this
    one, null without end. ``card_until_on`` is the last day on which the card pays, null while it outlasts
    the next twelve months; a payment after that day is one for a new card. ``unpriced`` counts those of which
    no amount is known. Counted anew whenever the day changed, and never by hand.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    due_on = models.DateField()
    kind = models.CharField(max_length=16)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    currency = models.CharField(max_length=3, blank=True)
    payer_kind = models.CharField(max_length=16)
    interval_count = models.PositiveSmallIntegerField(null=True)
    interval_unit = models.CharField(max_length=8, blank=True)
    anchor_day = models.PositiveSmallIntegerField()
    quiet = models.CharField(max_length=32, blank=True)
    payments_left = models.IntegerField(null=True)
    card_until_on = models.DateField(null=True)
    count = models.PositiveIntegerField()
    unpriced = models.PositiveIntegerField()
    minor = models.BigIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "due_on"], name="ledger_day_count_by_day")]


class ChangedDay(models.Model):
    """A day whose due dates changed since they were counted; written as often as that happens."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    due_on = models.DateField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "due_on"], name="ledger_changed_day_by_day")
        ]


class MemberNote(models.Model):
    """What somebody wrote down about a member, for whoever looks after them next. It changes nothing."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    text = models.TextField()
