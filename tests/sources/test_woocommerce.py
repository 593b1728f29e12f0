"""What a shop tells of a subscription is understood, or said to be unclear, part by part."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Unclear
from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.woocommerce.cursors import Cursor
from forenotice.sources.woocommerce.settings import ShopSettings, read_settings, shop_settings
from forenotice.sources.woocommerce.understand import Understanding
from tests.sources.shops import subscription

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHOP = shop_settings({"url": "https://shop.example/en"})
CARD = "4242 4242 4242 4242"
_PARTS = sorted({*subscription(1), *subscription(1)["billing"], "meta_data"})


def _read(shop: ShopSettings = SHOP, **told: Any) -> SubscriptionFacts | Unclear:
    return Understanding(shop, "Europe/Paris", "EUR").read(subscription(5, **told))


def _facts(shop: ShopSettings = SHOP, **told: Any) -> SubscriptionFacts:
    found = _read(shop, **told)
    assert isinstance(found, SubscriptionFacts), found
    return found


def test_a_subscription_is_understood() -> None:
    lines = [
        {"name": "Gold &amp; more", "product_id": 7, "variation_id": 71, "quantity": 1},
        {"name": "Towel", "product_id": 8, "variation_id": 0, "quantity": 2},
    ]
    told = _facts(
        line_items=lines,
        discount_total="2.5",
        coupon_lines=[{"code": "SPRING"}],
        number="A-5",
    )
    assert (told.external_id, told.order_number, told.standing) == ("5", "A-5", "active")
    assert (told.amount_minor, told.currency) == (1250, "EUR")
    assert (told.interval_count, told.interval_unit) == (1, "month")
    assert told.next_at == datetime(2026, 4, 10, 9, tzinfo=UTC)
    assert told.started_on == date(2026, 1, 10)
    assert (told.product.external_id, told.product.name) == ("71+8", "Gold & more + Towel")
    member = told.member
    assert (member.external_id, member.email, member.country) == ("105", "member5@b.example", "IE")
    assert member.details["billing"] == {
        "street": "1 Quay",
        "city": "Cork",
        "state": "CO",
        "zip": "T12",
        "country": "IE",
    }
    page = "https://shop.example/en/my-account/view-subscription/5/"
    assert told.details["links"] == dict.fromkeys(("pay", "update", "manage", "cancel"), page)
    assert (told.details["discount"], told.details["coupon"]) == (250, "SPRING")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"status": "pending"}, {"standing": "past_due"}),
        ({"status": "on-hold"}, {"standing": "past_due"}),
        ({"status": "cancelled"}, {"standing": "cancelled"}),
        ({"status": "trash"}, {"standing": "cancelled"}),
        ({"status": "expired"}, {"standing": "ended"}),
        ({"status": "switched"}, {"standing": "ended"}),
        (
            {"status": "pending-cancel", "next_payment_date_gmt": "", "end_date_gmt": "2026-04-10T23:30:00"},
            {
                "standing": "active",
                "cancel_at_period_end": True,
                "next_at": None,
                "term_ends_on": date(2026, 4, 11),
            },
        ),
        ({"payment_method": ""}, {"payer_kind": "manual"}),
        ({"payment_method": "bacs"}, {"payer_kind": "manual"}),
        ({"requires_manual_renewal": "true"}, {"payer_kind": "manual"}),
        ({"requires_manual_renewal": "false"}, {"payer_kind": "automatic"}),
        ({"currency": "JPY", "total": "1500"}, {"amount_minor": 1500}),
        ({"currency": "KWD", "total": "1.234"}, {"amount_minor": 1234}),
        ({"total": "12.5000"}, {"amount_minor": 1250}),
        ({"total": "0.00"}, {"amount_minor": 0}),
        ({"currency": ""}, {"currency": "EUR"}),
        ({"billing_period": "year", "billing_interval": 2}, {"interval_count": 2, "interval_unit": "year"}),
        ({"billing_period": ""}, {"interval_count": None, "interval_unit": ""}),
        (
            {"trial_end_date_gmt": "2026-04-10T09:00:00"},
            {"trial_ends_at": datetime(2026, 4, 10, 9, tzinfo=UTC), "standing": "active"},
        ),
        ({"start_date_gmt": None, "shipping": [], "coupon_lines": None}, {"started_on": None}),
    ],
)
def test_each_part_means_what_the_shop_means(told: dict[str, Any], expected: dict[str, Any]) -> None:
    found = _facts(**told)
    assert {name: getattr(found, name) for name in expected} == expected


def test_whoever_has_no_account_is_known_by_their_address() -> None:
    guest = {**subscription(5)["billing"], "email": "Ana@B.example"}
    assert _facts(customer_id=0, billing=guest).member.external_id == "ana@b.example"


@pytest.mark.parametrize(
    ("key", "payer"), [("_requires_manual_renewal", "manual"), ("_something_else", "automatic")]
)
def test_older_tables_say_who_renews_by_hand_among_the_rest(key: str, payer: str) -> None:
    told = subscription(5, meta_data=[{"id": 1, "key": key, "value": "true"}])
    del told["requires_manual_renewal"]
    found = Understanding(SHOP, "UTC", "EUR").read(told)
    assert isinstance(found, SubscriptionFacts)
    assert found.payer_kind == payer


def test_the_owner_says_what_the_shop_does_not() -> None:
    shop = replace(SHOP, account_page="", manual_gateways=frozenset({"stripe"}))
    told = _facts(shop)
    assert (told.payer_kind, told.details.get("links")) == ("manual", None)


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"status": "frozen"}, "status"),
        ({"total": "-5"}, "total"),
        ({"total": "twelve"}, "total"),
        ({"total": "12.345"}, "total"),
        ({"total": {}}, "total"),
        ({"currency": "XYZ"}, "currency"),
        ({"next_payment_date_gmt": "soon"}, "next_payment_date_gmt"),
        ({"billing_period": "fortnight"}, "billing_period"),
        ({"billing_interval": "9" * 5_000}, "billing_interval"),
        ({"billing": {"email": "nobody"}}, "billing.email"),
        ({"billing": [], "customer_id": 0}, "customer_id"),
        ({"billing": {"first_name": "x" * 10_000_000}}, "first_name"),
        ({"billing": {"first_name": CARD}}, "first_name"),
        ({"line_items": []}, "line_items"),
        ({"id": None}, "id"),
        ({"id": "5"}, "id"),
    ],
)
def test_what_is_unclear_is_said_with_its_place(told: dict[str, Any], part: str) -> None:
    found = _read(**told)
    assert isinstance(found, Unclear)
    assert (found.column, found.external_id) == (part, "" if part == "id" else "5")
    assert len(repr(found)) < 1_000
    assert CARD not in repr(found)


_NASTY: tuple[Any, ...] = (
    *(None, True, 0, -1, 10**30, 10**300, "", "0", "-5", "NaN", float("nan"), "9" * 90, "x" * 400),
    *(Decimal("12.5"), Decimal("1E+999999999"), Decimal("1E-999999999"), "\ud800", "\0", "&#0;", CARD),
    *("9999-12-31T23:59:59", "0001-01-01T00:00:00", "1970-01-01T00:00:00", "2026-03-01T10:00:00+14:00"),
    *([], {}, [None], [{}], {"email": {}}, [[{"code": 1}]], [{"product_id": {}}], {"country": []}),
)


@pytest.mark.parametrize("part", _PARTS)
def test_whatever_stands_in_a_part_it_is_understood_or_unclear(part: str) -> None:
    for value in _NASTY:
        billing = {**subscription(5)["billing"], part: value}
        for told in ({part: value}, {"billing": billing}):
            found = _read(**told)
            assert len(repr(found)) < 3_000
            assert CARD not in repr(found)


@pytest.mark.parametrize("item", [None, 5, [], "x"])
def test_what_is_no_subscription_is_unclear(item: Any) -> None:
    assert isinstance(Understanding(SHOP, "UTC", "EUR").read(item), Unclear)


def test_the_same_words_have_the_same_fingerprint_and_others_another() -> None:
    assert _facts().fingerprint == _facts(date_modified_gmt="2026-02-02T10:00:00").fingerprint
    assert _facts().fingerprint != _facts(total="13").fingerprint


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        ({}, "url is missing"),
        ({"url": "ftp://shop.example"}, "write the address of the shop"),
        ({"url": "https://shop.example/wp-json/wc/v3"}, "without /wp-json"),
        ({"url": "https://ck:cs@shop.example"}, "keys are secrets"),
        ({"url": "https://2130706433"}, "not an address"),
        ({"url": "https://shop.example:99999"}, "url: "),
        ({"url": "https://shop.example", "key": "ck"}, '"key" is no setting'),
        ({"url": "https://shop.example", "account_page": "https://shop.example/me"}, "{id} for its number"),
        ({"url": "https://shop.example", "account_page": "javascript:{id}"}, "not a web address"),
        ({"url": "https://shop.example", "manual_gateways": "bacs"}, "write a list"),
        ({"url": "https://shop.example", "manual_gateways": ["a b"]}, "cannot be the id"),
    ],
)
def test_settings_that_make_no_sense_are_refused(declared: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsRefusedError, match=sentence):
        read_settings(declared)


def test_settings_that_are_read_again_stay_as_they_are() -> None:
    declared = {"url": "https://shop.example/", "account_page": "", "manual_gateways": ["cod", "bacs"]}
    kept = read_settings(declared)
    assert kept == {"url": "https://shop.example", "account_page": "", "manual_gateways": ["bacs", "cod"]}
    assert read_settings(kept) == kept


@pytest.mark.parametrize("text", ["", "x", "{}", '["2026-02-30T10:00:00", 0, true]', '["", -1, true]', "[1]"])
def test_a_cursor_that_is_not_understood_is_the_beginning(text: str) -> None:
    assert Cursor.read(text) == Cursor(is_whole=True)


SIZE = 8
MOST_MOVED = 5


class _List:
    """Subscriptions by the second in which they were changed last, with how often that was."""

    def __init__(self, seconds: list[int]) -> None:
        self.held = {number: (second, 0) for number, second in enumerate(seconds)}

    def change(self, number: int, second: int) -> None:
        if number in self.held:
            self.held[number] = (second, self.held[number][1] + 1)

    def page(self, cursor: Cursor) -> tuple[list[dict[str, Any]], int]:
        asked = cursor.query(SIZE)
        items = [
            {"id": number, "version": version, "date_modified_gmt": _moment(second)}
            for number, (second, version) in self.held.items()
            if _moment(second) > asked.get("modified_after", "")
        ]
        items.sort(key=lambda item: (item["date_modified_gmt"], item["id"]))
        first = int(asked.get("offset", 0))
        return items[first : first + SIZE], len(items)


def _moment(second: int) -> str:
    return (NOW - timedelta(days=1) + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")


@settings(max_examples=60, deadline=None)
@given(
    seconds=st.lists(st.integers(0, 2), min_size=20, max_size=60),
    moves=st.lists(
        st.lists(st.tuples(st.sampled_from("cd"), st.integers(0, 59)), max_size=MOST_MOVED),
        min_size=2,
        max_size=12,
    ),
)
def test_whatever_changes_while_pages_are_read_nothing_is_missed(
    seconds: list[int], moves: list[list[tuple[str, int]]]
) -> None:
    shop, read, cursor, clock = _List(seconds), dict[int, int](), Cursor(is_whole=True), 10
    for _ in range(400):
        items, total = shop.page(cursor)
        read |= {item["id"]: max(item["version"], read.get(item["id"], 0)) for item in items}
        following = cursor.after(items, SIZE, total, NOW)
        if following is None:
            cursor = cursor.at_end(items, NOW)
            if not moves:
                break
        else:
            cursor = following
        for kind, number in moves.pop() if moves else []:
            clock += 1
            if kind == "c":
                shop.change(number, clock)
            else:
                shop.held.pop(number, None)
    else:
        raise AssertionError("It never ends.")
    latest = {number: version for number, (_, version) in shop.held.items()}
    assert {number: read.get(number) for number in latest} == latest


def test_a_shop_with_a_wrong_clock_does_not_hide_what_comes() -> None:
    cursor = Cursor().at_end([{"date_modified_gmt": "9999-12-31T00:00:00"}], NOW)
    assert cursor.since == "2026-03-01T12:00:00"
