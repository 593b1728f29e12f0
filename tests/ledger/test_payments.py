"""What a payment is like: its kind, why it is quiet, its amount before, and since when it is known."""

from typing import Any

import pytest

from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.derive import derive
from forenotice.ledger.facts import MemberFacts
from tests.ledger.examples import NOW, PARIS, Book, agreed, at, day, told


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, "renewal"),
        ({"payer_kind": "manual"}, "payment_due"),
        ({"standing": "trialing"}, "trial_end"),
        ({"standing": "trialing", "payer_kind": "manual"}, "trial_end"),
        ({"trial_ends_on": day("2026-01-10")}, "trial_end"),
        ({"trial_ends_at": at("2026-01-09T23:30")}, "trial_end"),
        ({"trial_ends_on": day("2025-12-10")}, "renewal"),
        ({"standing": "trialing", "next_on": None, "trial_ends_on": day("2026-01-10")}, "trial_end"),
    ],
)
def test_each_payment_has_one_kind(changes: dict[str, Any], kind: str) -> None:
    (row,) = Book().tell(told(**changes))
    assert (row.occasion, row.kind, row.due_on) == ("payment", kind, day("2026-01-10"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"amount_minor": None}, ""),
        ({"amount_minor": 0}, "zero_amount"),
        ({"standing": "cancelled"}, "cancelled"),
        ({"standing": "cancelled", "cancel_at_period_end": True}, "cancelled"),
        ({"cancel_at_period_end": True}, "cancelled_at_period_end"),
        ({"standing": "paused"}, "paused"),
        ({"standing": "past_due"}, "past_due"),
        ({"standing": "ended"}, "ended"),
        ({"total_payments": 3, "payments_made": 3}, "payments_complete"),
        ({"total_payments": 3, "payments_made": 2}, ""),
        ({"standing": "paused", "amount_minor": 0}, "paused"),
    ],
)
def test_what_is_not_to_be_spoken_of_is_a_row_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    (row,) = Book().tell(told(**changes))
    assert row.is_open
    assert row.quiet == reason


def test_a_subscription_that_is_gone_is_quiet_first_of_all() -> None:
    (row,) = Book().tell(told(standing="paused"), is_gone=True)
    assert row.quiet == "gone"


def test_no_date_means_no_payment_and_withdraws_the_one_that_was_expected() -> None:
    book = Book()
    assert book.tell(told(next_on=None)) == []
    book.tell(told())
    (row,) = book.tell(told(next_on=None))
    assert row.closing == "withdrawn"
    (again,) = book.tell(told())
    assert (again.id, again.closing) == (row.id, "")


def test_an_instant_falls_due_on_the_members_own_day() -> None:
    (row,) = Book().tell(told(next_on=None, next_at=at("2026-01-10T23:30")))
    assert (row.due_on, row.due_at) == (day("2026-01-11"), at("2026-01-10T23:30"))


def test_a_manual_payer_who_stores_a_card_has_the_same_payment() -> None:
    book = Book()
    (before,) = book.tell(told(payer_kind="manual"))
    (after,) = book.tell(told())
    assert (after.id, after.kind, after.payer_kind) == (before.id, "renewal", "automatic")
    assert after.known_at == before.known_at


def test_telling_the_same_again_changes_nothing() -> None:
    book = Book()
    facts = told(cancel_by_on=day("2026-01-08"), term_ends_on=day("2026-12-31"))
    assert len(book.tell(facts)) == 2
    assert book.tell(facts, now=at("2026-01-06T12:00")) == []


def test_the_amount_before_is_that_of_the_earlier_payment_and_does_not_creep() -> None:
    book = Book()
    (row,) = book.tell(told(amount_minor=1000))
    assert row.previous_amount_minor is None
    (row,) = book.tell(told(amount_minor=1200))
    assert (row.amount_minor, row.previous_amount_minor) == (1200, 1000)
    (row,) = book.tell(told(amount_minor=1300))
    assert row.previous_amount_minor == 1000
    book.tell(told(amount_minor=1300, next_on=day("2026-02-10")))
    assert book.open().previous_amount_minor == 1300
    (row,) = book.tell(told(amount_minor=1500, next_on=day("2026-02-10")))
    assert (row.amount_minor, row.previous_amount_minor) == (1500, 1300)


@pytest.mark.parametrize(
    ("before", "after", "is_known_anew"),
    [
        ({}, {"next_on": day("2026-01-09")}, True),
        ({}, {"next_on": day("2026-01-12")}, False),
        ({}, {"amount_minor": 1}, False),
        ({}, {"cancel_by_on": day("2026-01-02")}, False),
        ({"cancel_by_on": day("2026-01-03")}, {"cancel_by_on": day("2026-01-02")}, True),
        ({"standing": "paused"}, {}, True),
        ({"amount_minor": 0}, {}, True),
        ({"standing": "paused"}, {"standing": "past_due"}, False),
        ({}, {"standing": "paused"}, False),
        ({}, {"member": MemberFacts("m1", zone="Asia/Tokyo")}, True),
    ],
)
def test_a_date_is_known_anew_when_it_comes_nearer_or_wakes_up(
    before: dict[str, Any], after: dict[str, Any], *, is_known_anew: bool
) -> None:
    book = Book()
    book.tell(told(**before))
    later = at("2026-01-06T12:00")
    (row,) = book.tell(told(**after), now=later)
    assert row.known_at == (later if is_known_anew else NOW)


def test_a_payment_that_comes_back_is_known_from_then_on() -> None:
    book = Book()
    book.tell(told())
    book.tell(told(next_on=None))
    later = at("2026-01-07T12:00")
    (row,) = book.tell(told(), now=later)
    assert row.known_at == later


def test_the_number_of_the_payment_counts_from_those_made() -> None:
    (row,) = Book().tell(told(total_payments=3, payments_made=1))
    assert (row.payment_number, row.is_last) == (2, False)
    (row,) = Book().tell(told(total_payments=3, payments_made=2))
    assert (row.payment_number, row.is_last) == (3, True)
    (row,) = Book().tell(told(total_payments=3))
    assert (row.payment_number, row.is_last) == (None, False)


def test_a_member_who_moves_keeps_the_instant_and_gets_the_day_of_the_new_place() -> None:
    book = Book()
    instant = {"next_on": None, "next_at": at("2026-01-10T20:00")}
    (here,) = book.tell(told(**instant))
    (there,) = book.tell(told(**instant, member=MemberFacts("m1", zone="Asia/Tokyo")))
    assert there.id == here.id
    assert (here.due_on, there.due_on) == (day("2026-01-10"), day("2026-01-11"))
    assert there.due_at == here.due_at


def test_the_products_interval_fills_in_for_one_that_was_not_told() -> None:
    facts = told(interval_count=None, interval_unit="")
    (row,) = derive(agreed(facts, interval=Interval(3, Unit.MONTH)), None, [], NOW)
    assert (row.interval_count, row.interval_unit, row.interval_days) == (3, "month", 84)


def test_planning_finds_everything_it_asks_on_the_row() -> None:
    (row,) = Book().tell(told(tags="|vip|"))
    assert (row.zone, row.country, row.currency, row.tags) == (PARIS, "FR", "EUR", "|vip|")
    assert (row.amount_minor, row.payer_kind, row.interval_days) == (1200, "automatic", 28)


@pytest.mark.parametrize(
    ("changes", "ends_on"),
    [
        ({"next_on": None}, "2026-06-30"),
        ({}, "2026-06-30"),
        ({"next_on": day("2026-06-30")}, None),
        ({"next_on": day("2026-07-01")}, None),
        ({"next_on": None, "standing": "cancelled"}, None),
        ({"next_on": None, "cancel_at_period_end": True}, None),
        ({"next_on": None, "standing": "ended"}, None),
    ],
)
def test_a_term_ends_by_itself_or_not_at_all(changes: dict[str, Any], ends_on: str | None) -> None:
    rows = Book().tell(told(term_ends_on=day("2026-06-30"), **changes))
    terms = [row for row in rows if row.occasion == "term"]
    assert [row.due_on.isoformat() for row in terms] == ([ends_on] if ends_on else [])
    assert all(row.kind == "term_end" for row in terms)


def test_a_term_is_quiet_as_the_subscription_stands_and_not_for_its_payments() -> None:
    def term(**changes: Any) -> str:
        facts = told(next_on=None, term_ends_on=day("2026-06-30"), **changes)
        return Book().tell(facts)[0].quiet

    assert term(standing="paused") == "paused"
    assert term(amount_minor=0) == ""
    assert term(total_payments=3, payments_made=3) == ""


def test_a_term_that_is_prolonged_for_a_year_is_the_next_term() -> None:
    book = Book()
    yearly = {"next_on": None, "interval_unit": "year"}
    (first,) = book.tell(told(term_ends_on=day("2026-06-30"), **yearly))
    book.tell(told(term_ends_on=day("2026-07-07"), **yearly))
    assert book.open("term").id == first.id
    book.tell(told(term_ends_on=day("2027-06-30"), **yearly))
    assert book.open("term").id != first.id
    assert book.rows[first.id].closing == "paid"
    book.tell(told(standing="cancelled", term_ends_on=day("2027-06-30"), **yearly))
    assert not [row for row in book.rows.values() if row.is_open]


def test_a_day_that_its_source_only_worked_out_is_estimated_until_it_is_told() -> None:
    book = Book()
    (row,) = book.tell(told(next_is_estimated=True))
    assert row.estimated
    assert not book.tell(told(next_is_estimated=True))
    (row,) = book.tell(told(next_on=day("2026-01-12")))
    assert (row.due_on, row.estimated) == (day("2026-01-12"), False)
