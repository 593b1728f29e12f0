"""A world in which the planner is heard alone: what is released counts as said."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from forenotice.ledger.operations import roll_forward
from forenotice.planner.models import Reminder
from forenotice.planner.operations import Missed, Planned, declare_missed, plan, release, supersede
from forenotice.planner.states import ReminderState
from tests.support.world import World

Said = tuple[str, str, str]


class Stage(World):
    """A world whose pulse plans and then releases what is due. ``said`` is who was told what, and when."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.said: list[Said] = []

    def plan(self) -> Planned:
        """Plan at the world's now."""
        return plan(organization=self.organization, now=self.now)

    def pulse(self) -> list[Said]:
        """Roll, plan, declare missed, supersede and release; return what was said just now."""
        organization, now = self.organization, self.now
        fresh_since = {"csv": now - timedelta(days=60)}
        roll_forward(organization=organization, fresh_since=fresh_since, now=now)
        plan(organization=organization, now=now)
        declare_missed(organization=organization, now=now)
        supersede(organization=organization, now=now)
        due = Reminder.objects.filter(
            organization=organization,
            mode=organization.mode,
            state=ReminderState.PLANNED,
            release_at__lte=now,
        )
        ids = list(due.values_list("pk", flat=True))
        released = release(organization=organization, reminder_ids=ids, actor="stage", now=now)
        rows = Reminder.objects.filter(pk__in=released).order_by("due_date__subscription_id", "step_id")
        words = rows.values_list("due_date__subscription__external_id", "step__key")
        new = [(who, key, f"{now:%Y-%m-%d %H:%M}") for who, key in words]
        self.said += new
        return new

    def miss(self) -> Missed:
        """Declare missed at the world's now."""
        return declare_missed(organization=self.organization, now=self.now)

    def walk(self, until: datetime, every: timedelta = timedelta(hours=12)) -> list[Said]:
        """Pulse again and again until a moment, also whenever something is due; return what was said."""
        already = len(self.said)
        organization = self.organization
        planned = Reminder.objects.filter(
            organization=organization, mode=organization.mode, state=ReminderState.PLANNED
        )
        while self.now < until:
            due_at = planned.filter(release_at__gt=self.now).aggregate(Min("release_at"))["release_at__min"]
            self.now = min(self.now + every, until, due_at or until)
            self.pulse()
        return self.said[already:]

    def jump(self, to: datetime) -> list[Said]:
        """Let time pass with nothing running, and pulse once."""
        self.now = to
        return self.pulse()

    def standing(self, who: str, key: str) -> tuple[str, str] | None:
        """State and reason of the reminder of a step, for a subscription's latest due date."""
        rows = Reminder.objects.filter(
            organization__key=self.key,
            mode=self.organization.mode,
            step__key=key,
            due_date__subscription__external_id=who,
        )
        row = rows.order_by("-due_date_id").first()
        return None if row is None else (row.state, row.reason)

    def reminders(self) -> list[Reminder]:
        """Every reminder of the organization in its mode."""
        rows = Reminder.objects.filter(organization__key=self.key, mode=self.organization.mode)
        return list(rows.select_related("rule", "step").order_by("pk"))

    def reminder(self, who: str, key: str) -> Reminder:
        """The reminder of a step for a subscription's latest due date."""
        rows = Reminder.objects.filter(
            organization__key=self.key, step__key=key, due_date__subscription__external_id=who
        )
        found = rows.order_by("-due_date_id").first()
        assert found is not None
        return found
