"""Rows of the engine: which host may speak, the pulses it made, and what the owner was told."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization


class Host(models.Model):
    """The one host that may speak for this database: its fingerprint, and how many pulses it has made.

    There is at most one row. ``held_because`` is empty while sending is allowed.
    """

    fingerprint = models.CharField(max_length=64)
    pulses = models.PositiveBigIntegerField(default=0)
    held_because = models.CharField(max_length=32, blank=True)
    held_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()


class OwnerWord(models.Model):
    """A mail to the owner about one cause on one day; the key is what keeps it to one."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    cause = models.CharField(max_length=64)
    day = models.DateField()
    at = models.DateTimeField()
    sent = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "cause", "day"], name="engine_owner_word_once_a_day")
        ]
