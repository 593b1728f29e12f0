"""What a person says against a source holds until the source says something new; payments are paid once."""

from datetime import date, datetime
from typing import Any

import pytest

from forenotice.kernel.money import Money
from forenotice.ledger.errors import CorrectionRefusedError, UnknownSubscriptionError
from forenotice.ledger.facts import MemberFacts
from forenotice.ledger.models import Change, Correction, DueDate, Member, MemberCorrection
from forenotice.ledger.operations import (
    Paid,
    cancel_subscription,
    correct_member,
    correct_subscription,
    pause_subscription,
    record_payment,
    resume_subscription,
    take_correction_back,
    take_member_correction_back,
    take_payment_back,
)
from forenotice.ledger.states import MemberPart, Part
from tests.ledger.examples import NOW, at, day, told
from tests.ledger.telling import Ledger, new_ledger


class Desk:
    """Somebody who corrects the one subscription of a ledger."""

    def __init__(self, ledger: Ledger, now: datetime = NOW) -> None:
        self.ledger, self.now = ledger, now
        self.who: dict[str, Any] = {
            "organization": ledger.organization,
            "subscription_id": ledger.subscription().pk,
            "actor": "key:desk",
        }

    def correct(self, due: date | None = None, minor: int | None = None, currency: str = "EUR") -> bool:
        """Set the day, the amount, or both."""
        amount = None if minor is None else Money(minor, currency)
        return correct_subscription(**self.who, due=due, amount=amount, now=self.now)

    def pause(self, until: str = "") -> bool:
        """Pause it."""
        return pause_subscription(**self.who, until_on=day(until) if until else None, now=self.now)

    def resume(self) -> bool:
        """End the pause."""
        return resume_subscription(**self.who, now=self.now)

    def cancel(self, *, at_period_end: bool = False) -> bool:
        """End it."""
        return cancel_subscription(**self.who, at_period_end=at_period_end, now=self.now)

    def take_back(self, part: Part) -> bool:
        """Believe the source again."""
        return take_correction_back(**self.who, part=part, now=self.now)

    def pay(self, due: str = "") -> Paid:
        """Record a payment."""
        return record_payment(**self.who, due_on=day(due) if due else None, now=self.now)

    def unpay(self, due: str) -> bool:
        """Forget a payment."""
        return take_payment_back(**self.who, due_on=day(due), now=self.now)

    def rows(self) -> list[tuple[str, str, bool]]:
        """Every payment: day, closing, and whether it is estimated."""
        rows = DueDate.objects.filter(organization=self.ledger.organization, occasion="payment")
        return [(str(row.due_on), row.closing, row.estimated) for row in rows.order_by("due_on", "pk")]


@pytest.fixture
def desk(ledger: Ledger) -> Desk:
    """A desk over a monthly subscription that is due on 10 January."""
    ledger.tell(told())
    ledger.take_touched()
    return Desk(ledger)


def test_a_corrected_day_and_amount_hold_until_the_source_says_something_new(desk: Desk) -> None:
    ledger = desk.ledger
    assert desk.correct(day("2026-01-14"), 1500)
    assert not desk.correct(day("2026-01-14"), 1500)
    assert ledger.take_touched() == ["s1"]
    assert desk.rows() == [("2026-01-14", "", False)]
    assert (ledger.due().amount_minor, ledger.due().previous_amount_minor) == (1500, 1200)
    change = Change.objects.get()
    assert (change.actor, change.difference["amount_minor"]) == ("key:desk", [1200, 1500])

    again = ledger.tell(told(fingerprint=2, order_number="O-2"))
    assert (again.changed, ledger.due().due_on, ledger.due().amount_minor) == (1, day("2026-01-14"), 1500)

    ledger.tell(told(fingerprint=3, next_on=day("2026-01-12")))
    assert (ledger.due().due_on, ledger.due().amount_minor) == (day("2026-01-12"), 1500)
    assert [row.part for row in Correction.objects.all()] == [Part.AMOUNT]
    ledger.tell(told(fingerprint=4, next_on=day("2026-01-12"), amount_minor=1300))
    assert (ledger.due().amount_minor, Correction.objects.count()) == (1300, 0)


def test_what_the_source_says_too_is_no_correction_and_one_can_be_taken_back(desk: Desk) -> None:
    assert not desk.correct(minor=1200)
    assert not desk.take_back(Part.AMOUNT)
    desk.correct(minor=1500)
    desk.correct(minor=1200)
    assert (Correction.objects.count(), desk.ledger.due().amount_minor) == (0, 1200)
    desk.correct(due=day("2026-01-14"))
    assert desk.take_back(Part.DUE)
    assert desk.rows() == [("2026-01-10", "", False)]


def test_a_correction_outlives_the_cycle_it_was_made_in(desk: Desk) -> None:
    desk.correct(due=day("2026-01-12"))
    desk.ledger.roll(at("2026-01-14T12:00"))
    desk.ledger.tell(told(fingerprint=2, order_number="O-2"), now=at("2026-01-15T12:00"))
    assert desk.rows() == [("2026-01-12", "passed", False), ("2026-02-12", "", True)]
    desk.ledger.tell(told(fingerprint=3, next_on=day("2026-02-10")), now=at("2026-01-16T12:00"))
    assert desk.rows()[1] == ("2026-02-10", "", False)


def test_a_payment_recorded_closes_and_the_next_comes_an_interval_later(desk: Desk) -> None:
    paid = desk.pay()
    assert (paid.due_on, paid.is_new, paid.next_on) == (day("2026-01-10"), True, day("2026-02-10"))
    assert desk.ledger.take_touched() == ["s1"]
    assert not desk.pay().is_new, "saying it twice pays once"
    once = [("2026-01-10", "recorded", False), ("2026-02-10", "", True)]
    assert desk.rows() == once
    desk.ledger.tell(told(fingerprint=2, order_number="O-2"))
    assert desk.rows() == once, "the source repeats the day that was paid"
    desk.ledger.tell(told(fingerprint=3, next_on=day("2026-02-10")))
    assert desk.rows() == [("2026-01-10", "paid", False), ("2026-02-10", "", False)]


def test_a_source_that_lags_behind_does_not_bring_back_what_was_recorded(desk: Desk) -> None:
    desk.ledger.roll(at("2026-01-12T12:00"))
    desk.now = at("2026-01-20T12:00")
    assert desk.pay("2026-02-10").next_on == day("2026-03-10")
    # It tells of that payment for the first time, a day beside the estimate.
    desk.ledger.tell(told(fingerprint=2, next_on=day("2026-02-11")), now=desk.now)
    assert desk.rows()[1:] == [("2026-02-10", "recorded", True), ("2026-03-10", "", True)]
    desk.ledger.tell(told(fingerprint=3, next_on=day("2026-03-11")), now=desk.now)
    assert desk.rows()[1:] == [("2026-02-10", "paid", True), ("2026-03-11", "", False)]
    # Once it has gone on, it may come back: that payment failed.
    desk.ledger.tell(told(fingerprint=4, next_on=day("2026-02-11")), now=desk.now)
    assert desk.rows()[1:] == [("2026-02-11", "", False), ("2026-03-11", "withdrawn", False)]


def test_a_payment_recorded_by_mistake_is_taken_back(desk: Desk) -> None:
    desk.pay()
    assert desk.unpay("2026-01-10")
    assert not desk.unpay("2026-01-10")
    assert desk.rows() == [("2026-01-10", "", False), ("2026-02-10", "withdrawn", True)]
    desk.pay()
    assert desk.rows()[1] == ("2026-02-10", "", True)
    assert desk.correct(day("2026-01-12")), "a person may also say when it is to come after all"
    assert desk.rows() == [("2026-01-12", "", False), ("2026-02-10", "withdrawn", True)]


def test_a_payment_of_the_past_is_taken_back_without_a_stir(desk: Desk) -> None:
    desk.ledger.roll(at("2026-01-12T12:00"))
    desk.now = at("2026-01-14T12:00")
    desk.ledger.tell(told(fingerprint=2, next_on=day("2026-02-10")), now=desk.now)
    desk.pay()
    assert desk.unpay("2026-01-10")
    assert desk.rows() == [("2026-01-10", "passed", False), ("2026-02-10", "", False)]


def test_a_late_payment_is_that_of_the_day_nearest_to_it(desk: Desk) -> None:
    desk.ledger.roll(at("2026-01-13T12:00"))
    desk.now = at("2026-01-14T12:00")
    assert desk.pay().next_on == day("2026-02-10")
    assert desk.rows() == [("2026-01-10", "recorded", False), ("2026-02-10", "", True)]
    assert desk.pay("2026-02-10").next_on == day("2026-03-10")
    with pytest.raises(CorrectionRefusedError, match="2026-01-10, 2026-02-10, 2026-03-10"):
        desk.pay("2026-01-11")


@pytest.mark.parametrize(
    "facts", [{"interval_count": None, "interval_unit": ""}, {"total_payments": 3, "payments_made": 2}]
)
def test_the_only_or_last_payment_stays_paid_when_its_source_repeats_it(
    ledger: Ledger, facts: dict[str, object]
) -> None:
    ledger.tell(told(**facts))
    desk = Desk(ledger)
    assert desk.pay().next_on is None
    ledger.tell(told(fingerprint=2, order_number="O-2", **facts))
    assert desk.rows() == [("2026-01-10", "recorded", False)]


def test_a_payment_ends_being_past_due(ledger: Ledger) -> None:
    ledger.tell(told(standing="past_due"))
    desk = Desk(ledger)
    desk.pay()
    assert (ledger.due().due_on, ledger.due().quiet) == (day("2026-02-10"), "")
    ledger.tell(told(fingerprint=2, standing="past_due", order_number="O-2"))
    assert ledger.due().quiet == ""


def test_a_pause_is_quiet_until_it_is_resumed_and_payments_go_on(desk: Desk) -> None:
    assert desk.pause()
    assert desk.ledger.due().quiet == "paused"
    desk.ledger.tell(told(fingerprint=2, order_number="O-2"))
    assert desk.ledger.due().quiet == "paused"
    desk.now = at("2026-01-12T12:00")
    desk.ledger.roll(desk.now)
    assert desk.rows() == [("2026-01-10", "passed", False)]
    assert desk.resume()
    desk.ledger.roll(desk.now)
    assert desk.rows() == [("2026-01-10", "passed", False), ("2026-02-10", "", True)]
    assert Correction.objects.count() == 0


def test_a_payment_made_in_a_pause_goes_on_when_it_is_resumed(desk: Desk) -> None:
    desk.pause()
    assert desk.pay().next_on is None
    desk.resume()
    assert desk.rows() == [("2026-01-10", "recorded", False), ("2026-02-10", "", True)]


def test_a_pause_until_a_day_ends_on_the_members_morning(desk: Desk) -> None:
    with pytest.raises(CorrectionRefusedError, match="after today"):
        desk.pause("2026-01-05")
    assert desk.pause("2026-01-08")
    assert desk.pause("2026-01-09")
    assert not desk.pause("2026-01-09")
    desk.cancel(at_period_end=True)
    assert desk.ledger.roll(at("2026-01-08T22:59")).resumed == 0
    assert desk.ledger.roll(at("2026-01-08T23:00")).resumed == 1
    assert desk.ledger.due().quiet == "cancelled_at_period_end"
    assert desk.take_back(Part.STANDING)
    assert desk.ledger.due().quiet == ""


def test_what_a_source_pauses_a_person_can_resume(ledger: Ledger) -> None:
    ledger.tell(told(standing="paused"))
    desk = Desk(ledger)
    assert desk.resume()
    assert not desk.resume()
    assert ledger.due().quiet == ""
    ledger.tell(told(fingerprint=2, standing="cancelled"))
    assert ledger.subscription().standing == "cancelled"
    with pytest.raises(CorrectionRefusedError, match="cancelled"):
        desk.pause()


def test_a_cancelled_subscription_is_silent_though_its_source_repeats_itself(desk: Desk) -> None:
    assert desk.cancel()
    assert not desk.cancel()
    desk.ledger.tell(told(fingerprint=2, order_number="O-2"))
    assert desk.ledger.due().quiet == "cancelled"
    desk.ledger.tell(told(fingerprint=3, cancel_at_period_end=True))
    assert desk.ledger.due().quiet == "cancelled_at_period_end"


def test_a_neighbours_subscription_and_another_currency_are_refused(desk: Desk) -> None:
    with pytest.raises(CorrectionRefusedError, match="paid in EUR"):
        desk.correct(minor=100, currency="USD")
    desk.who["organization"] = new_ledger("other").organization
    with pytest.raises(UnknownSubscriptionError):
        desk.correct(minor=100)
    assert (Correction.objects.count(), Change.objects.count()) == (0, 0)


def test_other_days_are_corrected_beside_the_day_of_the_payment_and_apart_from_it(desk: Desk) -> None:
    ledger = desk.ledger
    trial = {"standing": "trialing", "trial_ends_on": day("2026-01-10")}
    ledger.tell(told(fingerprint=2, **trial))
    days: dict[str, Any] = {"trial_ends_on": day("2026-01-12"), "cancel_by_on": day("2026-01-05")}
    assert correct_subscription(**desk.who, **days, term_ends_on=day("2026-12-31"), now=NOW)
    assert desk.correct(day("2026-01-13"))
    ledger.tell(told(fingerprint=3, order_number="O-2", **trial))
    row = ledger.subscription()
    assert (row.trial_ends_on, row.next_on) == (day("2026-01-12"), day("2026-01-13"))
    assert (row.cancel_by_on, row.term_ends_on) == (day("2026-01-05"), day("2026-12-31"))
    assert {each.part for each in Correction.objects.all()} == {*Part} - {Part.AMOUNT, Part.STANDING}
    assert desk.take_back(Part.TRIAL)
    assert desk.take_back(Part.CANCEL_BY)
    row = ledger.subscription()
    assert (row.trial_ends_on, row.cancel_by_on) == (day("2026-01-10"), None)
    ledger.tell(told(fingerprint=4, **trial | {"trial_ends_on": day("2026-01-11")}))
    assert {each.part for each in Correction.objects.all()} == {Part.TERM}


def test_the_end_of_a_trial_set_by_hand_is_the_day_of_its_payment_and_stays(desk: Desk) -> None:
    ledger = desk.ledger
    trial = {"next_on": None, "standing": "trialing", "trial_ends_on": day("2026-01-10")}
    ledger.tell(told(fingerprint=2, **trial))
    desk.pay()
    by_hand = [("2026-01-12", "", False), ("2026-02-10", "withdrawn", True)]
    assert correct_subscription(**desk.who, trial_ends_on=day("2026-01-12"), now=NOW)
    assert desk.rows() == by_hand, "a person may say when it is to come after all"
    ledger.tell(told(fingerprint=3, order_number="O-2", **trial))
    assert desk.rows() == by_hand, "the source repeats the day that was corrected"


def test_a_payment_that_was_recorded_is_not_to_come_because_its_day_is_the_sources_again(desk: Desk) -> None:
    desk.correct(day("2026-01-12"))
    desk.pay()
    once = [("2026-01-12", "recorded", False), ("2026-02-12", "", True)]
    assert desk.rows() == once
    assert desk.take_back(Part.DUE)
    assert desk.rows() == once


def test_addresses_of_a_member_are_corrected_until_the_source_gives_another_one(desk: Desk) -> None:
    ledger = desk.ledger
    member = Member.objects.get()
    who: dict[str, Any] = {"organization": ledger.organization, "member_id": member.pk, "actor": "key:desk"}
    town = {"city": "Nantes"}
    assert correct_member(**who, part=MemberPart.EMAIL, value="new@example.org", now=NOW)
    assert not correct_member(**who, part=MemberPart.EMAIL, value="new@example.org", now=NOW)
    assert correct_member(**who, part=MemberPart.POST, value=town, now=NOW)
    ledger.tell(told(fingerprint=2, order_number="O-2"))
    member.refresh_from_db()
    assert (member.email, member.details) == ("new@example.org", {"billing": town})
    assert [change.difference for change in Change.objects.order_by("pk")][:2] == [
        {"member.email": ["ada@example.org", "new@example.org"]},
        {"member.billing": [{}, town]},
    ]
    assert take_member_correction_back(**who, part=MemberPart.POST, now=NOW)
    assert not take_member_correction_back(**who, part=MemberPart.POST, now=NOW)
    member.refresh_from_db()
    assert (member.email, member.details) == ("new@example.org", {})
    ledger.tell(told(fingerprint=3, member=MemberFacts("m1", email="third@example.org")))
    member.refresh_from_db()
    assert (member.email, MemberCorrection.objects.count()) == ("third@example.org", 0)
