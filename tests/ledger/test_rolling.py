"""What comes after a payment that passed without news."""

from datetime import datetime
from typing import Any

import pytest

from forenotice.ledger.due import Due
from forenotice.ledger.facts import MemberFacts
from forenotice.ledger.rolling import has_passed, next_cycle, passed_at
from tests.ledger.examples import NOW, Book, agreed, at, day, told


def roll(book: Book, now: datetime) -> Due | None:
    """Roll the open payment on, as if it had just passed."""
    assert book.before is not None
    payment = book.open()
    assert has_passed(payment, now)
    coming = next_cycle(agreed(book.before), payment, list(book.rows.values()), passed_at(payment), now)
    book.rows[payment.id] = payment._replace(closing="passed", closed_at=now)
    return None if coming is None else book.keep(coming)


@pytest.mark.parametrize(
    ("changes", "nows", "expected"),
    [
        (
            {"next_on": day("2026-01-31")},
            ["2026-02-01", "2026-03-01", "2026-04-01"],
            ["2026-02-28", "2026-03-31", "2026-04-30"],
        ),
        ({"next_on": day("2026-01-31")}, ["2026-05-15"], ["2026-05-31"]),
        ({"next_on": day("2024-02-29"), "interval_unit": "year"}, ["2024-03-01"], ["2025-02-28"]),
        ({"next_on": day("2024-02-29"), "interval_unit": "year"}, ["2027-03-01"], ["2028-02-29"]),
        ({"next_on": day("2026-02-28"), "anchor_day": 31}, ["2026-03-01"], ["2026-03-31"]),
        ({"next_on": day("2026-01-10"), "interval_unit": "week"}, ["2026-01-11"], ["2026-01-17"]),
        ({"next_on": day("2026-01-10"), "interval_unit": "day"}, ["2026-03-01"], ["2026-03-01"]),
    ],
)
def test_days_keep_their_anchor_and_outages_are_leapt_over(
    changes: dict[str, Any], nows: list[str], expected: list[str]
) -> None:
    book = Book()
    book.tell(told(**changes))
    rolled = [roll(book, at(f"{now}T12:00")) for now in nows]
    assert [row.due_on.isoformat() for row in rolled if row] == expected
    assert all(row.estimated for row in rolled if row)


def test_a_day_is_over_when_it_is_over_for_the_member() -> None:
    def passed(zone: str, now: str) -> bool:
        (row,) = Book().tell(told(member=MemberFacts("m", zone=zone)))
        return has_passed(row, at(now))

    assert not passed("Pacific/Pago_Pago", "2026-01-11T10:59")
    assert passed("Pacific/Pago_Pago", "2026-01-11T11:00")
    assert not passed("Pacific/Kiritimati", "2026-01-10T09:59")
    assert passed("Pacific/Kiritimati", "2026-01-10T10:00")


def test_an_instant_has_passed_when_it_comes() -> None:
    (row,) = Book().tell(told(next_on=None, next_at=at("2026-01-10T08:00")))
    assert not has_passed(row, at("2026-01-10T07:59"))
    assert has_passed(row, at("2026-01-10T08:00"))


def test_instants_keep_what_the_members_clocks_show_through_daylight_saving() -> None:
    book = Book()
    book.tell(told(next_on=None, next_at=at("2026-03-10T08:00"), cancel_by_at=at("2026-03-08T23:00")))
    row = roll(book, at("2026-03-10T12:00"))
    assert row is not None
    assert (row.due_on, row.due_at) == (day("2026-04-10"), at("2026-04-10T07:00"))
    assert (row.cancel_by_at, row.cancel_by_on) == (at("2026-04-08T22:00"), day("2026-04-09"))


def test_the_last_day_to_cancel_keeps_its_distance() -> None:
    book = Book()
    book.tell(told(next_on=day("2026-01-31"), cancel_by_on=day("2026-01-17")))
    row = roll(book, at("2026-02-01T12:00"))
    assert row is not None
    assert (row.due_on, row.cancel_by_on) == (day("2026-02-28"), day("2026-02-14"))


def test_a_trial_rolls_into_an_ordinary_payment_and_stays_one() -> None:
    book = Book()
    trial = told(standing="trialing", trial_ends_on=day("2026-01-10"), next_on=None)
    book.tell(trial)
    row = roll(book, at("2026-01-11T12:00"))
    assert row is not None
    assert (row.kind, row.due_on, row.amount_minor) == ("renewal", day("2026-02-10"), 1200)
    book.tell(told(standing="trialing", trial_ends_on=day("2026-01-10"), next_on=None, amount_minor=1300))
    assert (book.open().kind, book.open().amount_minor) == ("renewal", 1300)


def test_instalments_stop_after_the_last_one() -> None:
    book = Book()
    book.tell(told(total_payments=3, payments_made=1))
    row = roll(book, at("2026-01-11T12:00"))
    assert row is not None
    assert (row.payment_number, row.is_last) == (3, True)
    assert roll(book, at("2026-02-11T12:00")) is None


def test_an_outage_longer_than_what_was_left_to_pay_ends_the_instalments() -> None:
    book = Book()
    book.tell(told(total_payments=3, payments_made=1))
    assert roll(book, at("2026-06-01T12:00")) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"standing": "paused"},
        {"standing": "cancelled"},
        {"standing": "ended"},
        {"cancel_at_period_end": True},
        {"interval_count": None, "interval_unit": ""},
        {"total_payments": 3, "payments_made": 3},
    ],
)
def test_what_does_not_go_on_does_not_roll(changes: dict[str, Any]) -> None:
    book = Book()
    book.tell(told(**changes))
    assert roll(book, at("2026-01-11T12:00")) is None


def test_a_rolled_payment_is_known_since_the_one_before_passed() -> None:
    book = Book()
    book.tell(told())
    row = roll(book, at("2026-01-20T12:00"))
    assert row is not None
    assert row.known_at == at("2026-01-10T23:00")
    assert row.previous_amount_minor == 1200


def test_the_old_date_told_again_leaves_the_rolled_payment_alone() -> None:
    book = Book()
    book.tell(told(payments_made=4))
    rolled = roll(book, at("2026-01-11T12:00"))
    assert rolled is not None
    (row,) = book.tell(told(payments_made=4, amount_minor=1300), now=at("2026-01-11T13:00"))
    assert (row.id, row.due_on, row.estimated) == (rolled.id, day("2026-02-10"), True)
    assert (row.payment_number, row.amount_minor) == (6, 1300)
    assert book.tell(told(payments_made=5, amount_minor=1300), now=at("2026-01-11T13:00")) == []
    (row,) = book.tell(told(payments_made=6, amount_minor=1300), now=at("2026-01-11T13:00"))
    assert row.payment_number == 7


def test_the_source_confirms_or_corrects_a_rolled_payment_without_a_new_row() -> None:
    book = Book()
    book.tell(told())
    rolled = roll(book, at("2026-01-11T12:00"))
    assert rolled is not None
    (row,) = book.tell(told(next_on=day("2026-02-12")), now=at("2026-01-12T12:00"))
    assert (row.id, row.due_on, row.estimated) == (rolled.id, day("2026-02-12"), False)


def test_a_late_correction_of_a_passed_payment_finds_the_rolled_row_again() -> None:
    """Told for 10 January, rolled to 10 February and 10 March; then the source says 12 February."""
    book = Book()
    book.tell(told())
    second = roll(book, at("2026-01-11T12:00"))
    third = roll(book, at("2026-02-11T12:00"))
    assert second is not None
    assert third is not None
    book.tell(told(next_on=day("2026-02-12")), now=at("2026-03-01T12:00"))
    assert (book.open().id, book.rows[third.id].closing) == (second.id, "withdrawn")
    again = roll(book, at("2026-03-01T12:00"))
    assert again is not None
    assert (again.id, again.due_on) == (third.id, day("2026-03-12"))


def test_a_fortnightly_payment_moved_by_half_goes_on_to_a_row_of_its_own() -> None:
    book = Book()
    fortnightly = {"interval_count": 2, "interval_unit": "week"}
    book.tell(told(next_on=day("2026-01-19"), **fortnightly))
    (moved,) = book.tell(told(next_on=day("2026-01-12"), **fortnightly))
    row = roll(book, at("2026-01-13T12:00"))
    assert row is not None
    assert (row.id != moved.id, row.due_on) == (True, day("2026-01-26"))


def test_paused_and_resumed_with_the_old_date_goes_on_from_there() -> None:
    book = Book()
    book.tell(told())
    book.tell(told(standing="paused"))
    assert roll(book, at("2026-01-11T12:00")) is None
    book.tell(told(), now=at("2026-03-20T12:00"))
    row = roll(book, at("2026-03-20T12:00"))
    assert row is not None
    assert (row.due_on, row.quiet) == (day("2026-04-10"), "")


def test_a_passed_payment_that_cannot_go_on_stays_closed() -> None:
    book = Book()
    book.tell(told(interval_count=None, interval_unit=""))
    roll(book, at("2026-01-11T12:00"))
    assert book.tell(told(interval_count=None, interval_unit="", amount_minor=1), now=NOW) == []


def test_a_withdrawn_payment_that_time_leads_back_to_is_like_the_subscription_now() -> None:
    book = Book()
    once = {"interval_count": None, "interval_unit": ""}
    book.tell(told(next_on=day("2026-01-17"), cancel_at_period_end=True, amount_minor=500, **once))
    book.tell(told(next_on=day("2026-01-01")))
    assert [row.closing for row in book.rows.values()] == ["withdrawn", ""]
    again = roll(book, NOW)
    assert again is not None
    assert (again.id, again.due_on) == (1, day("2026-02-01"))
    assert (again.quiet, again.amount_minor, again.interval_unit) == ("", 1200, "month")
