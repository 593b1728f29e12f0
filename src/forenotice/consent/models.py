"""Rows of consent: addresses that must not be used, what members wish, and links that no longer hold."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Member


class Suppression(models.Model):
    """An address to which no mail may go, from ``began_at`` until ``ends_at``, if that is known.

    ``canonical`` is what is compared (:func:`~forenotice.consent.addresses.canonical`). It is open until
    somebody lifts it, and at most one is open for each address; lifted ones stay, to explain old silences.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    address = models.CharField(max_length=254)
    canonical = models.CharField(max_length=320)
    reason = models.CharField(max_length=16)
    detail = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organization", "canonical"],
                condition=models.Q(lifted_at__isnull=True),
                name="consent_suppression_one_open",
            )
        ]


class Preference(models.Model):
    """What a member wishes of an organization. What is empty is as the source says.

    ``lead_days`` is how many days before a payment they want to be reminded, None as the rules say. They said
    so at ``lead_at``, and it holds for what is due after ``lead_after_on``: of anything nearer, the moment
    they wish for had passed already.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="preference")
    wants_courtesy = models.BooleanField(default=True)
    locale = models.CharField(max_length=16, blank=True)
    address = models.CharField(max_length=254, blank=True)
    lead_days = models.PositiveSmallIntegerField(null=True)
    lead_at = models.DateTimeField(null=True)
    lead_after_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "lead_days"],
                condition=models.Q(lead_days__isnull=False),
                name="consent_preference_with_lead",
            )
        ]


class AskedAddress(models.Model):
    """An address that a member typed on their page, and that is none of theirs before a link sent there is
    opened. ``is_told``: the link was sent, at ``told_at``, which is also kept of an address before this."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="asked_address")
    address = models.CharField(max_length=254)
    asked_at = models.DateTimeField()
    is_told = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)


class RevokedLinks(models.Model):
    """No link of a member that was made up to ``made_until`` holds any longer, unless it unsubscribes."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="revoked_links")
    made_until = models.DateTimeField()
    revoked_by = models.CharField(max_length=200)
