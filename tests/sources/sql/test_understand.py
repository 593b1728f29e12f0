"""Rows of a query become facts, or say in which column they mean nothing certain."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Unclear
from forenotice.sources.sql_query.understand import Surroundings, Understanding

CARD = "4111111111111111"


def row(**changes: Any) -> dict[str, Any]:
    return {
        "subscription_id": 7,
        "email": "Ada@Example.org",
        "product_id": 3,
        "product_name": "Gold",
    } | changes


def read(times_in: str = "", **changes: Any) -> SubscriptionFacts:
    told = understanding(times_in).read(row(**changes))
    assert isinstance(told, SubscriptionFacts), told
    return told


def unclear(**changes: Any) -> Unclear:
    told = understanding().read(row(**changes))
    assert isinstance(told, Unclear)
    return told


def naive(text: str) -> datetime:
    """A time without a zone, as drivers give it."""
    return datetime.fromisoformat(text)


def understanding(times_in: str = "") -> Understanding:
    return Understanding(Surroundings(currency="EUR", zone="Europe/Paris", times_in=times_in, place="row"))


def test_the_least_that_a_row_can_tell() -> None:
    told = read()
    assert told.external_id == "7"
    assert (told.member.external_id, told.member.email) == ("ada@example.org", "ada@example.org")
    assert (told.product.external_id, told.product.name) == ("3", "Gold")
    assert (told.standing, told.payer_kind, told.currency, told.amount_minor) == (
        "active",
        "automatic",
        "EUR",
        None,
    )
    assert (told.interval_count, told.interval_unit, told.details) == (None, "", {})


@pytest.mark.parametrize(
    ("told", "currency", "minor"),
    [
        (Decimal("19.99000000"), "EUR", 1999),
        ("12.5", "EUR", 1250),
        (12.5, "EUR", 1250),
        (1500, "JPY", 1500),
        (Decimal("1.234"), "BHD", 1234),
        (0, "EUR", 0),
        (None, "EUR", None),
    ],
)
def test_amounts_of_every_type_become_minor_units(told: Any, currency: str, minor: int | None) -> None:
    assert read(amount=told, currency=currency.lower()).amount_minor == minor
    assert read(amount=99, amount_minor=5).amount_minor == 5


@pytest.mark.parametrize(
    ("told", "times_in", "on", "at"),
    [
        (date(2027, 1, 31), "", date(2027, 1, 31), None),
        ("2027-01-31", "", date(2027, 1, 31), None),
        (naive("2027-01-31"), "", date(2027, 1, 31), None),
        (naive("2027-01-31"), "UTC", None, datetime(2027, 1, 31, tzinfo=UTC)),
        ("2027-07-31 09:00:00", "Europe/Paris", None, datetime(2027, 7, 31, 7, tzinfo=UTC)),
        (naive("2027-07-31T09:00"), "ignore", date(2027, 7, 31), None),
        ("2027-01-31T09:00:00Z", "", None, datetime(2027, 1, 31, 9, tzinfo=UTC)),
        ("2027-01-31 09:00:00+02:00", "", None, datetime(2027, 1, 31, 7, tzinfo=UTC)),
        (1_801_411_200, "", None, datetime(2027, 1, 31, 16, tzinfo=UTC)),
        ("0000-00-00 00:00:00", "UTC", None, None),
        ("0", "UTC", None, None),
        (0, "UTC", None, None),
    ],
)
def test_days_and_instants_of_every_type(
    told: Any, times_in: str, on: date | None, at: datetime | None
) -> None:
    facts = read(times_in, next_payment=told, trial_end=told, cancel_by=told)
    assert (facts.next_on, facts.next_at) == (on, at)
    assert (facts.trial_ends_on, facts.trial_ends_at) == (on, at)
    assert (facts.cancel_by_on, facts.cancel_by_at) == (on, at)


def test_what_only_has_a_day_is_the_members_day() -> None:
    late = naive("2027-01-31T23:30")
    assert read("UTC", term_end=late).term_ends_on == date(2027, 2, 1)
    assert read("UTC", started=late, zone="America/New_York").started_on == date(2027, 1, 31)


def test_the_rest_of_a_row() -> None:
    told = read(
        status="Past Due",
        cancel_at_period_end=1,
        payer_kind="manual",
        interval="Months",
        interval_count="3",
        total_payments=12,
        payments_made=Decimal(3),
        card_brand="visa",
        card_last4="XXXXXXXXXXXX0042",
        card_expiry_month="04",
        card_expiry_year=2028,
        tags="a, b",
        manage_url="https://club.example/account",
        billing_street="1 Rue A",
        billing_street_2="bis",
        billing_country="FR",
        first_name=" Ada\n",
        custom_shirt="L",
        quantity=2,
        next_is_estimated=True,
        member_id="0",
    )
    assert (told.standing, told.cancel_at_period_end, told.payer_kind) == ("past_due", True, "manual")
    assert (told.interval_count, told.interval_unit) == (3, "month")
    assert (told.total_payments, told.payments_made, told.next_is_estimated) == (12, 3, True)
    assert (told.card_brand, told.card_last4, told.card_expires_on) == ("Visa", "0042", date(2028, 4, 30))
    assert (told.tags, told.member.first_name, told.member.country) == ("|a|b|", "Ada", "FR")
    assert told.member.external_id == "ada@example.org"
    address = {"street": "1 Rue A, bis", "country": "FR"}
    links = {"manage": "https://club.example/account"}
    custom = {"shirt": "L"}
    assert told.details == {
        "quantity": 2,
        "links": links,
        "addresses": {"billing": address},
        "custom": custom,
    }
    assert told.member.details == {"billing": address}


@pytest.mark.parametrize(
    ("changes", "column", "why"),
    [
        ({"subscription_id": None}, "subscription_id", "which subscription"),
        ({"email": None}, "email", "no member"),
        ({"email": "ada"}, "email", "not an email"),
        ({"product_id": None, "product_name": ""}, "product_id", "which product"),
        ({"amount": "-1"}, "amount", "below zero"),
        ({"amount": 12.345}, "amount", "more decimals"),
        ({"amount": "1e999999999"}, "amount", "not an amount"),
        ({"amount": "NaN"}, "amount", "not an amount"),
        ({"amount": 5, "currency": "XXY"}, "currency", "not a currency"),
        ({"next_payment": "1970-13-01"}, "next_payment", "not a date"),
        ({"next_payment": date(9999, 12, 31)}, "next_payment", "outside the years"),
        ({"next_payment": naive("2027-01-31T09:00")}, "next_payment", "times_in"),
        ({"next_payment": 10**18}, "next_payment", "seconds"),
        ({"interval": "fortnight"}, "interval", "not an interval"),
        ({"interval": "month", "interval_count": 0}, "interval_count", "whole number"),
        ({"status": "zombie"}, "status", "not a status"),
        ({"first_name": "x" * 10_000_000}, "first_name", "longer"),
        ({"card_last4": CARD}, "card_last4", "whole card number"),
        ({"custom_note": f"paid with {CARD}"}, "custom_note", "whole card number"),
        ({"manage_url": "javascript:alert(1)"}, "manage_url", "web address"),
        ({"first_name": b"\xff"}, "first_name", "no text"),
    ],
)
def test_what_means_nothing_certain_is_told_with_its_column(
    changes: dict[str, Any], column: str, why: str
) -> None:
    told = unclear(**changes)
    assert told.column == column
    assert why in told.reason
    assert CARD not in f"{told}"
    assert len(f"{told}") < 1_000


def test_the_same_words_have_the_same_fingerprint_and_others_another() -> None:
    assert read(amount=5).fingerprint == read(amount=5).fingerprint
    assert read(amount=5).fingerprint != read(amount=6).fingerprint
    assert (
        read(next_payment=date(2027, 1, 1)).fingerprint
        != read("UTC", next_payment=date(2027, 1, 1)).fingerprint
    )


def test_rows_of_one_product_share_it() -> None:
    rows = understanding()
    first, second = rows.read(row()), rows.read(row(subscription_id=8))
    assert isinstance(first, SubscriptionFacts)
    assert isinstance(second, SubscriptionFacts)
    assert first.product is second.product
