"""Steps meet due dates: reminders that are missing are written, and those that exist are looked at again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from forenotice.kernel.local_time import end_of_day, start_of_day
from forenotice.ledger.states import Closing
from forenotice.planner import statements
from forenotice.planner.meeting import Way, ways
from forenotice.planner.moments import Key, MomentRow, Moments
from forenotice.planner.past import mark_new_silences
from forenotice.planner.reconcile import Turn, next_turn
from forenotice.planner.schedule import Timing, days_between, farthest_day, instants_between
from forenotice.planner.statements import EVERYONE, Among, Existing
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.steps import PlannedStep
from forenotice.planner.wishes import Edition, Editions

Near = list[tuple[Edition, Way, list[MomentRow]]]

_SPOKEN_OF = {Reason.MET, Reason.PAST_MOMENT}
_OLDEST_OPEN = timedelta(days=3)


class Meeting:
    """All that steps meet in one run of planning. ``written`` counts new reminders by reason."""

    def __init__(self, now: datetime, until: datetime) -> None:
        self.now, self.until = now, until
        self.moments, self.editions = Moments(now), Editions()
        self.written: Counter[str] = Counter()

    def near(self, step: PlannedStep, after: datetime, zones: Sequence[str]) -> Near:
        """The moments that came inside the horizon after an instant, in each way a step meets due dates."""
        found: Near = []
        for edition in self.editions.of(step, EVERYONE):
            for way, rows in self._near(edition[0], after, zones):
                found.append((edition, way, rows))
        return found

    def _near(
        self, step: PlannedStep, after: datetime, zones: Sequence[str]
    ) -> Iterator[tuple[Way, list[MomentRow]]]:
        if step.timing is None:
            return
        when = step.timing
        by_calendar = [
            Key(day, None, zone) for zone in zones for day in days_between(when, after, self.until, zone)
        ]
        for way in ways(when):
            keys = by_calendar if way is not Way.TIMED else self._keys_by_instant(step, when, after, zones)
            rows = [row for row in self.moments.rows(when, keys) if after < row.send_at <= self.until]
            if rows:
                yield way, rows

    def meet(self, step: PlannedStep, among: Among, covered: tuple[datetime, datetime] | None) -> None:
        """Write a reminder for every open due date that a step meets inside the horizon."""
        for edition in self.editions.of(step, among):
            self._meet(*edition, covered)

    def _meet(self, step: PlannedStep, among: Among, covered: tuple[datetime, datetime] | None) -> None:
        if step.timing is None:
            return
        days = ((self.now - _OLDEST_OPEN).date(), farthest_day(step.timing, self.until))
        for way in ways(step.timing):
            keys = statements.keys(step, step.timing, way, among, days, Closing.OPEN)
            rows = [row for row in self.moments.rows(step.timing, keys) if row.send_at <= self.until]
            self.write(step, way, rows, among, covered)

    def meet_passed(
        self, step: PlannedStep, after: datetime, covered: tuple[datetime, datetime] | None
    ) -> None:
        """Write a reminder for due dates that came and went, with their moments, while nothing was running.

        They are too late, and will be declared missed; without a row nobody would ever hear of them.
        """
        if after < self.now:
            for edition in self.editions.of(step, EVERYONE):
                self._meet_passed(*edition, after, covered)

    def _meet_passed(
        self,
        step: PlannedStep,
        among: Among,
        after: datetime,
        covered: tuple[datetime, datetime] | None,
    ) -> None:
        if step.timing is None:
            return
        days = ((after - _OLDEST_OPEN).date(), (self.now + _OLDEST_OPEN).date())
        for way in ways(step.timing):
            keys = statements.keys(step, step.timing, way, among, days, Closing.PASSED)
            rows = self.moments.rows(step.timing, keys)
            rows = [row for row in rows if after < row.send_at <= self.now]
            self.write(step, way, rows, among, covered, Closing.PASSED)

    def write(
        self,
        step: PlannedStep,
        way: Way,
        rows: Sequence[MomentRow],
        among: Among,
        covered: tuple[datetime, datetime] | None = None,
        closing: Closing = Closing.OPEN,
    ) -> None:
        """Write the reminders of due dates that have these moments, unless they are there."""
        last = statements.last_reminder()
        if statements.insert_reminders(
            step, way, rows, among, now=self.now, covered=covered, closing=closing
        ):
            reasons = statements.reasons_since(step, last)
            self.written.update(reasons)
            if reasons.keys() - _SPOKEN_OF:
                mark_new_silences(last, step.organization_id)

    def turns(self, step: PlannedStep, among: Among, which: Existing) -> list[Turn]:
        """The arrows that a step's existing reminders ask for."""
        return [turn for edition in self.editions.of(step, among) for turn in self._turns(*edition, which)]

    def _turns(self, step: PlannedStep, among: Among, which: Existing) -> Iterator[Turn]:
        if step.timing is None:
            return
        for way in ways(step.timing):
            keys = statements.existing_keys(step, step.timing, way, among, which)
            rows = self.moments.rows(step.timing, keys)
            for standing, verdict in statements.existing_reminders(step, way, rows, among, which, self.now):
                turn = next_turn(standing, verdict, self.now)
                if turn is not None:
                    yield turn

    def ends(self, step: PlannedStep) -> list[Turn]:
        """The arrows that end the planned reminders of a step which does not speak."""
        reason = Reason.STEP_REMOVED if step.is_removed else Reason.RULE_OFF
        return [
            Turn(
                reminder_id,
                ReminderState.PLANNED,
                ReminderState.CANCELLED,
                reason,
                send_at,
                None,
                latest_at,
            )
            for reminder_id, send_at, latest_at in statements.planned_reminders(step)
        ]

    def _keys_by_instant(
        self, step: PlannedStep, when: Timing, after: datetime, zones: Sequence[str]
    ) -> list[Key]:
        """The keys of due dates with an instant, among them all whose moment came near."""
        ranges: dict[tuple[datetime, datetime], list[str]] = {}
        for zone in zones:
            for found in self._instants(when, after, zone):
                ranges.setdefault(found, []).append(zone)
        return [
            key
            for (first, last), there in ranges.items()
            for key in statements.keys_by_instant(step, when, first, last, there)
        ]

    def _instants(self, when: Timing, after: datetime, zone: str) -> list[tuple[datetime, datetime]]:
        found = instants_between(when, after, self.until, zone)
        ranges = [] if found is None else [found]
        if not when.lead.is_in_hours:
            # A step of "0 days" speaks by the calendar too, when that is well before the instant.
            days = days_between(when, after, self.until, zone)
            ranges += [(start_of_day(day, zone), end_of_day(day, zone)) for day in days]
        return ranges
