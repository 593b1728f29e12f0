"""The money ahead: bars by month in each currency, with what is at risk, and the coming weeks as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from forenotice.composer.formats import day as written_day
from forenotice.composer.formats import money
from forenotice.entrypoints.console.frame.charts import Chart, Column, Part, chart_of
from forenotice.entrypoints.console.frame.tags import colon
from forenotice.outcomes.forecast import Expected, month_of, months_after
from forenotice.outcomes.queries import ExpectedRevenue
from forenotice.outcomes.states import RISK_SENTENCES, Risk

_RISKS = (Risk.CARD, Risk.MANUAL, Risk.PAST_DUE)
_STYLES = {Risk.NONE: "one", Risk.MANUAL: "three", Risk.CARD: "risk", Risk.PAST_DUE: "risk"}
_WEEKS = 8


@dataclass(frozen=True, slots=True)
class AtRisk:
    """What puts money at risk in the coming year."""

    sentence: str
    count: int
    minor: int


@dataclass(frozen=True, slots=True)
class Revenue:
    """The money of one currency."""

    currency: str
    chart: Chart
    months: Sequence[Expected]
    weeks: Sequence[Expected]
    minor: int
    at_risk: Sequence[AtRisk]
    ending: AtRisk


def revenue(expected: ExpectedRevenue, own: str, locale: str) -> list[Revenue]:
    """One for each currency, the organization's own first; money of two is never added up."""
    found = {each.currency for each in expected.by_month if each.currency}
    currencies = sorted(found, key=lambda each: (each != own, each))
    return [_of(currency, expected, locale) for currency in currencies]


def _of(currency: str, expected: ExpectedRevenue, locale: str) -> Revenue:
    told = {each.starts_on: each for each in expected.by_month if each.currency == currency}
    # A month without any payment is a month all the same.
    months = [told.get(day) or Expected(day, currency) for day in _months(expected)]
    weeks = [each for each in expected.by_week if each.currency == currency][:_WEEKS]
    columns = [_column(each, locale) for each in months]
    risks = [_at(risk, months) for risk in _RISKS]
    return Revenue(
        currency,
        chart_of(columns),
        months,
        weeks,
        sum(each.total.minor for each in months),
        [each for each in risks if each.count],
        _at(Risk.CANCELLED, months),
    )


def _months(expected: ExpectedRevenue) -> Iterator[date]:
    day = month_of(expected.first_on)
    while day < expected.until_on:
        yield day
        day = months_after(day, 1)


def _column(month: Expected, locale: str) -> Column:
    name = written_day(month.starts_on, "month", locale)
    parts = [Part(month.at(risk).minor, style) for risk, style in _STYLES.items()]
    return Column(name, f"{colon(name)} {money(month.total.minor, month.currency, locale)}", parts)


def _at(risk: Risk, months: Sequence[Expected]) -> AtRisk:
    return AtRisk(
        RISK_SENTENCES[risk],
        sum(each.at(risk).count for each in months),
        sum(each.at(risk).minor for each in months),
    )
