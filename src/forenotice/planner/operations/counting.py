"""The station that counts what leaves on each day: of days that changed, of steps that did, of a new day."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day
from forenotice.ledger.operations import DAYS_AT_ONCE, count_changed_days
from forenotice.ledger.queries import counted_days, is_any_day_changed
from forenotice.planner.ahead import Ahead
from forenotice.planner.foresight import foresight_of
from forenotice.planner.models import DayAhead, StepAhead
from forenotice.planner.moments import Moments
from forenotice.planner.operations.turns import take_turn
from forenotice.planner.span import Span
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.planner.unsaid import fingerprint_ahead

DAYS_AHEAD = 30
"""So many days are counted, and today."""


def count_ahead(
    *, organization: Organization, now: datetime, stop: Callable[[], bool] = lambda: False
) -> int:
    """Bring the counts of days up to date, some days in each transaction; return how many it counted.

    When `stop` says so, what is left is counted the next time.
    """
    run = _Run(organization, now, stop)
    if run.is_all_counted():
        return 0
    run.forget_what_is_over()
    return run.count_changed_days() + run.count_new_steps() + run.count_new_days()


class _Run:
    """One run for one organization. Each piece holds its turn, and reads how far others have come by then."""

    def __init__(self, organization: Organization, now: datetime, stop: Callable[[], bool]) -> None:
        self.organization, self.stop = organization, stop
        today = local_day(now, organization.time_zone)
        # It is still yesterday for some members, and tomorrow already for others.
        self.first_on, self.last_on = today - timedelta(days=1), today + timedelta(days=DAYS_AHEAD)
        self.ahead = Ahead(organization, Moments(now))
        self.steps = {step.step_id: step for step in speaking(planned_steps(organization))}
        self.foresight = foresight_of(organization)
        self.counts = DayAhead.objects.filter(organization=organization)

    def is_all_counted(self) -> bool:
        """Whether nothing changed and no new day came near; every pulse asks, and mostly that is so."""
        far = self._far()
        return (
            {row.step_id for row in far} == self.steps.keys()
            and all(
                self._is_as_counted(row) and row.next_on is None and row.until_on >= self.last_on
                for row in far
            )
            and not is_any_day_changed(self.organization)
        )

    def forget_what_is_over(self) -> None:
        """Take away the days behind us, and steps that speak no more or not as they did."""
        old = [row for row in self._far() if not self._is_as_counted(row)]
        if old:
            with transaction.atomic():
                take_turn(self.organization)
                self.counts.filter(step__in=[row.step_id for row in old]).delete()
                StepAhead.objects.filter(organization=self.organization, pk__in=[r.pk for r in old]).delete()
        if any(row.until_on < self.last_on for row in self._far()):
            self.counts.filter(send_on__lt=self.first_on).delete()

    def count_changed_days(self) -> int:
        """Count the days whose due dates changed, for the ledger and then for every step."""
        count = 0
        while not self.stop():
            with transaction.atomic():
                # From here on the ledger is held, and with it the turn to plan.
                days = count_changed_days(organization=self.organization)
                if not days:
                    break
                self.ahead.unsaid.forget(days)
                self.counts.filter(due_on__in=days).delete()
                for row in self._far():
                    known = [day for day in days if row.next_on is None or day < row.next_on]
                    self._write(row, known, Span(self.first_on, row.until_on))
                count += len(days)
        return count

    def count_new_steps(self) -> int:
        """Count the steps that are new, or go on where that was broken off."""
        for step_id in self.steps.keys() - {row.step_id for row in self._far()}:
            StepAhead.objects.get_or_create(
                organization=self.organization,
                step_id=step_id,
                defaults={
                    "fingerprint": self._fingerprint(self.steps[step_id]),
                    "until_on": self.last_on,
                    "next_on": self.first_on - timedelta(days=1),
                },
            )
        return sum(self._count_on(row.step_id) for row in self._far() if row.next_on is not None)

    def _count_on(self, step_id: int) -> int:
        count = 0
        while not self.stop():
            with transaction.atomic():
                take_turn(self.organization)
                row = next((row for row in self._far() if row.step_id == step_id), None)
                if row is None or row.next_on is None:
                    break
                span = Span(self.first_on, row.until_on)
                last_on = span.due_days(self.steps[step_id]).last_on
                days = counted_days(self.organization, row.next_on, last_on)
                some, rest = days[:DAYS_AT_ONCE], days[DAYS_AT_ONCE:]
                self._write(row, some, span)
                row.next_on = rest[0] if rest else None
                row.save(update_fields=["next_on"])
            count += len(some)
        return count

    def count_new_days(self) -> int:
        """Count the days that came inside the thirty since, of everything that is due."""
        behind = [row.step_id for row in self._far() if row.until_on < self.last_on]
        return sum(self._count_new_days(step_id) for step_id in behind if not self.stop())

    @transaction.atomic
    def _count_new_days(self, step_id: int) -> int:
        take_turn(self.organization)
        row = next((row for row in self._far() if row.step_id == step_id), None)
        if row is None or row.next_on is not None or row.until_on >= self.last_on:
            return 0
        span = Span(max(row.until_on + timedelta(days=1), self.first_on), self.last_on)
        wide = Span(self.first_on, self.last_on).due_days(self.steps[step_id])
        days = counted_days(self.organization, *wide)
        self._write(row, days, span)
        row.until_on = self.last_on
        row.save(update_fields=["until_on"])
        return len(days)

    def _far(self) -> list[StepAhead]:
        """How far each step is counted, as it stands now."""
        return list(StepAhead.objects.filter(organization=self.organization).order_by("step"))

    def _is_as_counted(self, row: StepAhead) -> bool:
        step = self.steps.get(row.step_id)
        # Behind a clock that was turned back lie days that were forgotten.
        is_near = row.until_on <= self.last_on + timedelta(days=1)
        return step is not None and self._fingerprint(step) == row.fingerprint and is_near

    def _fingerprint(self, step: PlannedStep) -> str:
        return fingerprint_ahead(step, self.foresight)

    def _write(self, row: StepAhead, days: Collection[date], span: Span) -> None:
        step = self.steps.get(row.step_id)
        # A step that began to speak since this run began is another run's to count.
        if step is not None:
            found = self.ahead.counted(step, days, span)
            DayAhead.objects.bulk_create(
                DayAhead(organization=self.organization, step_id=step.step_id, **asdict(one)) for one in found
            )
