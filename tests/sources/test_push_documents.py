"""What one pushed row says, and what is wrong with it and where."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forenotice.sources.cards import REMOVED
from forenotice.sources.push.reading import RowRefusedError
from forenotice.sources.push.scrub import without_card_numbers
from forenotice.sources.push.understand import read_member, read_product, read_subscription

LEAST: dict[str, Any] = {
    "external_id": "s1",
    "member": {"external_id": "m1"},
    "product": {"external_id": "gold"},
}
EUROS = {"amount": "49.00", "currency": "EUR"}


def wrongs(row: Any) -> dict[str, str]:
    """What is wrong with a subscription, by the way to it."""
    with pytest.raises(RowRefusedError) as caught:
        read_subscription(row)
    return {"/".join(map(str, wrong.path)): wrong.sentence for wrong in caught.value.wrongs}


def test_the_least_that_can_be_told() -> None:
    told = read_subscription(LEAST)
    assert (told.external_id, told.member.is_reference, told.product.external_id) == ("s1", True, "gold")
    assert (told.standing, told.payer_kind, told.amount_minor, told.tags) == ("active", "automatic", None, "")
    assert told.fingerprint == read_subscription(dict(reversed(LEAST.items()))).fingerprint


def test_everything_that_can_be_told() -> None:
    told = read_subscription(
        LEAST
        | {
            "member": {
                "email": " Ada@Example.org ",
                "first_name": "Ada\n",
                "locale": "fr_ca",
                "zone": "Europe/Paris",
                "billing": {"city": "Lyon", "country": "fr"},
                "contacts": ["office@example.org"],
                "custom": {"chapter": "North"},
            },
            "standing": "trialing",
            "payer": "manual",
            "amount": {"minor": 4900, "currency": "EUR"},
            "interval": {"unit": "month", "count": 3},
            "next_payment_at": "2027-01-31T09:00:00+02:00",
            "trial_ends_on": "2027-01-31",
            "card": {"brand": "visa", "last4": "4242", "expires": "2027-04"},
            "tags": ["vip", "", "early"],
            "discount": {"amount": "5", "currency": "EUR"},
            "quantity": 0,
            "addresses": {"shipping": {"city": "Nice"}},
            "links": {"pay": "https://example.org/pay"},
            "custom": {"seat": "12"},
        }
    )
    member = told.member
    assert (member.external_id, member.email, member.first_name) == (
        "ada@example.org",
        "ada@example.org",
        "Ada",
    )
    assert (member.locale, member.zone, member.country) == ("fr-CA", "Europe/Paris", "FR")
    assert member.details == {
        "contacts": ["office@example.org"],
        "billing": {"city": "Lyon", "country": "FR"},
        "custom": {"chapter": "North"},
    }
    assert (told.amount_minor, told.currency, told.interval_count, told.interval_unit) == (
        4900,
        "EUR",
        3,
        "month",
    )
    assert (told.next_on, told.next_at) == (None, datetime(2027, 1, 31, 7, tzinfo=UTC))
    assert (told.card_brand, told.card_last4, told.card_expires_on) == ("Visa", "4242", date(2027, 4, 30))
    assert told.tags == "|vip|early|"
    assert told.details == {
        "discount": 500,
        "quantity": 0,
        "addresses": {"shipping": {"city": "Nice"}},
        "links": {"pay": "https://example.org/pay"},
        "custom": {"seat": "12"},
    }


@pytest.mark.parametrize(
    ("money", "minor"),
    [
        ({"amount": "49.00", "currency": "eur"}, 4900),
        ({"amount": "49", "currency": "JPY"}, 49),
        ({"amount": "4.905", "currency": "BHD"}, 4905),
        ({"amount": "49.00", "minor": 4900, "currency": "EUR"}, 4900),
        ({"minor": 0, "currency": "EUR"}, 0),
    ],
)
def test_money_in_its_own_decimals(money: dict[str, Any], minor: int) -> None:
    assert read_product({"external_id": "gold", "price": money}).price_minor == minor


@pytest.mark.parametrize(
    ("change", "where", "sentence"),
    [
        ({"external_id": " "}, "external_id", "It is blank"),
        ({"member": {}}, "member", "give external_id, or an email address"),
        ({"member": {"email": "ada"}}, "member/email", "not an email address"),
        ({"member": {"email": "a@b.org", "zone": "Mars/Base"}}, "member/zone", "not a time zone"),
        ({"product": "gold"}, "product", "must be an object"),
        ({"colour": "red"}, "colour", "no field of this name"),
        ({"amount": {"amount": "49.005", "currency": "EUR"}}, "amount", "more decimals than EUR has"),
        ({"amount": {"amount": "49,00", "currency": "EUR"}}, "amount/amount", "pattern"),
        ({"amount": {"amount": "49.00", "minor": 49, "currency": "EUR"}}, "amount", "not 49 minor units"),
        ({"amount": {"currency": "EUR"}}, "amount", "Say how much"),
        ({"amount": {"minor": 4900.0, "currency": "EUR"}}, "amount/minor", "valid integer"),
        ({"amount": {"minor": 1, "currency": "ABC"}}, "amount/currency", "not a currency"),
        ({"amount": EUROS, "discount": {"minor": 1, "currency": "USD"}}, "", "here are EUR, USD"),
        ({"next_payment_on": "31/01/2027"}, "next_payment_on", "Write it as YYYY-MM-DD"),
        ({"next_payment_on": "2027-02-30"}, "next_payment_on", "not a date that exists"),
        ({"next_payment_on": "9999-01-01"}, "next_payment_on", "outside the years 1900 to 2200"),
        ({"next_payment_on": 1_800_000_000}, "next_payment_on", "Write it as YYYY-MM-DD"),
        ({"next_payment_at": "2027-01-31T09:00:00"}, "next_payment_at", "with its zone"),
        ({"next_payment_at": "2027-01-31T25:00:00Z"}, "next_payment_at", "not an instant that exists"),
        (
            {"next_payment_on": "2027-01-31", "next_payment_at": "2027-01-31T09:00:00Z"},
            "",
            "not both",
        ),
        ({"card": {"expires": "2027-13"}}, "card/expires", "not a month that exists"),
        ({"tags": ["a|b"]}, "tags/0", "pattern"),
        ({"order_number": "\ud800"}, "order_number", "half a character"),
        ({"custom": {"note": REMOVED}}, "custom/note", "whole card number"),
        ({"a\x00b": 1}, "ab", "no field of this name"),
        ({"custom": {"\ud800": "x"}}, "custom/\ufffd\ufffd\ufffd", "half a character"),
    ],
)
def test_what_is_wrong_and_where(change: dict[str, Any], where: str, sentence: str) -> None:
    found = wrongs(LEAST | change)
    assert list(found) == [where]
    assert sentence in found[where]


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert set(wrongs({"member": {"email": "ada"}, "standing": "gone"})) == {
        "external_id",
        "member/email",
        "product",
        "standing",
    }
    assert wrongs([]) == {"": "It must be an object."}


def test_a_member_told_of_alone_is_no_reference() -> None:
    assert not read_member({"external_id": "m1"}).is_reference


def test_card_numbers_are_left_out_but_not_ids() -> None:
    words = (
        '{"external_id": "4242424242424242", "note": "4242 4242 4242 4242!", "list": [4242424242424242, 7]}'
    )
    assert without_card_numbers(words) == (
        f'{{"external_id": "4242424242424242", "note": "{REMOVED}!", "list": ["{REMOVED}", 7]}}'
    )
    plain = '{"note":  "1234567890123456"}'
    assert without_card_numbers(plain) is plain
