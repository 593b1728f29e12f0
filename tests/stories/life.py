"""One member's life: what is told, how the days go by, and exactly what was said.

    life = Life("2026-01-05")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 1, 31))
    life.advance(days=30)
    life.expect("2026-01-24 7-days ana")     # this, and nothing else

The days are gone through one by one, at five past nine, when the send window opens. ``expect`` also asserts
that nothing was said twice, and nothing to anybody else, since it was last asked.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from forenotice.dispatcher.models import Delivery
from forenotice.ledger.models import DueDate
from forenotice.ledger.operations import roll_forward, sighted
from forenotice.planner.models import Reminder
from forenotice.sources.queries import freshness
from tests.support.stage import Stage
from tests.support.world import at

MINUTES = timedelta(minutes=5)


class Life(Stage):
    """A live organization that speaks into its test mailbox, from the morning of a day on."""

    def __init__(self, morning: str = "2026-01-05", *, live: bool = True, **fields: Any) -> None:
        super().__init__(now=at(f"{morning} 09:05"), live=live, **fields)
        self._heard: set[int] = set()
        self._letters: set[str] = set()

    def pulse(self) -> None:
        """Run the stations once, in their order."""
        organization = self.organization
        roll_forward(organization=organization, fresh_since=freshness(organization, self.now), now=self.now)
        self.dispatch()

    def advance(self, **time: float) -> None:
        """Let days go by with a pulse each morning, then hours or minutes with one pulse at their end."""
        for _ in range(int(time.pop("days", 0))):
            self.now += timedelta(days=1)
            self.pulse()
        if time:
            self.now += timedelta(**time)
            self.pulse()

    def until(self, day: str) -> None:
        """Let the days go by through that one."""
        self.advance(days=(date.fromisoformat(day) - self.now.date()).days)

    def through(self, until: str, minutes: int = 30) -> None:
        """Let time go by with a pulse every so many minutes, through that moment in UTC."""
        while self.now < at(until):
            self.advance(minutes=minutes)

    def sleep(self, **time: float) -> None:
        """Let time go by while nothing runs."""
        self.now += timedelta(**time)

    def still_there(self, *who: str) -> None:
        """The source tells of these again, in the same words."""
        ids = [self.subscription(each).pk for each in who]
        sighted(organization=self.organization, subscription_ids=ids, now=self.now)

    def expect(self, *lines: str, to_the: str = "day") -> None:
        """Exactly this was said since last asked: ``DAY STEP WHO``, and once each.

        Both rows and the letters in the mailbox are asked. To the minute, lines begin ``DAY HOUR:MINUTE``.
        What is said in one moment has no order, and is told by name.
        """
        rows = Delivery.objects.filter(organization__key=self.key, state="accepted")
        rows = rows.select_related("reminder__step", "reminder__due_date__subscription")
        said = [row for row in rows.order_by("pk") if row.pk not in self._heard]
        self._heard.update(row.pk for row in said)
        shown = "%Y-%m-%d %H:%M" if to_the == "minute" else "%Y-%m-%d"
        found = [(row.changed_at, row.reminder.step.key, row.reminder.due_date.subscription) for row in said]
        found.sort(key=lambda each: (each[0], each[2].external_id))
        told = [f"{moment:{shown}} {step} {who.external_id}" for moment, step, who in found]
        assert told == list(lines)
        names = {path.stem for path in Path(settings.FORENOTICE_HOME).rglob("*.eml")}
        letters = {name.partition("_")[2] for name in names}
        assert {row.message_id for row in said} <= letters, "what counts as said lies in the mailbox"
        assert letters - self._letters <= {row.message_id for row in said}, "nothing else was said"
        self._letters = letters

    def expect_silence(self, **reasons: str) -> None:
        """Nothing was said, and for each of these this is the reason that is written down."""
        self.expect()
        for who, reason in reasons.items():
            row = Reminder.objects.filter(organization__key=self.key, due_date__subscription__external_id=who)
            assert [r.reason for r in row.order_by("-pk")[:1]] == [reason]

    def kinds(self, who: str) -> list[tuple[str, str, str]]:
        """Every due date that a subscription ever had: its day, kind and closing."""
        rows = DueDate.objects.filter(organization__key=self.key, subscription__external_id=who)
        return [(str(row.due_on), row.kind, row.closing) for row in rows.order_by("due_on", "pk")]

    def member(self, who: str, facts: Mapping[str, Any]) -> None:
        """Let the source tell something of the member."""
        self.told(who, member=facts)


def morning(day: str) -> datetime:
    """Five past nine on a day, in UTC."""
    return datetime.combine(date.fromisoformat(day), time(9), tzinfo=at("2026-01-01 00:00").tzinfo) + MINUTES
