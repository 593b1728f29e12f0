"""What a rule that is being written would do: read from what is counted of days, or counted afresh."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.consent.queries import kept_from
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.bulk import among
from forenotice.ledger.queries import PAYMENTS
from forenotice.ledger.states import Closing, Occasion
from forenotice.planner.dialect import Fragment, day_from, instant_param
from forenotice.planner.foresight import Foresight, foresight_of
from forenotice.planner.foretelling import DraftStep, Foretold, PaymentSort, farthest_on, foretell
from forenotice.planner.reconcile import ABOUT_THE_MOMENT, FOR_GOOD
from forenotice.planner.schedule import Window, timing
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.unsaid import kept_quiet_by
from forenotice.rules.match import Condition, all_of
from forenotice.rules.queries import RuleInForce, conditions_of
from forenotice.rules.specification import Anchor, RuleSpecification, StepSpecification
from forenotice.rules.states import RuleState

# So many columns tell sorts of payments apart.
_SORT = 8
OVER_FOR_GOOD, OVER_WITH_ITS_MOMENT = 1, 2
FEW = 20_000
"""So many payments are counted afresh at once."""

# What the counts of days tell apart. Whatever else is asked is asked of each due date.
_COUNTED = frozenset({"product", "level", "bundle", "interval", "payer_kind"})
_IN_RANGE = "d.organization_id = %s AND d.due_on >= %s AND d.due_on <= %s"
_OPEN = f"{_IN_RANGE} AND d.closing = '{Closing.OPEN}' AND d.quiet = ''"


@dataclass(frozen=True, slots=True)
class DraftRule:
    """A rule as it would be. ``conditions`` are all but its kinds, which later payments may change.

    ``spoken`` are the steps that may have spoken already, by key and number.
    """

    organization: Organization
    specification: RuleSpecification
    conditions: tuple[Condition, ...]
    steps: tuple[DraftStep, ...]
    spoken: tuple[tuple[str, int], ...] = ()

    @property
    def asks_cancel_by(self) -> bool:
        """Whether a step is measured from the last day to cancel."""
        return any(step.anchor is Anchor.CANCEL_BY for step in self.steps)

    @property
    def is_counted(self) -> bool:
        """Whether what is counted of days can tell whom it meets."""
        return not self.asks_cancel_by and {each.name for each in self.conditions} <= _COUNTED


class Piece(NamedTuple):
    """Payments to come that a rule would meet, by sort; ``next_on`` is the first day not counted yet."""

    sorts: list[PaymentSort]
    next_on: date | None


def drafted(
    organization: Organization,
    specification: RuleSpecification,
    saved: RuleInForce | None,
    foresight: Foresight | None = None,
) -> DraftRule:
    """A rule as it is being written; ``saved`` is how it stands. The foresight is read if not given."""
    speaks = saved is not None and saved.state is RuleState.ON
    before = {each.key: each for each in saved.specification.steps} if saved is not None and speaks else {}
    window = Window(organization.window_start, organization.window_end)
    sees = foresight or foresight_of(organization)

    def draft(step: StepSpecification, was: StepSpecification | None) -> DraftStep:
        when = timing(step, window, specification.catch_up_hours)
        known = None if was is None else draft(was, None)
        quiet_by = kept_quiet_by(step, sees)
        return DraftStep(step.key, when.lead, when.anchor, when.hour, known, *quiet_by)

    # But for the kinds, conditions follow from the audience alone.
    if saved is not None and saved.specification.audience == specification.audience:
        asked = saved.conditions
    else:
        asked = conditions_of(organization, specification)
    return DraftRule(
        organization,
        specification,
        tuple(each for each in asked if each.name != "kind"),
        tuple(draft(step, before.get(step.key)) for step in specification.steps),
        _spoken(specification, saved),
    )


def _spoken(specification: RuleSpecification, saved: RuleInForce | None) -> tuple[tuple[str, int], ...]:
    if saved is None:
        return ()
    keys = {step.key for words in (specification, saved.specification) for step in words.steps}
    return tuple((step.key, step.step_id) for step in saved.steps if step.key in keys)


def count_piece(rule: DraftRule, first_on: date, last_on: date, now: datetime, few: int = FEW) -> Piece:
    """The payments due from one day to another, or those of the first days where there are very many.

    Of those that are counted afresh it is known of which of them something was said.
    """
    if _are_few(rule.organization, first_on, last_on, few):
        return Piece(_afresh(rule, first_on, last_on, now), None)
    if rule.is_counted:
        return Piece(_counted(rule, first_on, last_on), None)
    until = _until(rule.organization, first_on, last_on, few)
    found = _afresh(rule, first_on, until, now)
    return Piece(found, None if until >= last_on else until + timedelta(days=1))


def foretold(rule: DraftRule, sorts: Sequence[PaymentSort], now: datetime, last_on: date) -> Foretold:
    """What the rule would say until a day of these payments; ``now`` is on the organization's clock."""
    return foretell(sorts, rule.specification.kinds, rule.steps, now=now, last_on=last_on)


def due_by(rule: DraftRule, last_on: date) -> date:
    """A day after which nothing is due that the rule would speak of until a day."""
    return farthest_on(rule.steps, last_on)


def last_due_on(organization: Organization) -> date | None:
    """The last day on which anything is due, read from the counts of days."""
    ((last_on,),) = rows(
        "SELECT MAX(due_on) FROM ledger_daycount WHERE organization_id = %s", [organization.pk]
    )
    return None if last_on is None else day_from(last_on)


def through(organization: Organization, first_on: date, last_on: date, few: int = FEW) -> date:
    """Until which day so few are due that they may be counted afresh while somebody waits; at least one."""
    if _are_few(organization, first_on, last_on, few):
        return last_on
    return _until(organization, first_on, last_on, few)


def became(now: datetime) -> Fragment:
    """What became of the reminder of a step, in a mode, for the due date ``d``: is it over, and how?

    The same as :func:`planner.reconcile.next_turn` asks. What is about to leave is over as well.
    """
    sql = (
        f"SELECT CASE WHEN r.state IN ('{ReminderState.RELEASED}', '{ReminderState.MISSED}')"
        f" OR r.reason IN ({_listed(FOR_GOOD)})"
        f" OR (r.state = '{ReminderState.PLANNED}' AND r.release_at <= %s) THEN {OVER_FOR_GOOD}"
        f" WHEN r.reason IN ({_listed(ABOUT_THE_MOMENT)}) THEN {OVER_WITH_ITS_MOMENT} ELSE 0 END"
        " FROM planner_reminder r WHERE +r.organization_id = d.organization_id"
        " AND r.due_date_id = d.id AND r.step_id = %s AND r.mode = %s"
    )
    return Fragment(sql, [instant_param(now)])


def _listed(reasons: Iterable[Reason]) -> str:
    return ", ".join(f"'{reason}'" for reason in sorted(reasons))


def _are_few(organization: Organization, first_on: date, last_on: date, few: int) -> bool:
    sql = (
        f"SELECT COUNT(*) FROM (SELECT 1 FROM ledger_duedate d WHERE {_IN_RANGE}"
        f" AND d.closing = '{Closing.OPEN}' LIMIT {few + 1}) found"
    )
    return int(rows(sql, [organization.pk, first_on, last_on])[0][0]) <= few


def _afresh(rule: DraftRule, first_on: date, last_on: date, now: datetime) -> list[PaymentSort]:
    met, params = all_of(rule.conditions)
    columns, asked = list[str](), list[Any]()
    for kept in _kept_quiet(rule.organization, first_on, last_on, now):
        is_among, param = among("d.subscription_id", kept)
        columns.append(f"{is_among} AS kept_{len(columns)}")
        asked.append(param)
    for number, (_, step_id) in enumerate(rule.spoken):
        state = became(now)
        columns.append(f"COALESCE(({state.sql}), 0) AS said_{number}")
        asked += [*state.params, step_id, rule.organization.mode]
    grouped = ", ".join(str(place + 1) for place in range(_SORT + len(columns)))
    cancel_by = "d.cancel_by_on" if rule.asks_cancel_by else "NULL"
    sql = (
        f"SELECT d.due_on, {cancel_by} AS cancel_by_on, d.kind, d.payer_kind, d.interval_count,"
        f" d.interval_unit, d.anchor_day, (d.occasion = '{Occasion.PAYMENT}' AND NOT d.is_last) AS goes_on,"
        f" {', '.join(columns)}, COUNT(*) FROM ledger_duedate d WHERE {_OPEN} AND {met} GROUP BY {grouped}"
    )
    found = rows(sql, [*asked, rule.organization.pk, first_on, last_on, *params])
    return [_known(rule, _sort(row[:_SORT], row[-1]), row[_SORT:-1]) for row in found]


def _known(rule: DraftRule, sort: PaymentSort, known: Sequence[Any]) -> PaymentSort:
    """With what is known of whether anything is said of such payments."""
    states = list(zip((key for key, _ in rule.spoken), known[2:], strict=True))
    return sort._replace(
        is_opted_out=bool(known[0]),
        is_unreachable=bool(known[1]),
        said=frozenset(key for key, state in states if state == OVER_FOR_GOOD),
        past=frozenset(key for key, state in states if state == OVER_WITH_ITS_MOMENT),
    )


def _kept_quiet(
    organization: Organization, first_on: date, last_on: date, now: datetime
) -> tuple[list[int], list[int]]:
    """The subscriptions whose members want no courtesy, and those whose members no mail reaches."""
    days = [first_on + timedelta(days=n) for n in range((last_on - first_on).days + 1)]
    found = kept_from(organization, days, now + timedelta(days=30))
    kept = [one for ones in found.values() for one in ones]
    opted_out = [one.subscription_id for one in kept if one.is_opted_out]
    return opted_out, [one.subscription_id for one in kept if one.is_unreachable]


def _counted(rule: DraftRule, first_on: date, last_on: date) -> list[PaymentSort]:
    met, params = all_of(rule.conditions)
    kinds = ", ".join(f"'{kind}'" for kind in PAYMENTS)
    goes_on = f"(d.kind IN ({kinds}) AND COALESCE(d.payments_left, 1) > 0)"
    sql = (
        "SELECT d.due_on, NULL AS cancel_by_on, d.kind, d.payer_kind, d.interval_count,"
        f" d.interval_unit, d.anchor_day, {goes_on} AS goes_on, SUM(d.count)"
        f" FROM ledger_daycount d WHERE {_IN_RANGE} AND d.quiet = '' AND {met}"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8"
    )
    found = rows(sql, [rule.organization.pk, first_on, last_on, *params])
    return [_sort(row[:_SORT], row[_SORT]) for row in found]


def _until(organization: Organization, first_on: date, last_on: date, few: int) -> date:
    """The last day before which not too many are due; at least the first one."""
    sql = f"SELECT d.due_on, SUM(d.count) FROM ledger_daycount d WHERE {_IN_RANGE} GROUP BY 1 ORDER BY 1"
    days, total = rows(sql, [organization.pk, first_on, last_on]), 0
    for on, count in days:
        total += int(count)
        if total > few:
            return max(day_from(on) - timedelta(days=1), first_on)
    return last_on if days else first_on


def rows(sql: str, params: Sequence[Any]) -> list[Any]:
    """The rows that a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _sort(row: Sequence[Any], count: Any) -> PaymentSort:
    on, cancel_by, kind, payer, every, unit, anchor, goes_on = row
    return PaymentSort(
        day_from(on),
        None if cancel_by is None else day_from(cancel_by),
        kind,
        payer,
        Interval(every, Unit(unit)) if every and unit else None,
        anchor,
        bool(goes_on),
        int(count),
    )
