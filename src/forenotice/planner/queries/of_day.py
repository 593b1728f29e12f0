"""What leaves on one day, one by one and some at a time: found by the counts of days, and read no further."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Sum

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import going_on
from forenotice.ledger.states import Closing
from forenotice.planner import meeting
from forenotice.planner.ahead import LATER, going_on_table, later_rows
from forenotice.planner.dialect import (
    Fragment,
    day_from,
    day_literal,
    instant_from,
    instant_or_none,
    is_sqlite,
    values_table,
)
from forenotice.planner.models import DayAhead
from forenotice.planner.outlook import Speech
from forenotice.planner.queries.upcoming import Upcoming, told_of
from forenotice.planner.schedule import Timing, farthest_day, moment
from forenotice.planner.span import Span
from forenotice.planner.statements import EVERYONE, Among, with_tables
from forenotice.planner.states import ReminderState
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.planner.wishes import Editions
from forenotice.rules.specification import Anchor
from forenotice.sources.queries import fresh_for

_DAY = timedelta(days=1)
DueDays = Mapping[int, dict[date, int]]


class Place(NamedTuple):
    """Where one reminder stands in the list of its day.

    The list goes by step, within one from payments that are known to those that follow them, and then by
    zone, as the index of due dates does.
    """

    step_id: int
    due_date_id: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """One reminder of a day: which step, about which due date. ``is_later``: about one that follows it."""

    step: PlannedStep
    due_date_id: int
    due_on: date
    kind: str
    send_at: datetime
    is_later: bool

    @property
    def place(self) -> Place:
        """Where it stands in the list."""
        return Place(self.step.step_id, self.due_date_id)


@dataclass(frozen=True, slots=True)
class LeavingPage:
    """Some of the ``count`` reminders of a day, and of the ``withheld`` ones that will not be said after all.

    ``after`` is where the next ones begin, None at the end.
    """

    count: int
    withheld: int
    rows: Sequence[Leaving]
    after: Place | None


class _Part(NamedTuple):
    """Due dates that an edition of a step may meet, by the days that it is measured from."""

    step: PlannedStep
    among: Among
    where: str
    is_later: bool


def leaving_on(
    organization: Organization, day: date, *, now: datetime, begin: Place | None = None, most: int = 50
) -> LeavingPage:
    """What leaves on a day of the members' calendars if the organization is live, from a place on.

    It takes the same few questions however many leave, and however many members there are.
    """
    counted, withheld = _counted(organization, day)
    steps = {step.step_id: step for step in speaking(planned_steps(organization)) if step.step_id in counted}
    steps = dict(_enough(steps, counted, begin, most))
    parts = list(_parts(organization, steps, counted, day))
    asked, rows = _first(parts, counted, begin, most + 1)
    since = now if organization.mode != Mode.LIVE else None
    found = [_leaving(asked[row[0]], row, day, since) for row in rows[:most]]
    after = Place(*rows[most][1:3]) if len(rows) > most else None
    if after is None and (left := [key for key in sorted(counted) if steps and key > max(steps)]):
        after = Place(left[0], 0)
    count = sum(sum(due_days.values()) for due_days in counted.values())
    return LeavingPage(count - withheld, withheld, [each for each in found if each is not None], after)


def told_ahead(
    organization: Organization, rows: Sequence[Leaving], *, now: datetime, foresees: bool = True
) -> list[Upcoming]:
    """Who is told, what and why; with ``foresees`` also what will be withheld."""
    speeches = [Speech(row.step, row.due_date_id, row.send_at, max(row.send_at, now)) for row in rows]
    later: dict[tuple[int, int], tuple[date, str]] = {
        row.place: (row.due_on, row.kind) for row in rows if row.is_later
    }
    fresh = fresh_for(organization, now) if foresees else None
    return list(told_of(organization, speeches, later=later, fresh=fresh))


def _counted(organization: Organization, day: date) -> tuple[DueDays, int]:
    """How many each step has on that day, by the day on which they are due, or what they follow is.

    Those that will be withheld are among them, and in all they are as many as stands second.
    """
    rows = DayAhead.objects.filter(organization=organization, send_on=day).order_by()
    found, withheld = dict[int, dict[date, int]](), 0
    told = rows.values_list("step_id", "due_on").annotate(n=Sum("count"), silent=Sum("withheld"))
    for step_id, due_on, count, silent in told:
        found.setdefault(step_id, {})[due_on] = count + silent
        withheld += silent
    return found, withheld


def _enough(
    steps: Mapping[int, PlannedStep], counted: DueDays, begin: Place | None, most: int
) -> Iterator[tuple[int, PlannedStep]]:
    """The steps, in their order, that fill a page: of the first one it may be that little is left."""
    sure = 0
    for step_id in sorted(steps):
        if begin is not None and step_id < begin.step_id:
            continue
        yield step_id, steps[step_id]
        if begin is None or step_id > begin.step_id:
            sure += sum(counted[step_id].values())
        if sure > 2 * most:
            break


def _parts(
    organization: Organization, steps: Mapping[int, PlannedStep], counted: DueDays, day: date
) -> Iterator[_Part]:
    editions = Editions()
    for step_id, step in steps.items():
        for edition, among in editions.of(step, EVERYONE):
            yield _Part(edition, among, _known(edition, counted[step_id], day), False)
    due_days = {due for step_id in steps for due in counted[step_id]}
    span = Span(day, day)
    going = (
        going_on(organization, due_days) if any(_may_follow(s, counted, day) for s in steps.values()) else []
    )
    rows = {row for each in going for step in steps.values() for row in later_rows(each, step, span)}
    if not rows:
        return
    later = Among((values_table("v", LATER, sorted(rows)),), due_dates=going_on_table(organization))
    known = f"(d.after_on < {day_literal(day)} OR d.after_at IS NOT NULL)"
    for step in steps.values():
        for edition, among in editions.of(step, later):
            yield _Part(edition, among, f"{known} AND {_measured(edition, day)}", True)


def _may_follow(step: PlannedStep, counted: DueDays, day: date) -> bool:
    """Whether some of what a step says on a day may be about what follows a due date."""
    if step.timing is None or step.wishing is not None or step.timing.anchor is Anchor.CANCEL_BY:
        return True
    return not counted[step.step_id].keys() <= set(_anchor_days(step.timing, day))


def _anchor_days(when: Timing, day: date) -> list[date]:
    """The days from which a step may be measured that speaks on this one; of instants, some too many."""
    last_on = farthest_day(when, datetime.combine(day + _DAY, datetime.min.time(), tzinfo=UTC))
    days = [day + _DAY * n for n in range((last_on - day).days + 1)]
    return [each for each in days if when.lead.before(each) == day] if when.is_by_calendar else days


def _known(step: PlannedStep, due_days: Collection[date], day: date) -> str:
    """Which known payments a step may speak of on a day; what is said twice, databases expect too seldom."""
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    if step.timing.anchor is Anchor.DUE:
        return _among("d.due_on", set(due_days) & set(_anchor_days(step.timing, day)))
    return f"{_among('d.due_on', due_days)} AND {_measured(step, day)}"


def _among(column: str, days: Collection[date]) -> str:
    listed = ", ".join(map(day_literal, sorted(days)))
    return f"{column} IN ({listed})" if listed else "1 = 0"


def _measured(step: PlannedStep, day: date) -> str:
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    return _among(meeting.anchor_on(step.timing), _anchor_days(step.timing, day))


def _first(
    parts: Sequence[_Part], counted: DueDays, begin: Place | None, most: int
) -> tuple[Sequence[_Part], list[Sequence[Any]]]:
    """The first rows, and the parts that they are of.

    To find what follows a payment takes a look at each of a day: where others fill the page it is spared.
    """
    last = max((part.step.step_id for part in parts), default=0)
    near = [part for part in parts if not (part.is_later and part.step.step_id == last)]
    if len(near) < len(parts) and sum(counted.get(last, {}).values()) >= most:
        rows = _asked(near, begin, most)
        if len(rows) == most:
            return near, rows
    return parts, _asked(parts, begin, most)


def _asked(parts: Sequence[_Part], begin: Place | None, most: int) -> list[Sequence[Any]]:
    """The first due dates of all parts, in one question."""
    if not parts:
        return []
    mine = [part for part in parts if begin and part.step.step_id == begin.step_id]
    known = [part.where for part in mine if not part.is_later]
    queries = [_query(number, part, begin, known, most) for number, part in enumerate(parts)]
    several = " UNION ALL ".join(f"SELECT q.* FROM ({query.sql}) q" for query in queries)
    sql = f"SELECT * FROM ({several}) every ORDER BY step_id, later, zone, id LIMIT {most:d}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for query in queries for param in query.params])
        return list(cursor.fetchall())


def _query(number: int, part: _Part, begin: Place | None, known: Sequence[str], most: int) -> Fragment:
    step, among = part.step, part.among
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    met, on, at = meeting.is_met(step), meeting.anchor_on(step.timing), meeting.anchor_at(step.timing)
    not_before, place = "1 = 1", list[Any]()
    if begin is not None and begin.step_id == step.step_id and begin.due_date_id:
        not_before, place = _not_before(part, begin.due_date_id, known)
    after_at = "d.after_at" if part.is_later else ("NULL" if is_sqlite() else "NULL::timestamptz")
    is_said = (
        f"EXISTS (SELECT 1 FROM planner_reminder r WHERE r.step_id = {step.step_id:d} AND"
        f" r.mode = '{Mode.LIVE}' AND r.due_date_id = d.id AND r.state <> '{ReminderState.PLANNED}')"
    )
    sql = (
        f"SELECT {number:d} AS part, {step.step_id:d} AS step_id, d.id, d.due_on, d.kind, d.zone,"
        f" {on} AS anchor_on, {at} AS anchor_at, d.known_at, {after_at} AS after_at,"
        f" {int(part.is_later)} AS later"
        f" FROM {among.first} {among.due_dates} d{among.also}"
        f" WHERE {among.organization} = %s AND d.closing = '{Closing.OPEN}' AND {among.where}"
        f" AND {part.where} AND {met.sql} AND ({among.quiet}) = '' AND {not_before}"
        f" AND {'1 = 1' if part.is_later else f'NOT {is_said}'} ORDER BY d.zone, d.id LIMIT {most:d}"
    )
    return with_tables(among.tables, Fragment(sql, [step.organization_id, *met.params, *place]))


def _not_before(part: _Part, due_date_id: int, known: Sequence[str]) -> tuple[str, list[Any]]:
    """What stands at this place of the list or after it; of a known payment one of these conditions holds."""
    mine = part.step.organization_id
    row = "FROM ledger_duedate d WHERE d.organization_id = %s AND d.id = %s"
    since = f"(d.zone, d.id) >= ((SELECT d.zone {row}), %s)"
    if not known:
        return since, [mine, due_date_id, due_date_id]
    is_known = f"EXISTS (SELECT 1 {row} AND ({' OR '.join(f'({one})' for one in known)}))"
    both = f"({is_known} OR {since})" if part.is_later else f"({is_known} AND {since})"
    return both, [mine, due_date_id, mine, due_date_id, due_date_id]


def _leaving(part: _Part, row: Sequence[Any], day: date, live_since: datetime | None) -> Leaving | None:
    """What stands in the row, if it speaks on the day; an instant may lead to the day before or after."""
    step = part.step
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    due_date_id, due_on, kind, zone, anchor_on, anchor_at, known_at, after_at = row[2:10]
    at = None if step.timing.is_by_calendar else instant_or_none(anchor_at)
    send_at = moment(step.timing, day_from(anchor_on), at, zone).send_at
    known = [instant_from(known_at), step.effective_at, instant_or_none(after_at), live_since]
    if local_day(send_at, zone) != day or any(since is not None and send_at < since for since in known):
        return None
    return Leaving(step, due_date_id, day_from(due_on), kind, send_at, part.is_later)
