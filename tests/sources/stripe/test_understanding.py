"""What Stripe's documents mean, case by case; and what it says that nobody can mean."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.errors import ForgedError
from forenotice.sources.stripe.cursor import Cursor
from forenotice.sources.stripe.money import minor_units
from forenotice.sources.stripe.news import check_signature, whereabouts
from forenotice.sources.stripe.understand import Around, facts_of
from forenotice.sources.unreadable import UnreadableError
from tests.support.stripe_account import NEXT, WEBHOOK_SECRET, Account, signed

DAY = 86_400
NEXT_AT = datetime.fromtimestamp(NEXT, UTC)


def understood(preview: dict[str, Any] | None = None, **values: Any) -> SubscriptionFacts:
    """What a subscription says that differs so from a plain one."""
    account = Account()
    account.put(0, **values)
    subscription = account.subscriptions["sub_0000"]
    next_invoice = account.preview(subscription)
    whole = account.whole(subscription)
    around = Around(account.product, next_invoice and next_invoice | (preview or {}), "Europe/Paris")
    return facts_of(whole, around)


def test_a_plain_subscription() -> None:
    facts = understood()
    assert (facts.external_id, facts.standing, facts.payer_kind) == ("sub_0000", "active", "automatic")
    assert (facts.amount_minor, facts.currency, facts.next_at) == (1200, "EUR", NEXT_AT)
    assert (facts.interval_count, facts.interval_unit, facts.anchor_day) == (1, "month", 10)
    assert (facts.card_brand, facts.card_last4, facts.card_expires_on) == ("Visa", "4242", date(2029, 3, 31))
    assert (facts.member.email, facts.member.first_name, facts.member.locale, facts.member.country) == (
        *("member0@b.example", "Ada"),
        *("fr-FR", "FR"),
    )
    assert (facts.product.name, facts.product.price_minor) == ("Gold", 1200)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"status": "trialing", "trial_end": NEXT}, {"standing": "trialing", "trial_ends_at": NEXT_AT}),
        ({"status": "unpaid"}, {"standing": "past_due"}),
        ({"status": "incomplete_expired"}, {"standing": "ended", "next_at": None, "amount_minor": None}),
        ({"cancel_at_period_end": True}, {"standing": "active", "cancel_at_period_end": True}),
        ({"cancel_at": NEXT - DAY}, {"cancel_at_period_end": True}),
        ({"cancel_at": NEXT + 40 * DAY}, {"cancel_at_period_end": False}),
        ({"pause_collection": {"behavior": "void", "resumes_at": None}}, {"standing": "paused"}),
        ({"pause_collection": {"behavior": "void", "resumes_at": NEXT - DAY}}, {"standing": "active"}),
        ({"pause_collection": {"behavior": "void", "resumes_at": NEXT + DAY}}, {"standing": "paused"}),
        (
            {"collection_method": "send_invoice", "days_until_due": 30},
            {"payer_kind": "manual", "next_at": datetime.fromtimestamp(NEXT + 30 * DAY, UTC)},
        ),
        ({"status": "canceled", "ended_at": NEXT - DAY}, {"standing": "cancelled", "next_at": NEXT_AT}),
        ({"status": "canceled", "ended_at": NEXT + DAY}, {"standing": "cancelled", "next_at": None}),
    ],
)
def test_what_differs(values: dict[str, Any], wanted: dict[str, Any]) -> None:
    facts = understood(**values)
    assert {name: getattr(facts, name) for name in wanted} == wanted


def test_the_next_invoice_tells_the_amount() -> None:
    facts = understood(
        {"amount_due": 1_080, "subtotal": 1_200, "total_discount_amounts": [{"amount": 300}, {"amount": 20}]}
    )
    assert (facts.amount_minor, facts.details["subtotal"], facts.details["discount"]) == (1_080, 1_200, 320)


def test_an_open_invoice_is_what_is_to_be_paid_by_hand() -> None:
    account = Account()
    account.invoices["in_1"] = {
        "id": "in_1",
        "status": "open",
        "due_date": NEXT + 5 * DAY,
        "amount_remaining": 700,
        "subtotal": 700,
        "hosted_invoice_url": "https://invoice.stripe.example/i/1",
    }
    account.put(0, collection_method="send_invoice", days_until_due=30, latest_invoice="in_1")
    whole = account.whole(account.subscriptions["sub_0000"])
    facts = facts_of(whole, Around(account.product, None, "UTC"))
    assert (facts.amount_minor, facts.next_at) == (700, datetime.fromtimestamp(NEXT + 5 * DAY, UTC))
    assert facts.details["links"] == {"pay": "https://invoice.stripe.example/i/1"}


def test_a_draft_is_what_is_to_be_paid_next() -> None:
    account = Account()
    draft = {
        "id": "in_1",
        "status": "draft",
        "auto_advance": True,
        "due_date": None,
        "created": NEXT - 30 * DAY,
    }
    account.invoices["in_1"] = draft | {"amount_remaining": 700, "subtotal": 700, "hosted_invoice_url": None}
    account.put(0, collection_method="send_invoice", days_until_due=14, latest_invoice="in_1")
    whole = account.whole(account.subscriptions["sub_0000"])
    facts = facts_of(whole, Around(account.product, None, "UTC"))
    assert (facts.amount_minor, facts.next_at) == (700, datetime.fromtimestamp(NEXT - 16 * DAY, UTC))
    # One that is never sent is nothing to pay.
    account.invoices["in_1"]["auto_advance"] = False
    kept = facts_of(account.whole(account.subscriptions["sub_0000"]), Around(account.product, None, "UTC"))
    assert kept.next_at == datetime.fromtimestamp(NEXT + 14 * DAY, UTC)


@pytest.mark.parametrize(
    ("ends", "has_card", "payer_kind"),
    [
        *(("cancel", False, "manual"), ("pause", False, "manual"), ("create_invoice", False, "automatic")),
        *(("cancel", True, "automatic"),),
    ],
)
def test_a_trial_without_a_card_may_charge_nobody(ends: str, has_card: bool, payer_kind: str) -> None:
    account = Account()
    settings = {"end_behavior": {"missing_payment_method": ends}}
    account.put(0, status="trialing", trial_end=NEXT, trial_settings=settings)
    if not has_card:
        account.customers["cus_0000"]["invoice_settings"] = {"default_payment_method": None}
    whole = account.whole(account.subscriptions["sub_0000"])
    assert facts_of(whole, Around(account.product, None, "UTC")).payer_kind == payer_kind


@pytest.mark.parametrize(
    "values",
    [
        {"status": "dreaming"},
        {"currency": "xqz"},
        {"trial_end": 10**20} | {"status": "trialing"},
    ],
)
def test_what_nobody_understands_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError):
        understood(**values)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        *((1250, "EUR", 1250), (1250, "JPY", 1250), (1250, "BHD", 1250), (500, "ISK", 5)),
        *((500, "UGX", 5), (5, "MGA", 500), (100, "HUF", 100)),
    ],
)
def test_amounts_in_our_units(amount: int, currency: str, minor: int) -> None:
    assert minor_units(amount, currency) == minor


def test_an_amount_that_its_currency_has_not() -> None:
    with pytest.raises(UnreadableError):
        minor_units(501, "ISK")


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"object": {"id": "sub_1", "customer": "cus_1"}}, {"sub_1"}),
        ({"object": {"id": "in_1", "subscription": "sub_1", "customer": "cus_1"}}, {"sub_1"}),
        (
            {"object": {"id": "in_1", "parent": {"subscription_details": {"subscription": "sub_2"}}}},
            {"sub_2"},
        ),
        ({"object": {"id": "cus_1"}}, {"cus_1"}),
        (
            {"object": {"id": "pm_1", "customer": None}, "previous_attributes": {"customer": "cus_9"}},
            {"cus_9"},
        ),
        ({"object": {"id": "pi_1"}}, set()),
        ({"object": "sub_1"}, set()),
        ("sub_1", set()),
    ],
)
def test_what_an_event_is_about(told: Any, found: set[str]) -> None:
    assert whereabouts({"id": "evt_1", "data": told}) == found


def test_only_stripe_can_sign() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    body, header = signed({"id": "evt_1"}, at=now.timestamp())
    check_signature(body, header, WEBHOOK_SECRET, now)
    check_signature(body, header.replace("v1=", "v1=00,v1="), WEBHOOK_SECRET, now)
    _, old = signed({"id": "evt_1"}, at=now.timestamp() - 301)
    for wrong_body, wrong_header in (
        (body + b" ", header),
        *(
            (body, wrong)
            for wrong in ("", "t=1", header.replace("v1=", "v0="), header.replace("t=1", "t=2"), old)
        ),
        *((body, wrong) for wrong in ("t=x,v1=a", "v1=é", f"t=9,{header}")),
    ):
        with pytest.raises(ForgedError):
            check_signature(wrong_body, wrong_header, WEBHOOK_SECRET, now)
    with pytest.raises(ForgedError):
        check_signature(body, header, "whsec_another", now)


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"version": 2}', '{"version": 1, "since": "x"}'])
def test_a_cursor_of_another_time_counts_as_none(text: str) -> None:
    assert Cursor.read(text) is None
    assert Cursor.read(Cursor(7, "evt_1", "sub_1").text()) == Cursor(7, "evt_1", "sub_1")
