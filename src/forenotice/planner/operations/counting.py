"""The station that counts what leaves on each day: of days that changed, of steps that did, of a new day."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day
from forenotice.ledger.operations import DAYS_AT_ONCE, count_changed_days
from forenotice.ledger.queries import counted_days
from forenotice.planner.ahead import Ahead, Span
from forenotice.planner.models import DayAhead, StepAhead
from forenotice.planner.moments import Moments
from forenotice.planner.operations.turns import take_turn
from forenotice.planner.steps import PlannedStep, planned_steps, speaking

DAYS_AHEAD = 30
"""So many days are counted, and today."""


def count_ahead(*, organization: Organization, now: datetime) -> int:
    """Bring the counts of days up to date, some days in each transaction; return how many it counted."""
    run = _Run(organization, now)
    run.forget_what_is_over()
    return run.count_changed_days() + run.count_new_steps() + run.count_new_days()


class _Run:
    def __init__(self, organization: Organization, now: datetime) -> None:
        self.organization = organization
        today = local_day(now, organization.time_zone)
        # It is still yesterday for some members, and tomorrow already for others.
        self.first_on, self.last_on = today - timedelta(days=1), today + timedelta(days=DAYS_AHEAD)
        self.ahead = Ahead(organization, Moments(now))
        self.steps = {step.step_id: step for step in speaking(planned_steps(organization))}
        rows = StepAhead.objects.filter(organization=organization)
        self.far = {row.step_id: row for row in rows}

    def forget_what_is_over(self) -> None:
        """Take away the days behind us, and steps that speak no more or not as they did."""
        old = [row for row in self.far.values() if not self._is_as_counted(row)]
        mine = DayAhead.objects.filter(organization=self.organization)
        if old:
            with transaction.atomic():
                mine.filter(step__in=[row.step_id for row in old]).delete()
                StepAhead.objects.filter(organization=self.organization, pk__in=[r.pk for r in old]).delete()
            for row in old:
                del self.far[row.step_id]
        if any(row.until_on < self.last_on for row in self.far.values()):
            mine.filter(send_on__lt=self.first_on).delete()

    def _is_as_counted(self, row: StepAhead) -> bool:
        step = self.steps.get(row.step_id)
        # Behind a clock that was turned back lie days that were forgotten.
        is_near = row.until_on <= self.last_on + timedelta(days=1)
        return step is not None and step.fingerprint == row.fingerprint and is_near

    def count_changed_days(self) -> int:
        """Count the days whose due dates changed, for the ledger and then for every step."""
        count = 0
        while True:
            with transaction.atomic():
                days = count_changed_days(organization=self.organization)
                if not days:
                    return count
                mine = DayAhead.objects.filter(organization=self.organization, due_on__in=days)
                mine.delete()
                for step, row in self._counted_steps():
                    known = [day for day in days if row.next_on is None or day < row.next_on]
                    self._write(step, known, Span(self.first_on, row.until_on))
                count += len(days)

    def count_new_steps(self) -> int:
        """Count the steps that are new, or go on where that was broken off."""
        for step_id, step in self.steps.items():
            if step_id not in self.far:
                self.far[step_id] = StepAhead.objects.create(
                    organization=self.organization,
                    step_id=step_id,
                    fingerprint=step.fingerprint,
                    until_on=self.last_on,
                    next_on=self.first_on - timedelta(days=1),
                )
        return sum(self._count_on(step, row) for step, row in self._counted_steps())

    def _count_on(self, step: PlannedStep, row: StepAhead) -> int:
        count, span = 0, Span(self.first_on, row.until_on)
        while row.next_on is not None:
            with transaction.atomic():
                take_turn(self.organization)
                days = counted_days(self.organization, row.next_on, span.due_days(step).last_on)
                some, rest = days[:DAYS_AT_ONCE], days[DAYS_AT_ONCE:]
                self._write(step, some, span)
                row.next_on = rest[0] if rest else None
                row.save(update_fields=["next_on"])
            count += len(some)
        return count

    def count_new_days(self) -> int:
        """Count the days that came inside the thirty since, of everything that is due."""
        count = 0
        for step, row in self._counted_steps():
            if row.until_on < self.last_on:
                with transaction.atomic():
                    take_turn(self.organization)
                    span = Span(max(row.until_on + timedelta(days=1), self.first_on), self.last_on)
                    wide = Span(self.first_on, self.last_on).due_days(step)
                    days = counted_days(self.organization, *wide)
                    self._write(step, days, span)
                    row.until_on = self.last_on
                    row.save(update_fields=["until_on"])
                count += len(days)
        return count

    def _counted_steps(self) -> Iterable[tuple[PlannedStep, StepAhead]]:
        return [(self.steps[step_id], row) for step_id, row in self.far.items()]

    def _write(self, step: PlannedStep, days: Collection[date], span: Span) -> None:
        rows = self.ahead.counted(step, days, span)
        DayAhead.objects.bulk_create(
            DayAhead(organization=self.organization, step_id=step.step_id, **asdict(row)) for row in rows
        )
