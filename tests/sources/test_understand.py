"""Rows become facts, field by field, or reasons why not."""

from datetime import UTC, date, datetime

import pytest

from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.sources.cards import REMOVED
from tests.sources.reading import facts_of, faults_of, one, understand
from tests.sources.test_columns import STRIPE, WOOCOMMERCE


def test_the_least_that_a_row_can_say() -> None:
    [facts] = facts_of("id|email|next payment", " 7 | Ann@B.example |2026-04-30")
    assert facts == SubscriptionFacts(
        external_id="7",
        member=MemberFacts("ann@b.example", "ann@b.example"),
        product=ProductFacts("club", "The Club"),
        fingerprint=0,
        currency="EUR",
        next_on=date(2026, 4, 30),
    )


def test_everything_that_a_row_can_say() -> None:
    told = {
        "id": "s1",
        "member id": "m1",
        "email": "ann@b.example",
        "first name": "Ann",
        "last name": "Bee",
        "phone": "+33 1",
        "username": "annb",
        "member status": "ok",
        "locale": "fr_CA",
        "zone": "America/Montreal",
        "joined": "2020-02-29",
        "contacts": "bill@b.example;pay@b.example",
        "tags": "vip,choir",
        "product id": "gold",
        "product": "Gold",
        "level": "Patron",
        "bundle": "Full",
        "product description": "All of it",
        "status": "trialing",
        "amount": "12.50",
        "currency": "cad",
        "subtotal": "15.00",
        "discount": "-2.50",
        "shipping amount": "0",
        "coupon": "SUMMER",
        "shipping method": "Post",
        "quantity": "2",
        "interval": "3 months",
        "next payment": "2026-05-01T18:00:00Z",
        "trial end": "2026-05-01",
        "term end": "2027-05-01",
        "cancel by": "2026-04-24",
        "started": "2026-02-01",
        "total payments": "12",
        "payments made": "4",
        "card brand": "visa",
        "card last4": "**** 4242",
        "card expires": "04/27",
        "payer": "invoice",
        "order number": "A-7",
        "period key": "2026-05",
        "pay url": "https://e.example/pay",
        "manage url": "https://e.example/me",
        "billing address 1": "1 Rue A",
        "billing address 2": "Bât. B",
        "billing zip": "75001",
        "billing city": "Paris",
        "billing country": "France",
        "shipping city": "Lyon",
        "custom.Shoe size": "42",
    }
    headers, row = "|".join(told), "|".join(told.values())
    [facts] = facts_of(headers, row)
    assert facts == SubscriptionFacts(
        external_id="s1",
        member=MemberFacts(
            "m1",
            "ann@b.example",
            "Ann",
            "Bee",
            "fr-CA",
            "America/Montreal",
            "FR",
            date(2020, 2, 29),
            {
                "phone": "+33 1",
                "username": "annb",
                "status": "ok",
                "contacts": ["bill@b.example", "pay@b.example"],
            },
        ),
        product=ProductFacts("gold", "Gold", "All of it", "Patron", "Full"),
        fingerprint=0,
        order_number="A-7",
        standing="trialing",
        payer_kind="manual",
        amount_minor=1250,
        currency="CAD",
        interval_count=3,
        interval_unit="month",
        period_key="2026-05",
        next_at=datetime(2026, 5, 1, 18, 0, tzinfo=UTC),
        trial_ends_on=date(2026, 5, 1),
        term_ends_on=date(2027, 5, 1),
        cancel_by_on=date(2026, 4, 24),
        total_payments=12,
        payments_made=4,
        card_brand="Visa",
        card_last4="4242",
        card_expires_on=date(2027, 4, 30),
        started_on=date(2026, 2, 1),
        tags="|vip|choir|",
        details={
            "subtotal": 1500,
            "discount": 250,
            "shipping": 0,
            "coupon": "SUMMER",
            "shipping_method": "Post",
            "quantity": 2,
            "custom": {"shoe_size": "42"},
            "addresses": {
                "billing": {"street": "1 Rue A, Bât. B", "city": "Paris", "zip": "75001", "country": "FR"},
                "shipping": {"city": "Lyon"},
            },
            "links": {"pay": "https://e.example/pay", "manage": "https://e.example/me"},
        },
    )


def test_a_stripe_row() -> None:
    told = {
        "id": "sub_1",
        "Customer ID": "cus_1",
        "Customer Email": "ann@b.example",
        "Customer Name": "Ann Bee",
        "Plan": "price_1",
        "Product": "prod_1",
        "Quantity": "1",
        "Currency": "eur",
        "Interval": "month",
        "Amount": "12.00",
        "Status": "active",
        "Start Date (UTC)": "2026-01-31 10:00",
        "Current Period End (UTC)": "2026-02-28 10:00",
        "Cancel At Period End": "false",
        "shirt size (metadata)": "L",
    }
    [facts] = facts_of("|".join(STRIPE), "|".join(told.get(header, "") for header in STRIPE))
    assert (facts.external_id, facts.member.external_id, facts.product.external_id) == (
        "sub_1",
        "cus_1",
        "prod_1",
    )
    assert (facts.next_on, facts.next_at) == (None, datetime(2026, 2, 28, 10, 0, tzinfo=UTC))
    assert (facts.amount_minor, facts.currency, facts.anchor_day) == (1200, "EUR", 31)
    assert facts.details == {"quantity": 1, "custom": {"shirt_size": "L"}}


def test_a_stripe_amount_for_several_is_not_guessed() -> None:
    headers = "id|Customer ID|Customer Email|Current Period End (UTC)|Quantity|Amount|Currency"
    row = "sub_1|cus_1|ann@b.example|2026-02-28 10:00|3|12.00|eur"
    [(column, sentence)] = understand(headers, row).faults[0]
    assert column == "Amount"
    assert "--amount-is each" in sentence
    assert "[[sources]]" in sentence
    assert [facts_of(headers, row, amount_is=word)[0].amount_minor for word in ("each", "total")] == [
        3600,
        1200,
    ]


def test_a_woocommerce_subscription_goes_by_its_own_number() -> None:
    headers = (
        "subscription_id|subscription_status|billing_email|next_payment_date|billing_period|billing_interval"
    )
    row = "501|wc-active|ann@b.example|2026-03-28 23:30:00|month|1"
    assert facts_of(headers, row)[0].order_number == "501"
    assert facts_of(f"{headers}|code", f"{row}|x7", key="code")[0].order_number == "501"
    assert facts_of(f"{headers}|order_number", f"{row}|9-501")[0].order_number == "9-501"
    assert facts_of("id|email|next payment", "1|ann@b.example|2026-04-30")[0].order_number == ""


def test_a_woocommerce_row() -> None:
    told = {
        "subscription_id": "501",
        "subscription_status": "wc-active",
        "customer_id": "7",
        "next_payment_date": "2026-03-28 23:30:00",
        "trial_end_date": "0",
        "end_date": "0",
        "billing_period": "month",
        "billing_interval": "3",
        "order_total": "30.00",
        "order_currency": "EUR",
        "requires_manual_renewal": "true",
        "billing_first_name": "Ann",
        "billing_email": "ann@b.example",
        "billing_country": "FR",
        "order_items": "product_id:12|name:Gold|quantity:1|total:30.00|meta:|tax:0.00",
        "coupon_items": "code:summer|description:|amount:5.00",
    }
    row = ";".join(told.get(header, "") for header in WOOCOMMERCE)
    [facts] = facts_of(";".join(WOOCOMMERCE), row, sign=";")
    assert facts.next_at == datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert (facts.trial_ends_on, facts.term_ends_on) == (None, None)
    assert (facts.interval_count, facts.interval_unit, facts.payer_kind) == (3, "month", "manual")
    assert facts.product == ProductFacts("12", "Gold")
    assert (facts.member.external_id, facts.member.country) == ("7", "FR")
    assert facts.details["coupon"] == "summer"


def test_a_bare_day_stays_a_day_and_an_instant_an_instant() -> None:
    assert one("cancel by", "2026-04-01").cancel_by_on == date(2026, 4, 1)
    told = one("cancel by", "2026-04-01T10:00:00+02:00")
    assert (told.cancel_by_on, told.cancel_by_at) == (None, datetime(2026, 4, 1, 8, 0, tzinfo=UTC))


def test_times_of_the_members_own_zone() -> None:
    told = one("zone|trial end", "Pacific/Kiritimati|2026-04-01 09:00", times_in="member")
    assert told.trial_ends_at == datetime(2026, 3, 31, 19, 0, tzinfo=UTC)


def test_a_term_ends_on_the_members_day() -> None:
    assert one("zone|term end", "Pacific/Kiritimati|2026-04-01T23:00:00Z").term_ends_on == date(2026, 4, 2)
    assert one("term end", "9999-12-31").term_ends_on is None


@pytest.mark.parametrize(
    ("started", "due", "anchor"),
    [
        ("2026-01-31", "2026-02-28", 31),
        ("2026-01-31", "2026-04-30", 31),
        ("2026-01-30", "2026-02-28", 30),
        ("2026-01-31", "2026-03-31", None),
        ("2026-01-15", "2026-03-15", None),
        ("2026-01-31", "2026-03-15", None),
        ("", "2026-02-28", None),
    ],
)
def test_a_31st_is_remembered_through_february(started: str, due: str, anchor: int | None) -> None:
    [facts] = facts_of("id|email|started|next payment", f"1|ann@b.example|{started}|{due}")
    assert facts.anchor_day == anchor


@pytest.mark.parametrize(
    ("headers", "row", "standing", "cancelled"),
    [
        ("status", "", "active", False),
        ("status|cancel at period end", "active|yes", "active", True),
        ("status", "pending-cancel", "active", True),
        ("status|canceled at", "active|2026-03-01", "active", True),
        ("status|canceled at", "active|", "active", False),
        ("status|ended at", "active|2026-03-01", "ended", False),
        ("status|ended at", "cancelled|2026-03-01", "cancelled", False),
    ],
)
def test_standings_from_several_columns(headers: str, row: str, standing: str, cancelled: bool) -> None:
    facts = one(headers, row)
    assert (facts.standing, facts.cancel_at_period_end) == (standing, cancelled)


def test_hints_in_headers_are_heeded() -> None:
    assert one("amount (cents)|currency", "1250|USD").amount_minor == 1250
    told = one("amount (JPY)", "1,250")
    assert (told.amount_minor, told.currency) == (1250, "JPY")
    assert one("trial end (DD/MM/YYYY)", "03/04/2026").trial_ends_on == date(2026, 4, 3)


def test_words_that_stand_for_every_row() -> None:
    told = one("x", "", always={"payer_kind": "manual", "currency": "CHF", "custom.origin": "list"})
    assert (told.payer_kind, told.currency, told.details) == ("manual", "CHF", {"custom": {"origin": "list"}})


def test_members_are_known_by_their_id_else_by_their_address() -> None:
    rows = ["1|7|Ann@b.example|2026-04-30", "2|0|Bob@b.example|2026-04-30", "3||Cy@b.example|2026-04-30"]
    facts = facts_of("id|customer id|email|next payment", *rows)
    assert [each.member.external_id for each in facts] == ["7", "bob@b.example", "cy@b.example"]


def test_rows_of_one_product_share_it() -> None:
    first, second = facts_of(
        "id|email|due date|plan", "1|a@b.example|2026-04-30|Gold", "2|c@b.example|2026-04-30|Gold"
    )
    assert first.product is second.product
    assert first.product == ProductFacts("Gold", "Gold")


def test_a_key_that_is_an_address_is_the_same_in_any_letters() -> None:
    [facts] = facts_of("email|due date", "Ann@B.example|2026-04-30", key="email")
    assert facts.external_id == "ann@b.example"


@pytest.mark.parametrize(
    ("headers", "row", "column", "words"),
    [
        ("status", "actve", "status", "not a status"),
        ("amount", "1,234", "amount", "could mean"),
        ("trial end", "03/04/2026", "trial end", "ambiguous"),
        ("currency", "EUROS", "currency", "not a currency"),
        ("amount|currency", "$5|EUR", "amount", "not in EUR"),
        ("zone", "Paris", "zone", "not a time zone"),
        ("locale", "frenchish!", "locale", "not a language"),
        ("country", "Atlantis", "country", "not a country"),
        ("interval", "sometimes", "interval", "not an interval"),
        ("card last4", "42424", "card last4", "last four"),
        ("card expires", "soon", "card expires", "expires"),
        ("pay url", "javascript:x", "pay url", "web address"),
        ("contacts", "nobody", "contacts", "email address"),
        ("quantity", "-1", "quantity", "whole number"),
        ("total payments", "many", "total payments", "whole number"),
        ("first name", "x" * 201, "first name", "longer than 200"),
        ("order number", "x" * 201, "order number", "longer than 200"),
        ("custom.note", "x" * 2001, "custom.note", "longer than 2000"),
    ],
)
def test_a_bad_cell_is_told_with_its_column(headers: str, row: str, column: str, words: str) -> None:
    [(theirs, sentence)] = faults_of(headers, row)
    assert (theirs, words in sentence) == (column, True), sentence


def test_every_fault_of_a_row_is_told_and_good_rows_beside_it_are_untouched() -> None:
    rows = ["1|a@b.example|2026-04-30|5", "2|nobody|31/04/26|1,000", "3|c@b.example|2026-04-30|7.50"]
    understood = understand("id|email|due date|amount", *rows)
    assert {row: [column for column, _ in faults] for row, faults in understood.faults.items()} == {
        1: ["due date", "email", "amount"]
    }
    assert [understood.facts[row].amount_minor for row in (0, 2)] == [500, 750]


def test_rows_without_a_key_or_a_member_are_refused() -> None:
    understood = understand("id|email|due date", "|a@b.example|2026-04-30", "2||2026-04-30")
    assert "which subscription" in understood.faults[0][0][1]
    assert "no member" in understood.faults[1][0][1]


def test_a_removed_card_number_is_the_only_thing_wrong_with_its_row() -> None:
    understood = understand(
        "id|email|due date|card number", f"1|a@b.example|2026-04-30|{REMOVED}", may_hold_cards=True
    )
    [(column, sentence)] = understood.faults[0]
    assert (column, "whole card number" in sentence) == ("card number", True)


def test_texts_are_tidy_whatever_a_spreadsheet_left_in_them() -> None:
    told = one("first name|last name", "\u200bAnn\tMarie \n|\x00Bee\u00a0")
    assert (told.member.first_name, told.member.last_name) == ("Ann Marie", "Bee")
