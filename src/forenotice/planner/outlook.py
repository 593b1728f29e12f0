"""What planning will do until some moment, found out without doing it: the same SELECT, nothing written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.ledger.due import NEW, Due
from forenotice.ledger.models import Touched
from forenotice.ledger.queries import Later, later_payments
from forenotice.ledger.states import Closing
from forenotice.planner import statements
from forenotice.planner.classes import message_classes
from forenotice.planner.coverage import Coverage
from forenotice.planner.dialect import values_table
from forenotice.planner.meeting import Way, ways
from forenotice.planner.moments import MomentRow, Moments
from forenotice.planner.nearness import courtesy_ranks
from forenotice.planner.reconcile import Standing, Verdict, next_turn
from forenotice.planner.schedule import farthest_day, opening
from forenotice.planner.statements import (
    EVERYONE,
    PLANNED_ONES,
    SILENT_ONES,
    Among,
    Existing,
    among_subscriptions,
)
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.planner.wishes import Editions

_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)

# The columns of a due date that conditions and moments ask for, with PostgreSQL's types.
_DUE_COLUMNS = {
    "id": "bigint",
    "organization_id": "bigint",
    "closing": "text",
    "quiet": "text",
    "kind": "text",
    "member_id": "bigint",
    "product_id": "bigint",
    "due_on": "date",
    "due_at": "timestamptz",
    "cancel_by_on": "date",
    "cancel_by_at": "timestamptz",
    "zone": "text",
    "amount_minor": "bigint",
    "currency": "text",
    "payer_kind": "text",
    "interval_count": "int",
    "interval_unit": "text",
    "interval_days": "int",
    "country": "text",
    "tags": "text",
    "known_at": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Speech:
    """A step will speak at a moment. ``later`` is the payment it is about when that is no row yet."""

    step: PlannedStep
    due_date_id: int
    send_at: datetime
    moment: datetime
    later: Due | None = None

    @property
    def about(self) -> tuple[int, object]:
        """What tells the payment it is about from every other."""
        return self.due_date_id, None if self.later is None else self.later.due_on


class Outlook:
    """What an organization will say from `now` until a moment."""

    def __init__(self, organization: Organization, now: datetime, until: datetime) -> None:
        self.organization, self.now, self.until = organization, now, until
        self.steps = speaking(planned_steps(organization))
        self.coverage, self.moments, self.editions = Coverage(organization, now), Moments(now), Editions()
        touched = Touched.objects.filter(organization=organization)
        self.touched = among_subscriptions(set(touched.values_list("subscription_id", flat=True)))

    def speeches(self, fresh_for: Mapping[str, timedelta]) -> list[Speech]:
        """All that will be said, in no order. ``fresh_for`` is how long each source's facts stay fresh."""
        found = [speech for step in self.steps for speech in self._of(step)]
        if self.steps:
            found += self._of_later_payments(fresh_for)
        return self._without_superseded([speech for speech in found if speech.moment <= self.until])

    def _of(self, step: PlannedStep) -> Iterator[Speech]:
        yield from self._existing(step, EVERYONE, planned=True)
        if self.coverage.through(step) is not None:
            changed = EVERYONE if self.coverage.is_changed(step) else self.touched
            yield from self._existing(step, changed, planned=False)
        covered = self.coverage.covered(step)
        for edition, among in self.editions.of(step, EVERYONE):
            for way, rows in self._rows(edition, among):
                found = statements.unwritten_reminders(
                    edition, way, rows, among, now=self.now, covered=covered
                )
                for due_date_id, verdict in found:
                    yield from self._speech(edition, due_date_id, verdict)

    def _existing(self, step: PlannedStep, among: Among, *, planned: bool) -> Iterator[Speech]:
        which = PLANNED_ONES if planned else SILENT_ONES
        for edition in self.editions.of(step, among):
            yield from self._existing_of(*edition, which)

    def _existing_of(self, step: PlannedStep, among: Among, which: Existing) -> Iterator[Speech]:
        if step.timing is None:
            return
        for way in ways(step.timing):
            keys = statements.existing_keys(step, step.timing, way, among, which)
            rows = self.moments.rows(step.timing, keys)
            found = statements.existing_reminders(step, way, rows, among, which, self.now)
            for standing, verdict in found:
                if verdict is not None:
                    yield from self._speech_of(step, standing, verdict)

    def _speech_of(self, step: PlannedStep, standing: Standing, verdict: Verdict) -> Iterator[Speech]:
        """What a reminder that is there already will say, unless it will be ended."""
        turn = next_turn(standing, verdict, self.now)
        if turn is None or turn.release_at is None:
            # It keeps its own moment, which may lie further off when the clock was turned back since, and
            # nearer when somebody asked for it to leave now.
            moment = max(standing.release_at, verdict.release_at)
            if standing.reason is Reason.ASKED_NOW:
                moment = standing.release_at
            verdict = replace(verdict, state=turn.after if turn else standing.state, release_at=moment)
        yield from self._speech(step, standing.due_date_id, verdict)

    def _speech(self, step: PlannedStep, due_date_id: int, verdict: Verdict) -> Iterator[Speech]:
        moment = max(verdict.release_at, self.now)
        if verdict.state is ReminderState.PLANNED and moment <= verdict.latest_at:
            yield Speech(step, due_date_id, verdict.send_at, moment)

    def _rows(self, step: PlannedStep, among: Among) -> Iterator[tuple[Way, Sequence[MomentRow]]]:
        if step.timing is None:
            return
        days = ((self.now - timedelta(days=3)).date(), farthest_day(step.timing, self.until))
        for way in ways(step.timing):
            keys = statements.keys(step, step.timing, way, among, days, Closing.OPEN)
            yield way, [r for r in self.moments.rows(step.timing, keys) if r.send_at <= self.until]

    def _of_later_payments(self, fresh_for: Mapping[str, timedelta]) -> Iterator[Speech]:
        days = [
            farthest_day(edition.timing, self.until)
            for step in self.steps
            for edition, _ in self.editions.of(step, EVERYONE)
            if edition.timing is not None
        ]
        for some in later_payments(self.organization, due_by=max(days), fresh_for=fresh_for):
            numbered = {later.due.id if later.due.id != NEW else -n: later for n, later in enumerate(some, 1)}
            rows = [_due_row(number, later.due) for number, later in numbered.items()]
            among = Among((values_table("f", _DUE_COLUMNS, rows),), due_dates="f")
            for step in self.steps:
                for edition in self.editions.of(step, among):
                    yield from self._of_some(*edition, numbered)

    def _of_some(self, step: PlannedStep, among: Among, numbered: Mapping[int, Later]) -> Iterator[Speech]:
        for way, rows in self._rows(step, among):
            found = statements.unwritten_reminders(step, way, rows, among, now=_ALWAYS)
            for number, verdict in found:
                yield from self._later_speech(step, numbered[number], verdict)

    def _later_speech(self, step: PlannedStep, later: Later, verdict: Verdict) -> Iterator[Speech]:
        """A payment further off is known from the moment at which the one before it has passed."""
        moment, latest_at = verdict.send_at, verdict.latest_at
        if verdict.reason is Reason.PAST_MOMENT and step.timing is not None:
            moment = opening(step.timing.window, later.due.zone, later.due.known_at)
            latest_at = verdict.due_by
        if verdict.state is ReminderState.PLANNED and moment <= latest_at:
            yield Speech(step, later.base_id, verdict.send_at, moment, later.due)

    def _without_superseded(self, speeches: Iterable[Speech]) -> list[Speech]:
        found = courtesy_ranks(self.steps, message_classes(self.organization))
        ranks = {step_id: rank for _, step_id, rank in found}
        rivals: defaultdict[object, list[Speech]] = defaultdict(list)
        speeches = list(speeches)
        for speech in speeches:
            if speech.step.step_id in ranks:
                rivals[speech.about, speech.step.rule.rule_id].append(speech)

        def nearness(speech: Speech) -> tuple[datetime, int]:
            return speech.send_at, ranks[speech.step.step_id]

        def is_superseded(speech: Speech) -> bool:
            if speech.step.step_id not in ranks:
                return False
            others = rivals[speech.about, speech.step.rule.rule_id]
            return any(o.moment <= speech.moment and nearness(o) > nearness(speech) for o in others)

        return [speech for speech in speeches if not is_superseded(speech)]


def _due_row(number: int, due: Due) -> list[object]:
    return [number, *(getattr(due, name) for name in _DUE_COLUMNS if name != "id")]
