"""What a reminder as it is being written would do: a calendar, the first to be told, those inside already."""

from calendar import Calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language, gettext

from forenotice.composer.formats import cldr_locale
from forenotice.entrypoints.console.frame.leads import lead_words
from forenotice.entrypoints.console.frame.piecewise import Counted, counted_on
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.kernel.interval import add_months
from forenotice.planner.queries import (
    DraftRule,
    FirstTold,
    Foresight,
    Foretold,
    InsideTold,
    PaymentSort,
    Whom,
    count_piece,
    drafted,
    due_by,
    foretold,
)
from forenotice.rules.queries import RuleInForce
from forenotice.rules.specification import Anchor, RuleSpecification, StepSpecification
from forenotice.rules.states import RuleState

MOST_SHOWN = 20
_FEW_INSIDE = 6


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. ``told`` are steps that speak on it, by their place, with how many they tell."""

    on: date
    payments: str
    told: Sequence[tuple[int, str]]
    is_over: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month by weeks, those that are over left out; None stands for days of its neighbours."""

    first_on: date
    weeks: Sequence[Sequence[Day | None]]


@dataclass(frozen=True, slots=True)
class Look:
    """Everything beside a draft. ``more`` is how many more reminders leave in thirty days than as it stands.

    ``share`` is how much of it is counted, in per cent. ``inside`` is for how many payments it is too late,
    and ``insiders`` are some of those who make them.
    """

    months: Sequence[Month]
    weekdays: Sequence[tuple[str, str]]
    steps: Sequence[str]
    first: Sequence[FirstTold]
    inside: int
    insiders: Sequence[InsideTold]
    month: int
    more: int
    share: int
    found: Foretold

    @property
    def further(self) -> int:
        """How many more are inside than are shown."""
        return self.inside - len(self.insiders)

    @property
    def fewer(self) -> int:
        """How many reminders less."""
        return -self.more


def may_be_more() -> str:
    """What stands beside numbers of which not all is counted yet."""
    return gettext("Not all payments are counted yet: it may be more.")


def look_at(visitor: Visitor, shelves: Shelves, draft: RuleSpecification, saved: RuleInForce | None) -> Look:
    """Count what a draft would do until the end of next month."""
    here = _here(visitor)
    today = here.date()
    last_on = _last_on(today)
    foresight = Foresight(shelves.message_classes, shelves.channels)
    rule = drafted(visitor.organization, draft, saved, foresight)
    plain = None
    if saved is not None and saved.state is RuleState.ON:
        plain = drafted(visitor.organization, saved.specification, saved, foresight)
    until = max(due_by(each, last_on) for each in (rule, plain or rule))
    first_on, on_the_clock = today - timedelta(days=1), here.replace(tzinfo=None)
    so_far = _counted(rule, first_on, until, visitor.now)
    found = foretold(rule, so_far.found, on_the_clock, last_on)
    month_on = today + timedelta(days=30)
    said, as_it_stands = found.said_until(month_on), 0
    if plain is not None:
        alike = _question(plain) == _question(rule)
        theirs = so_far if alike else _counted(plain, first_on, until, visitor.now)
        as_it_stands = foretold(plain, theirs.found, on_the_clock, month_on).said_until(month_on)
    first, insiders = _whom(visitor, shelves, rule, found).at_first(MOST_SHOWN, _FEW_INSIDE)
    calendar = Calendar(cldr_locale(visitor.locale).first_week_day)
    return Look(
        months=[_month(calendar, first, found, rule, today) for first in _months(today)],
        weekdays=_weekdays(calendar, visitor.locale),
        steps=[_before(step) for step in draft.steps],
        first=first,
        inside=found.inside.total(),
        insiders=insiders,
        month=said,
        more=said - as_it_stands,
        share=so_far.share,
        found=found,
    )


def _counted(rule: DraftRule, first_on: date, until: date, now: datetime) -> Counted[PaymentSort]:
    return counted_on(_question(rule), first_on, until, lambda begin: count_piece(rule, begin, until, now))


def _question(rule: DraftRule) -> tuple[object, ...]:
    return rule.organization.pk, rule.conditions, rule.asks_cancel_by, rule.spoken


def everybody_inside(
    visitor: Visitor, shelves: Shelves, draft: RuleSpecification, saved: RuleInForce | None
) -> Iterator[InsideTold]:
    """All for whom a moment of a draft has passed already, by the day of their payment."""
    rule, today = drafted(visitor.organization, draft, saved), _here(visitor).date()
    piece = count_piece(rule, today, due_by(rule, today), visitor.now)
    sorts = piece.sorts
    while piece.next_on is not None:
        piece = count_piece(rule, piece.next_on, due_by(rule, today), visitor.now)
        sorts = [*sorts, *piece.sorts]
    found = foretold(rule, sorts, _here(visitor).replace(tzinfo=None), today)
    yield from _whom(visitor, shelves, rule, found).all_inside()


def _here(visitor: Visitor) -> datetime:
    return visitor.now.astimezone(ZoneInfo(visitor.organization.time_zone))


def _whom(visitor: Visitor, shelves: Shelves, rule: DraftRule, found: Foretold) -> Whom:
    local = _here(visitor).replace(tzinfo=None)
    return Whom(rule, found, shelves.message_classes, shelves.channels, visitor.now, local)


def _weekdays(calendar: Calendar, language: str) -> list[tuple[str, str]]:
    """The letter and the name of each, from the first of a week."""
    narrow, wide = (cldr_locale(language).days["stand-alone"][width] for width in ("narrow", "wide"))
    return [(narrow[number], wide[number]) for number in calendar.iterweekdays()]


def _months(today: date) -> tuple[date, date]:
    return today.replace(day=1), add_months(today.replace(day=1), 1)


def _last_on(today: date) -> date:
    """The end of next month, and no less than thirty days from now."""
    return max(add_months(today.replace(day=1), 2) - timedelta(days=1), today + timedelta(days=30))


def _month(calendar: Calendar, first_on: date, found: Foretold, rule: DraftRule, today: date) -> Month:
    def day(on: date) -> Day | None:
        if on.month != first_on.month:
            return None
        counts = ((place, found.told[on, step.key]) for place, step in enumerate(rule.steps, 1))
        told = [(place, _short(count)) for place, count in counts if count]
        return Day(on, _short(found.payments[on]), told, on < today, on == today)

    weeks = (w for w in calendar.monthdatescalendar(first_on.year, first_on.month) if w[-1] >= today)
    return Month(first_on, [[day(on) for on in week] for week in weeks])


def _short(count: int) -> str:
    """A number that fits into a day: ``41``, ``23K``; nothing for none."""
    locale = cldr_locale(get_language() or "en")
    if count < 10_000:
        return format_decimal(count, locale=locale) if count else ""
    return str(format_compact_decimal(count, locale=locale))


def _before(step: StepSpecification) -> str:
    lead = {"lead": lead_words(step.lead)}
    if step.anchor is Anchor.CANCEL_BY:
        return gettext("%(lead)s before the last day to cancel") % lead
    return gettext("%(lead)s before") % lead
