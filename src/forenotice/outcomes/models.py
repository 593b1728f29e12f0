"""Rows of what followed reminders."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.planner.models import Reminder
from forenotice.rules.models import Rule


class Outcome(models.Model):
    """What followed a reminder that was said: one of each kind at most, and ``nothing`` only by itself."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="outcomes", db_index=False)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reminder", "kind"], name="outcomes_outcome_once")
        ]
        indexes: ClassVar = [models.Index(fields=["organization", "at"], name="outcomes_outcome_by_time")]


class OutcomeCount(models.Model):
    """How many outcomes of one kind came on a day, of reminders of one rule and of one kind of due date."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    happened_on = models.DateField()
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, db_index=False)
    due_kind = models.CharField(max_length=16)
    kind = models.CharField(max_length=16)
    count = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "happened_on"], name="outcomes_count_by_day")
        ]


class Reading(models.Model):
    """How far an organization's changes were read, and the day up to which nothing more was waited for."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="reading")
    last_change = models.BigIntegerField(default=0)
    closed_on = models.DateField(null=True)
