"""Standings, payers, intervals, cards, people: known words are understood, others are refused."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.kernel.interval import Unit
from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.cards import is_card_number, read_brand, read_expiry, read_last4
from forenotice.sources.csv_file.intervals import read_count, read_interval
from forenotice.sources.csv_file.woocommerce import (
    BoughtItems,
    read_coupon,
    read_order_items,
    read_shipping_method,
)
from forenotice.sources.csv_file.words import (
    ToldStanding,
    read_payer_kind,
    read_standing,
    read_yes_or_no,
)
from forenotice.sources.people import read_email, read_emails, read_link, read_tags, split_name
from forenotice.sources.places import read_country, read_locale, read_zone
from forenotice.sources.unreadable import UnreadableError


@pytest.mark.parametrize(
    ("word", "standing", "with_period"),
    [
        ("active", Standing.ACTIVE, False),
        ("Active", Standing.ACTIVE, False),
        ("wc-active", Standing.ACTIVE, False),
        ("trialing", Standing.TRIALING, False),
        ("In_Trial", Standing.TRIALING, False),
        ("past_due", Standing.PAST_DUE, False),
        ("Overdue", Standing.PAST_DUE, False),
        ("wc-on-hold", Standing.PAST_DUE, False),
        ("unpaid", Standing.PAST_DUE, False),
        ("incomplete", Standing.PAST_DUE, False),
        ("paused", Standing.PAUSED, False),
        ("canceled", Standing.CANCELLED, False),
        ("cancelled", Standing.CANCELLED, False),
        ("résilié", Standing.CANCELLED, False),
        ("gekündigt", Standing.CANCELLED, False),
        ("wc-pending-cancel", Standing.ACTIVE, True),
        ("Pending Cancellation", Standing.ACTIVE, True),
        ("non_renewing", Standing.ACTIVE, True),
        ("wc-expired", Standing.ENDED, False),
        ("incomplete_expired", Standing.ENDED, False),
    ],
)
def test_standings(word: str, standing: Standing, with_period: bool) -> None:
    assert read_standing(word) == ToldStanding(standing, with_period)


def test_an_unknown_status_names_the_known_ones() -> None:
    with pytest.raises(UnreadableError, match=r"actve.*active, trialing, past_due, paused, pending-cancel"):
        read_standing("actve")


def test_payers() -> None:
    assert read_payer_kind("charge_automatically") == PayerKind.AUTOMATIC
    assert read_payer_kind("Send invoice") == PayerKind.MANUAL
    assert read_payer_kind("Chèque") == PayerKind.MANUAL
    with pytest.raises(UnreadableError, match="automatic or manual"):
        read_payer_kind("barter")


def test_yes_and_no() -> None:
    assert [read_yes_or_no(word) for word in ("TRUE", "oui", "1", "X")] == [True] * 4
    assert [read_yes_or_no(word) for word in ("False", "non", "0")] == [False] * 3
    with pytest.raises(UnreadableError):
        read_yes_or_no("maybe")


@pytest.mark.parametrize(
    ("word", "interval"),
    [
        ("month", (1, Unit.MONTH)),
        ("Monthly", (1, Unit.MONTH)),
        ("1 month", (1, Unit.MONTH)),
        ("every 3 months", (3, Unit.MONTH)),
        ("3-month", (3, Unit.MONTH)),
        ("3months", (3, Unit.MONTH)),
        ("quarterly", (3, Unit.MONTH)),
        ("annual", (1, Unit.YEAR)),
        ("tous les 6 mois", (6, Unit.MONTH)),
        ("jährlich", (1, Unit.YEAR)),
        ("every 2 weeks", (2, Unit.WEEK)),
        ("30 days", (30, Unit.DAY)),
        ("/ year", (1, Unit.YEAR)),
        ("lifetime", None),
    ],
)
def test_intervals(word: str, interval: tuple[int, Unit] | None) -> None:
    assert read_interval(word) == interval


@pytest.mark.parametrize(
    "word", ["0 months", "3", "2 quarters", "now and then", "hour", "month month", "-1 month"]
)
def test_what_is_no_interval_is_refused(word: str) -> None:
    with pytest.raises(UnreadableError):
        read_interval(word)


def test_counts() -> None:
    assert read_count("12") == 12
    assert read_count("12.0") == 12
    for word in ("-1", "1.5", "many", "9" * 40, "²"):
        with pytest.raises(UnreadableError):
            read_count(word)


@pytest.mark.parametrize(
    ("word", "last_day"),
    [
        ("04/27", date(2027, 4, 30)),
        ("4/2027", date(2027, 4, 30)),
        ("04-2027", date(2027, 4, 30)),
        ("0427", date(2027, 4, 30)),
        ("2027-04", date(2027, 4, 30)),
        ("2028-02-01", date(2028, 2, 29)),
        ("12/31", date(2031, 12, 31)),
    ],
)
def test_a_card_is_good_through_the_last_day_of_its_month(word: str, last_day: date) -> None:
    assert read_expiry(word) == last_day


@pytest.mark.parametrize("word", ["13/27", "00/27", "april", "1/1", "04/1827", "2027"])
def test_what_is_no_expiry_is_refused(word: str) -> None:
    with pytest.raises(UnreadableError):
        read_expiry(word)


def test_the_last_four_digits_and_never_more() -> None:
    assert [read_last4(word) for word in ("4242", "**** **** **** 4242", "42", "xxxx-4242")] == [
        "4242",
        "4242",
        "0042",
        "4242",
    ]
    for word in ("42424", "4242424242424242", "abcd"):
        with pytest.raises(UnreadableError):
            read_last4(word)


@pytest.mark.parametrize(
    ("digits", "is_card"),
    [
        ("4242424242424242", True),
        ("4242 4242 4242 4242", True),
        ("4242-4242-4242-4242", True),
        ("5555555555554444", True),
        ("2223003122003222", True),
        ("378282246310005", True),
        ("3782 822463 10005", True),
        ("6011111111111117", True),
        ("36227206271667", True),
        ("3530111333300000", True),
        ("6200000000000005", True),
        ("4242424242424241", False),
        ("1234567812345670", False),
        ("7992739871300000", False),
    ],
)
def test_card_numbers_are_told_from_other_numbers(digits: str, is_card: bool) -> None:
    assert is_card_number(digits) is is_card


def test_brands_are_spelled_as_their_owners_do() -> None:
    assert [read_brand(word) for word in ("visa", "AMEX", "Dankort")] == [
        "Visa",
        "American Express",
        "Dankort",
    ]


def test_email_addresses() -> None:
    assert read_email(" Ann@Example.ORG ") == "ann@example.org"
    assert read_emails("a@b.example; c@d.example") == ("a@b.example", "c@d.example")
    for word in ("ann", "ann@example", "a b@c.example", "Ann <a@b.example>", "a@b.example\nBcc: c@d.example"):
        with pytest.raises(UnreadableError):
            read_email(word)


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Mary Smith", "Mary", "Smith"),
        ("Mary Ann Smith", "Mary", "Ann Smith"),
        ("Cher", "Cher", ""),
        ("Smith, Mary", "", "Smith, Mary"),
        ("Dr. Mary Smith", "", "Dr. Mary Smith"),
        ("Acme Tools GmbH", "", "Acme Tools GmbH"),
        ("", "", ""),
    ],
)
def test_a_whole_name_is_split_only_when_that_is_safe(whole: str, first: str, last: str) -> None:
    assert split_name(whole) == (first, last)


@given(st.text(st.characters(categories=("L", "Zs")), max_size=30))
def test_a_split_name_is_still_the_whole_name(whole: str) -> None:
    first, last = split_name(whole)
    assert f"{first} {last}".split() == whole.split()


def test_places_and_languages() -> None:
    assert [read_country(word) for word in ("FR", "fr", "France", "Frankreich", "UK")] == ["FR"] * 4 + ["GB"]
    assert [read_locale(word) for word in ("fr", "fr_CA", "en-us", "zh-Hant-TW")] == [
        "fr",
        "fr-CA",
        "en-US",
        "zh-Hant-TW",
    ]
    assert read_zone("Europe/Paris") == "Europe/Paris"
    for read, word in ((read_country, "Atlantis"), (read_locale, "klingon!"), (read_zone, "Paris time")):
        with pytest.raises(UnreadableError):
            read(word)


def test_tags_are_bounded_so_that_one_is_never_part_of_another() -> None:
    assert read_tags("vip, annual ;vip|Early  bird") == "|vip|annual|Early bird|"
    assert read_tags(" , ") == ""


def test_links_lead_to_the_web_only() -> None:
    assert read_link("https://example.org/pay?id=1") == "https://example.org/pay?id=1"
    for word in (
        "javascript:alert(1)",
        "example.org",
        "ftp://example.org",
        'https://e.org/"><script>',
        "https://",
    ):
        with pytest.raises(UnreadableError):
            read_link(word)


def test_woocommerce_lists() -> None:
    word = "product_id:12|name:Gold|quantity:2|total:9.09|meta:|tax:0.91"
    assert read_order_items(word) == BoughtItems("12", "Gold", 2)
    assert read_order_items(f"{word};product_id:13|name:Towel|quantity:1") == BoughtItems(
        "12+13", "Gold + Towel", None
    )
    assert read_order_items("12") == BoughtItems("12")
    assert read_coupon("code:summer|description:x|amount:5.00;code:vip|amount:1") == "summer, vip"
    assert read_coupon("SUMMER") == "SUMMER"
    assert read_shipping_method("method_id:flat|method_title:Flat rate|total:5.00") == "Flat rate"
    with pytest.raises(UnreadableError):
        read_order_items("Gold membership")


READERS = (read_standing, read_payer_kind, read_yes_or_no, read_interval, read_count, read_expiry, read_last4)
MORE_READERS = (read_email, read_locale, read_zone, read_country, read_link, read_order_items, read_tags)


@given(st.sampled_from((*READERS, *MORE_READERS)), st.text(max_size=20))
def test_any_words_are_read_or_refused_with_a_sentence(read: object, word: str) -> None:
    with suppress(UnreadableError):
        assert callable(read)
        read(word)
