"""What programs are told: one shape, the same bytes, dates that stand for themselves."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from forenotice.composer.facts import Facts, MemberFacts, PaymentFacts, ProductFacts
from forenotice.composer.payload.body import LONGEST, Names, Withdrawal, body_of, payload_of_body
from forenotice.composer.payload.query import query_of
from forenotice.composer.payload.shape import payload_schema
from forenotice.kernel.money import Money
from forenotice.kernel.payload import PayloadType
from tests.composer.samples import ANA, LINKS, MUSEUM, NOW

NAMES = Names(
    *("rem-1", "live", "museum", "renewals", "week-before", "7 days", "courtesy", "friend", "csv", "sub-9")
)
PAID = Withdrawal("paid", "The payment was made.", datetime(2026, 5, 10, 8, tzinfo=UTC))


def make_facts(**changes: Any) -> Facts:
    facts = Facts(
        kind="renewal",
        now=NOW,
        zone="Europe/Paris",
        due_on=date(2026, 5, 16),
        organization=MUSEUM,
        member=ANA,
        payment=PaymentFacts(amount=Money(4900, "EUR"), number=3, card_brand="Visa", card_last4="4242"),
        product=ProductFacts(name="Friend", level="Gold"),
        links=LINKS,
    )
    return facts._replace(**changes)


@pytest.mark.parametrize(
    ("money", "decimals"),
    [
        (Money(4900, "EUR"), "49.00"),
        (Money(4900, "JPY"), "4900"),
        (Money(4900, "BHD"), "4.900"),
        (Money(5, "USD"), "0.05"),
        (Money(10**14, "USD"), "1000000000000.00"),
    ],
)
def test_amounts_have_their_currencys_decimals(money: Money, decimals: str) -> None:
    told = json.loads(body_of(make_facts(payment=PaymentFacts(amount=money)), NAMES))
    amount = {"amount": decimals, "minor": money.minor, "currency": money.currency}
    assert told["data"]["payment"]["amount"] == amount


def test_a_payment_says_its_own_day_and_an_earlier_amount_only_where_it_differed() -> None:
    same = PaymentFacts(amount=Money(4900, "EUR"), previous_amount=Money(4900, "EUR"))
    told = json.loads(body_of(make_facts(payment=same), NAMES))["data"]["payment"]
    assert (told["due_on"], told["previous_amount"]) == ("2026-05-16", None)
    card = make_facts(kind="card_expiry", payment=same._replace(due_on=date(2026, 6, 1)))
    assert json.loads(body_of(card, NAMES))["data"]["payment"]["due_on"] == "2026-06-01"
    dearer = make_facts(payment=same._replace(previous_amount=Money(4500, "EUR")))
    assert json.loads(body_of(dearer, NAMES))["data"]["payment"]["previous_amount"]["amount"] == "45.00"


def test_the_same_facts_become_the_same_bytes_and_read_back() -> None:
    body = body_of(make_facts(), NAMES)
    assert body == body_of(make_facts(), NAMES)
    again = payload_of_body(PayloadType.DUE, body)
    assert (again.data.id, again.data.due.on, again.data.member.custom) == (
        *("rem-1", date(2026, 5, 16)),
        {"instrument": "cello"},
    )
    told = json.loads(body)
    assert (told["type"], told["timestamp"]) == ("reminder.due", "2026-05-09T08:00:00Z")


def test_nothing_in_it_counts_from_the_day_it_was_written() -> None:
    first, later = (json.loads(body_of(make_facts(now=NOW.replace(day=day)), NAMES)) for day in (9, 12))
    assert first.pop("timestamp") != later.pop("timestamp")
    assert first == later


def test_a_withdrawal_says_the_same_and_why_it_no_longer_holds() -> None:
    due, withdrawn = (json.loads(body_of(make_facts(), NAMES, why)) for why in (None, PAID))
    assert withdrawn["type"] == "reminder.withdrawn"
    reasons = {name: withdrawn["data"].pop(name) for name in ("reason", "sentence", "withdrawn_at")}
    assert reasons == {
        "reason": "paid",
        "sentence": "The payment was made.",
        "withdrawn_at": "2026-05-10T08:00:00Z",
    }
    assert withdrawn["data"] == due["data"]


def test_what_nobody_told_is_there_and_empty() -> None:
    bare = make_facts(member=MemberFacts(), payment=PaymentFacts(), product=ProductFacts())
    told = json.loads(body_of(bare, NAMES))["data"]
    assert told["payment"]["amount"] is None
    assert told["payment"]["card"] is None
    assert told["member"]["email"] == ""
    assert told.keys() == json.loads(body_of(make_facts(), NAMES))["data"].keys()


def test_long_words_are_left_out_before_the_body_gets_too_long() -> None:
    endless = ANA._replace(custom={"story": "é" * 30_000}, first_name="n" * 200, tags=("t" * 100,) * 300)
    body = body_of(
        make_facts(member=endless, links=LINKS._replace(pay="https://x.example/" + "p" * 9_000)), NAMES
    )
    told = payload_of_body(PayloadType.DUE, body).data
    assert len(body) <= LONGEST
    assert told.shortened
    assert (told.member.custom, told.links.pay, told.links.manage) == ({}, "", LINKS.manage)


@pytest.mark.parametrize("of", list(PayloadType))
def test_the_schema_names_every_field_and_demands_it(of: PayloadType) -> None:
    schema = payload_schema(of)
    facts = schema["$defs"]["WithdrawnFacts" if of is PayloadType.WITHDRAWN else "DueFacts"]
    told = json.loads(body_of(make_facts(), NAMES, PAID if of is PayloadType.WITHDRAWN else None))
    assert set(facts["properties"]) == set(told["data"]) == set(facts["required"])
    assert set(schema["required"]) == {"type", "timestamp", "data"}
    assert schema["properties"]["type"]["const"] == of


def test_the_query_is_what_membermouse_scripts_read() -> None:
    pairs = dict(query_of(make_facts(), NAMES))
    assert pairs["event_type"] == "reminder_due"
    assert (pairs["member_id"], pairs["email"], pairs["membership_level"]) == ("1042", ANA.email, "Gold")
    assert (pairs["days_as_member"], pairs["billing_zip_code"]) == ("1163", "69001")
    assert pairs["cf_instrument"] == "cello"
    (bought,) = json.loads(pairs["order_products"])
    assert (bought["id"], bought["recurring_amount"], bought["rebill_period"]) == ("friend", "49.00", 0)
    assert dict(query_of(make_facts(), NAMES, PAID))["event_type"] == "reminder_withdrawn"
