"""Rows of what a person set by hand against what a source says of a member."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization


class MemberCorrection(models.Model):
    """An address of a member that a person set by hand, until their source itself says another one.

    ``value`` is what was set: an email address, or a postal one as a table of words. ``told`` is what the
    source said then, and goes on saying.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    member = models.ForeignKey(
        "ledger.Member", on_delete=models.CASCADE, related_name="corrections", db_index=False
    )
    part = models.CharField(max_length=16)
    value = models.JSONField()
    told = models.JSONField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "part"], name="ledger_member_correction_once_a_part")
        ]
