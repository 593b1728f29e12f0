"""Rows of planning. A reminder's key is what makes it once: one step, one due date, one mode."""

from typing import ClassVar

from django.db import models

from forenotice.accounts.models import Organization
from forenotice.ledger.models import DueDate
from forenotice.planner.states import Reason, ReminderState
from forenotice.rules.models import Rule, Step


class Reminder(models.Model):
    """The promise: this step, this due date, at ``send_at``; written before anything is said.

    ``send_at`` is the moment the rule names. ``release_at`` is the earliest moment it may leave now: the
    same, or later when it is caught up and waits for the send window. After ``latest_at`` it is missed: its
    catch-up window has passed then, or the due date has come. ``released_at`` is set once, never cleared.
    ``lapsed_at`` is since when what was said no longer holds, ``lapse_open`` while that is to be told.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, db_index=False)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, db_index=False)
    due_date = models.ForeignKey(DueDate, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    mode = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=32)
    send_at = models.DateTimeField()
    release_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    rule_revision = models.PositiveIntegerField()
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    lapse_reason = models.CharField(max_length=32, blank=True, default="", db_default="")
    lapse_open = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            # The step comes first, so that what one step writes lies together in the index.
            models.UniqueConstraint(fields=["step", "mode", "due_date"], name="planner_reminder_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organization", "mode", "release_at"],
                condition=models.Q(state=ReminderState.PLANNED),
                name="planner_reminder_to_release",
            ),
            models.Index(fields=["organization", "release_at"], name="planner_reminder_by_moment"),
            models.Index(
                fields=["organization", "mode", "changed_at"],
                condition=models.Q(state=ReminderState.MISSED),
                name="planner_reminder_missed",
            ),
            # Where little was said among much that stayed silent, it is found all the same.
            models.Index(
                fields=["organization", "mode", "release_at"],
                condition=models.Q(state=ReminderState.RELEASED),
                name="planner_reminder_said",
            ),
            # What stayed silent is looked for by its moment; what is said pays nothing for that.
            models.Index(
                fields=["organization", "mode", "state", "release_at", "id"],
                condition=models.Q(
                    state__in=[ReminderState.SKIPPED, ReminderState.CANCELLED, ReminderState.MISSED]
                ),
                name="planner_reminder_silent",
            ),
            models.Index(
                fields=["organization", "mode"],
                condition=models.Q(state=ReminderState.SKIPPED, reason=Reason.STALE_FACTS),
                name="planner_reminder_stale",
            ),
            # Few leave before their moment, and they are not to be counted as lying ahead.
            models.Index(
                fields=["organization", "mode", "send_at"],
                condition=models.Q(send_at__gt=models.F("release_at")),
                name="planner_reminder_early",
            ),
            models.Index(
                fields=["organization", "mode"],
                condition=models.Q(state=ReminderState.SKIPPED, reason=Reason.NO_CHANNEL),
                name="planner_reminder_wayless",
            ),
            models.Index(
                fields=["organization", "id"],
                condition=models.Q(lapse_open=True),
                name="planner_reminder_lapse_open",
            ),
        ]


class Decision(models.Model):
    """A later change of a reminder: from which state to which, why, by whom. The reminder is the first.

    ``before_reason`` is the reason it had before, where that was a silence that ended.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    reminder = models.ForeignKey(Reminder, on_delete=models.CASCADE, related_name="decisions")
    at = models.DateTimeField()
    before = models.CharField(max_length=16)
    before_reason = models.CharField(max_length=32, blank=True)
    after = models.CharField(max_length=16)
    reason = models.CharField(max_length=32)
    actor = models.CharField(max_length=200)


class Progress(models.Model):
    """How far a step has been planned in one mode: every moment up to ``through_at``, as of ``planned_at``.

    ``fingerprint`` is of all that its moments and its audience follow from: rule, step, send window,
    products. When it changes, the step meets all due dates anew.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE)
    mode = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=64)
    through_at = models.DateTimeField()
    planned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step", "mode"], name="planner_progress_once")
        ]


class DayAhead(models.Model):
    """How many reminders of one step will be said on a day, for what is due on another, and the money told.

    ``send_on`` is the day on the members' calendars; ``unpriced`` counts those of which no amount is known.
    ``withheld`` counts those that will not be said after all, as far as can be foreseen, and no other column
    counts them; see `ahead.py`.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE)
    due_on = models.DateField()
    send_on = models.DateField()
    kind = models.CharField(max_length=16)
    currency = models.CharField(max_length=3, blank=True)
    count = models.PositiveIntegerField()
    unpriced = models.PositiveIntegerField()
    minor = models.BigIntegerField()
    withheld = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "send_on"], name="planner_day_ahead_by_day")
        ]


class StepAhead(models.Model):
    """How far a step's days ahead are counted: up to the day `until_on`, of what is due before `next_on`.

    ``next_on`` is null once they are counted of every due date. ``fingerprint`` is as in `Progress`.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE)
    step = models.OneToOneField(Step, on_delete=models.CASCADE, related_name="ahead")
    fingerprint = models.CharField(max_length=64)
    until_on = models.DateField()
    next_on = models.DateField(null=True)


class PastCount(models.Model):
    """How many reminders whose moment lay on a day stand in a state for a reason, of one rule and kind.

    ``moment_on`` is the organization's own day. Those that are still planned are left out.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, db_index=False)
    mode = models.CharField(max_length=16)
    moment_on = models.DateField()
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=32)
    count = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organization", "moment_on"], name="planner_past_count_by_day")
        ]


class ChangedMoment(models.Model):
    """A moment of reminders of which some left or fell silent since they were counted."""

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, db_index=False, db_constraint=False
    )
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organization", "at"], name="planner_changed_moment")]
