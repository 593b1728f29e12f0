"""Which payments are expected on which days, and at which risk."""

from datetime import date
from typing import Any

import pytest

from forenotice.outcomes.forecast import Group, by_day, by_period, month_of, months_after, week_of
from forenotice.outcomes.states import Risk

TODAY, UNTIL = date(2026, 1, 15), date(2027, 1, 1)


def group(on: str, **changes: Any) -> Group:
    """A monthly payment of 12.00 EUR on a day."""
    day = date.fromisoformat(on)
    plain = {"due_on": day, "anchor_day": day.day, "interval_count": 1, "interval_unit": "month"}
    told = {"payments_left": None, "currency": "EUR", "payer_kind": "automatic", "quiet": ""}
    sums = {"card_until_on": None, "payments": 1, "unpriced": 0, "minor": 1200}
    return Group(**{**plain, **told, **sums, **changes})


def days(*groups: Group) -> list[tuple[str, str, int]]:
    found = by_day(groups, TODAY, UNTIL)
    return sorted((day.isoformat(), str(risk), part.minor) for (day, _, risk), part in found.items())


@pytest.mark.parametrize(
    ("changes", "count", "last_on"),
    [
        ({}, 12, "2026-12-31"),
        ({"interval_count": 3}, 4, "2026-10-31"),
        ({"interval_unit": "year"}, 1, "2026-01-31"),
        ({"interval_unit": "week"}, 48, "2026-12-26"),
        ({"interval_unit": "", "interval_count": None}, 1, "2026-01-31"),
        ({"payments_left": 2}, 3, "2026-03-31"),
        ({"payments_left": 0}, 1, "2026-01-31"),
        ({"payments_left": -1}, 1, "2026-01-31"),
    ],
)
def test_payments_go_on_by_their_interval_and_keep_their_anchor(
    changes: dict[str, Any], count: int, last_on: str
) -> None:
    found = days(group("2026-01-31", **changes))
    assert (len(found), found[-1][0]) == (count, last_on)


def test_what_fell_due_before_today_is_not_to_come() -> None:
    assert days(group("2026-01-14", payments_left=1)) == [("2026-02-14", "none", 1200)]


@pytest.mark.parametrize(
    ("changes", "risks"),
    [
        ({}, {Risk.NONE}),
        ({"card_until_on": date(2026, 2, 28)}, {Risk.NONE, Risk.CARD}),
        ({"card_until_on": date(2026, 1, 30)}, {Risk.CARD}),
        ({"payer_kind": "manual", "card_until_on": date(2026, 1, 1)}, {Risk.MANUAL}),
        ({"quiet": "past_due"}, {Risk.PAST_DUE}),
        ({"quiet": "cancelled_at_period_end"}, {Risk.CANCELLED}),
    ],
)
def test_the_weightiest_risk_counts(changes: dict[str, Any], risks: set[Risk]) -> None:
    found = by_day([group("2026-01-31", **changes)], TODAY, UNTIL)
    assert {risk for _, _, risk in found} == risks


def test_months_and_weeks_add_up_one_currency_at_a_time() -> None:
    found = by_day(
        [
            group("2026-01-31", payments=3, minor=3600, unpriced=1, payments_left=0),
            group("2026-02-01", payer_kind="manual", payments_left=0),
            group("2026-02-02", quiet="cancelled_at_period_end", payments_left=0),
            group("2026-01-31", currency="JPY", minor=900, payments_left=0),
        ],
        TODAY,
        UNTIL,
    )
    months = by_period(found, month_of)
    told = [(m.starts_on.isoformat(), m.currency, m.total.count, m.total.minor) for m in months]
    assert told == [
        ("2026-01-01", "EUR", 3, 3600),
        ("2026-01-01", "JPY", 1, 900),
        ("2026-02-01", "EUR", 1, 1200),
    ]
    assert (months[0].total.unpriced, months[2].at(Risk.CANCELLED).minor) == (1, 1200)
    weeks = by_period(found, week_of)
    told = [(w.starts_on.isoformat(), w.currency, w.total.count, w.total.minor) for w in weeks]
    assert told == [
        ("2026-01-26", "EUR", 4, 4800),
        ("2026-01-26", "JPY", 1, 900),
        ("2026-02-02", "EUR", 0, 0),
    ]
    assert weeks[0].at(Risk.MANUAL).count == 1


def test_a_year_ends_before_the_month_in_which_it_began() -> None:
    assert months_after(TODAY, 12) == date(2027, 1, 1)
