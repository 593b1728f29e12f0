"""What a reminder as it is being written would do: a calendar, the first to be told, those inside already."""

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.numbers import format_compact_decimal, format_decimal
from django.utils.translation import get_language, gettext

from forenotice.composer.formats import cldr_locale
from forenotice.entrypoints.console.reminders.counting import counted
from forenotice.entrypoints.console.reminders.words import lead_words
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.kernel.interval import add_months
from forenotice.planner.queries import DraftRule, FirstTold, Foretold, drafted, first_told, foretold
from forenotice.rules.queries import RuleInForce
from forenotice.rules.specification import Anchor, RuleSpecification, StepSpecification
from forenotice.rules.states import RuleState

MOST_SHOWN = 20


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
    """A month by weeks; None stands for days of its neighbours."""

    first_on: date
    weeks: Sequence[Sequence[Day | None]]


@dataclass(frozen=True, slots=True)
class Look:
    """Everything beside a draft. ``more`` is how many more reminders leave in thirty days than as it stands.

    ``share`` is how much of it is counted, in per cent; ``inside`` are those whose moment has passed.
    """

    months: Sequence[Month]
    weekdays: Sequence[tuple[str, str]]
    steps: Sequence[str]
    first: Sequence[FirstTold]
    inside: int
    month: int
    more: int
    share: int
    found: Foretold

    @property
    def fewer(self) -> int:
        """How many reminders less."""
        return -self.more


def look_at(visitor: Visitor, draft: RuleSpecification, saved: RuleInForce | None) -> Look:
    """Count what a draft would do until the end of next month."""
    here = visitor.now.astimezone(ZoneInfo(visitor.organization.time_zone))
    today = here.date()
    last_on = _last_on(today)
    rule = drafted(visitor.organization, draft, saved)
    so_far = counted(rule, today - timedelta(days=1), last_on)
    found = foretold(rule, so_far.piece.sorts, here.replace(tzinfo=None), last_on)
    month_on = today + timedelta(days=30)
    said = found.said_until(month_on)
    locale = cldr_locale(visitor.locale)
    calendar = Calendar(locale.first_week_day)
    narrow, wide = (locale.days["stand-alone"][width] for width in ("narrow", "wide"))
    return Look(
        months=[_month(calendar, first, found, rule, today) for first in _months(today)],
        weekdays=[(narrow[number], wide[number]) for number in calendar.iterweekdays()],
        steps=[_before(step) for step in draft.steps],
        first=first_told(rule, found, MOST_SHOWN),
        inside=sum(found.inside.values()),
        month=said,
        more=said - _as_it_stands(visitor, saved, rule, here, month_on, said),
        share=so_far.share,
        found=found,
    )


def _as_it_stands(
    visitor: Visitor, saved: RuleInForce | None, draft: DraftRule, here: datetime, until: date, said: int
) -> int:
    """How many reminders leave until a day if nothing is changed; ``said`` is how many by the draft."""
    if saved is None or saved.state is not RuleState.ON:
        return 0
    if saved.specification == draft.specification:
        return said
    rule = drafted(visitor.organization, saved.specification, None)
    so_far = counted(rule, here.date() - timedelta(days=1), _last_on(here.date()))
    return foretold(rule, so_far.piece.sorts, here.replace(tzinfo=None), until).said_until(until)


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

    weeks = calendar.monthdatescalendar(first_on.year, first_on.month)
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
