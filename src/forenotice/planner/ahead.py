"""How many reminders a step will say on each day: counted with the SELECT that plans, set by set.

A due date is counted on the day on which its reminder is to be said, if that moment comes after we knew of it
and after the step was in force; one that is spoken of at once, because it was past, is not ahead of us. What
was said early or cancelled by hand is taken off, and what will be withheld is counted apart, as far as
:mod:`planner.unsaid` foresees it. Payments after the next one are counted as time would roll them forward.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import GoingOn, going_on
from forenotice.ledger.states import Closing, Kind, Occasion, PayerKind
from forenotice.planner import meeting, statements
from forenotice.planner.counted import is_counted, said_of_later, said_of_next
from forenotice.planner.dialect import (
    Fragment,
    day_from,
    day_literal,
    days_apart,
    ids_table,
    instant_param,
    is_sqlite,
    values_table,
)
from forenotice.planner.meeting import Way, ways
from forenotice.planner.moments import Moments
from forenotice.planner.span import DayTold, Span
from forenotice.planner.statements import JOIN, Among, with_tables
from forenotice.planner.steps import PlannedStep
from forenotice.planner.unsaid import Unsaid
from forenotice.planner.wishes import Editions
from forenotice.rules.specification import Anchor

_MOMENTS = {
    "anchor_on": "date",
    "anchor_at": "timestamptz",
    "zone": "text",
    "send_at": "timestamptz",
    "send_on": "date",
}
LATER = {
    "due_on": "date",
    "anchor_day": "int",
    "interval_count": "int",
    "interval_unit": "text",
    "later_on": "date",
    "after_on": "date",
}
LaterRow = tuple[date, int, int, str, date, date]
# A payment is known from the moment at which the one before it passes.
_IS_KNOWN = " AND (m.send_on > d.after_on OR m.send_at >= d.after_at)"
_DAY = timedelta(days=1)
# A last day to cancel may lie this long before its payment, when payments to come are foreseen.
_LONGEST_NOTICE = timedelta(days=186)


class Ahead:
    """Counts of an organization's steps, with all that they need worked out once."""

    def __init__(self, organization: Organization, moments: Moments) -> None:
        self.organization, self.moments, self.editions = organization, moments, Editions()
        self.unsaid = Unsaid(organization, moments.now)
        # Nowhere is it a later day than there.
        self.latest = local_day(moments.now, "Pacific/Kiritimati")

    def counted(self, step: PlannedStep, due_days: Collection[date], span: Span) -> list[DayTold]:
        """What a step will say in a span about these due days and the payments that follow them.

        Where the ledger's counts tell it, no due date is read, but for today: it takes more than counts to
        say whether a moment came after we knew.
        """
        if not due_days or step.timing is None:
            return []
        due, base = set(due_days), set(due_days)
        going = [row for each in going_on(self.organization, due) for row in later_rows(each, step, span)]
        found, afresh = list[DayTold](), due
        if is_counted(step):
            before = step.timing.lead.before
            base = {day for day in due if span.first_on <= before(day) <= self.latest}
            # On one day a payment may pass before its follower is to be spoken of, or after.
            together = {row[0] for row in going if before(row[4]) == row[5]}
            afresh = {day for day in due if day <= self.latest} | together
            found += said_of_next(step, span, due - base)
            found += said_of_later(step, span, due - afresh)
        every = list(going)
        if base:
            found += self._of(step, Among(where=_due_on(base)), span, "d.due_on", "")
        if going := [row for row in going if row[0] in afresh]:
            among = Among((values_table("v", LATER, going),), due_dates=going_on_table(self.organization))
            found += self._of(step, among, span, "d.base_on", _IS_KNOWN)
        return self._but_unsaid(step, span, found, every) if found else found

    def _but_unsaid(
        self, step: PlannedStep, span: Span, found: list[DayTold], going: Sequence[LaterRow]
    ) -> list[DayTold]:
        """Without what was said or ended already, and with what will be withheld counted apart."""
        days = {each.due_on for each in found}
        ended, kept = self.unsaid.ended(step, days), self.unsaid.kept(step, days)
        over, withheld = list[DayTold](), list[DayTold]()
        ids = ids_table("u", (one.due_date_id for one in ended))
        if ended:
            theirs = ids_table("t", {one.subscription_id for one in ended})
            which = f"d.subscription_id = t.id AND {_due_on(days)} AND d.id IN (SELECT id FROM u)"
            over += self._of(step, Among((theirs, ids), f"t {JOIN}", which), span, "d.due_on", "")
        if kept:
            theirs = ids_table("t", kept)
            which = f"d.subscription_id = t.id AND {_due_on(days)} AND d.id NOT IN (SELECT id FROM u)"
            withheld += self._of(step, Among((theirs, ids), f"t {JOIN}", which), span, "d.due_on", "")
            if later := [row for row in going if row[0] in days]:
                table = going_on_table(self.organization, f"t {JOIN} ledger_duedate b {JOIN} v")
                among = Among(
                    (theirs, values_table("v", LATER, later)),
                    due_dates=table.replace(" WHERE ", " WHERE b.subscription_id = t.id AND ", 1),
                )
                withheld += self._of(step, among, span, "d.base_on", _IS_KNOWN)
        return list(_less(found, over, withheld)) if over or withheld else found

    def _of(self, step: PlannedStep, among: Among, span: Span, base_on: str, also: str) -> Iterator[DayTold]:
        for edition, whom in self.editions.of(step, among):
            if edition.timing is None:
                continue
            days = (span.first_on - _DAY, span.farthest(edition))
            for way in ways(edition.timing):
                keys = statements.keys(edition, edition.timing, way, whom, days, Closing.OPEN)
                rows = [
                    [row.anchor_on, row.anchor_at, row.zone, row.send_at, send_on]
                    for row in self.moments.rows(edition.timing, keys)
                    for send_on in [local_day(row.send_at, row.zone)]
                    if span.first_on <= send_on <= span.last_on
                ]
                yield from _counts(edition, way, rows, whom, base_on, also)


def _counts(
    step: PlannedStep, way: Way, rows: Sequence[Sequence[object]], among: Among, base_on: str, also: str
) -> list[DayTold]:
    if not rows or step.timing is None:
        return []
    met, due_dates = meeting.is_met(step), f"{among.due_dates} d{among.also}"
    source = f"{among.first} {due_dates} {JOIN} m" if among.first else f"m {JOIN} {due_dates}"
    sql = (
        f"SELECT {base_on} AS base, m.send_on, d.kind, d.currency, COUNT(*),"
        " COUNT(*) - COUNT(d.amount_minor), COALESCE(SUM(d.amount_minor), 0)"
        f" FROM {source}"
        f" WHERE {among.organization} = %s AND d.closing = '{Closing.OPEN}' AND {among.where}"
        f" AND {meeting.joined(step.timing, way)} AND {met.sql} AND ({among.quiet}) = ''"
        f" AND m.send_at >= d.known_at AND m.send_at >= %s{also}"
        f" GROUP BY {base_on}, m.send_on, d.kind, d.currency"
    )
    params = [step.organization_id, *met.params, instant_param(step.effective_at)]
    tables = (*among.tables, values_table("m", _MOMENTS, rows))
    with connection.cursor() as cursor:
        cursor.execute(*with_tables(tables, Fragment(sql, params)))
        return [_told(*row) for row in cursor.fetchall()]


def _told(
    due_on: object, send_on: object, kind: str, currency: str, count: int, unpriced: int, minor: object
) -> DayTold:
    # PostgreSQL adds up integers to a decimal number.
    return DayTold(day_from(due_on), day_from(send_on), kind, currency, count, unpriced, int(str(minor)))


def _due_on(days: Iterable[date]) -> str:
    return f"d.due_on IN ({', '.join(map(day_literal, sorted(days)))})"


def _less(
    found: Iterable[DayTold], over: Iterable[DayTold], withheld: Iterable[DayTold]
) -> Iterator[DayTold]:
    """What is counted, less what is over, and with what will be withheld apart."""

    def place(each: DayTold) -> tuple[date, date, str, str]:
        return each.due_on, each.send_on, each.kind, each.currency

    sums: dict[tuple[date, date, str, str], DayTold] = {}
    for sign, some in ((1, found), (-1, over), (-1, withheld)):
        for each in some:
            so_far = sums.get(place(each)) or replace(each, count=0, unpriced=0, minor=0)
            sums[place(each)] = replace(
                so_far,
                count=so_far.count + sign * each.count,
                unpriced=so_far.unpriced + sign * each.unpriced,
                minor=so_far.minor + sign * each.minor,
                withheld=so_far.withheld + (each.count if some is withheld else 0),
            )
    return (each for each in sums.values() if each.count > 0 or each.withheld)


def later_rows(going: GoingOn, step: PlannedStep, span: Span) -> Iterator[LaterRow]:
    """The payments after the next one that a step may speak of in a span."""
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    last_on = span.farthest(step)
    if step.timing.anchor is Anchor.CANCEL_BY:
        last_on += _LONGEST_NOTICE
    interval, after_on, times = going.interval, going.due_on, 1
    while (on := interval.after(going.due_on, times, going.anchor_day)) <= last_on:
        if on >= span.first_on:
            yield going.due_on, going.anchor_day, interval.count, str(interval.unit), on, after_on
        after_on, times = on, times + 1


def going_on_table(organization: Organization, among: str = f"v {JOIN} ledger_duedate b") -> str:
    """The payments of a table ``v`` of those to come, with the columns that conditions and moments ask for.

    Their instants are left out: what comes a whole interval later is foreseen to the day.
    """
    moved = f"date(b.cancel_by_on, {days_apart('v.later_on', 'v.due_on')} || ' days')"
    if not is_sqlite():
        moved = "b.cancel_by_on + (v.later_on - v.due_on)"
    same = ("organization_id", "closing", "quiet", "member_id", "product_id", "subscription_id", "zone")
    asked = ("amount_minor", "currency", "payer_kind", "interval_count", "interval_unit", "interval_days")
    told = ", ".join(f"b.{name}" for name in (*same, *asked, "country", "tags", "known_at"))
    kind = f"CASE b.payer_kind WHEN '{PayerKind.MANUAL}' THEN '{Kind.PAYMENT_DUE}' ELSE '{Kind.RENEWAL}' END"
    unknown = "CAST(NULL AS timestamp)" if is_sqlite() else "NULL::timestamptz"
    matched = " AND ".join(
        f"b.{name} = v.{name}" for name in ("due_on", "anchor_day", "interval_count", "interval_unit")
    )
    return (
        f"(SELECT b.id, {told}, {kind} AS kind, v.later_on AS due_on, {unknown} AS due_at,"
        f" {moved} AS cancel_by_on, {unknown} AS cancel_by_at, v.due_on AS base_on, v.after_on,"
        " CASE WHEN v.after_on = v.due_on THEN b.due_at END AS after_at"
        f" FROM {among} WHERE b.organization_id = {organization.pk}"
        f" AND b.closing = '{Closing.OPEN}' AND b.quiet = '' AND b.occasion = '{Occasion.PAYMENT}'"
        f" AND NOT b.is_last AND {matched})"
    )
