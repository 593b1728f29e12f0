"""Rows of rules. A revision is never changed; rules and steps are archived and never deleted."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.rules.states import RuleState


class Rule(models.Model):
    """Which kinds of due date, for whom, with which steps. ``specification`` is the current revision's."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    key = models.SlugField(max_length=64)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=16, default=RuleState.ON)
    revision = models.PositiveIntegerField(default=0)
    specification = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organization", "key"], name="rules_rule_key_once")
        ]


class RuleRevision(models.Model):
    """A rule as it stood from one moment on, so that a reason given last year still reads true."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=16)
    specification = models.JSONField()
    created_at = models.DateTimeField()
    actor = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="rules_revision_number_once")
        ]


class Step(models.Model):
    """One step of a rule, by its stable key. ``effective_at`` is since when its moment stands as it does.

    It moves when the step is new or comes back, its lead is another, or its rule is switched on.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="steps")
    key = models.SlugField(max_length=64)
    effective_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "key"], name="rules_step_key_once")]
