"""From Stripe: connected, rehearsed, spoken of once; and looked at again at the very last moment."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from forenotice.dispatcher.candidates import Candidate
from forenotice.dispatcher.models import Attempt
from forenotice.dispatcher.operations.confirming import Confirming
from forenotice.ledger.models import DueDate
from forenotice.sources.errors import ForgedError
from forenotice.sources.models import InboxEntry
from forenotice.sources.operations import try_source
from forenotice.sources.queries import source_health
from tests.stories.life import Life
from tests.stories.stripe_life import StripeLife
from tests.support.stripe_account import Account
from tests.support.stripe_server import serve
from tests.support.world import step

APRIL_10 = int(datetime(2026, 4, 10, 9, tzinfo=UTC).timestamp())


@pytest.fixture
def account() -> Account:
    return Account(APRIL_10)


@pytest.fixture
def address(account: Account, settings: Settings) -> Iterator[str]:
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    with serve(account) as address:
        yield address


@pytest.fixture
def life(begin: Callable[..., Life], address: str) -> Iterator[StripeLife]:
    del begin  # It only makes the tables ready.
    life = StripeLife("2026-03-30")
    life.connect(address)
    life.rule("renewals", "7 days")
    yield life
    life.close()


def test_connected_tried_and_spoken_of_once(life: StripeLife, account: Account) -> None:
    for number in range(3):
        account.put(number)
    trial = try_source(organization=life.organization, source=life.stripe, now=life.now)
    assert (trial.report.created, trial.report.unclear) == (3, 0)
    life.until("2026-04-05")
    life.expect(*(f"2026-04-03 7-days sub_{number:04}" for number in range(3)))
    # Nobody is asked about what was said, and a pull without news costs one question.
    account.asked.clear()
    life.advance(minutes=20)
    assert account.asked == ["/v1/events"]


def test_what_ended_a_moment_ago_is_not_spoken_of(life: StripeLife, account: Account) -> None:
    account.put(0)
    account.put(1)
    life.until("2026-04-02")
    life.advance(hours=23)
    life.now = life.now.replace(hour=9, minute=0)
    life.pull()
    # Cancelled between the pull and the last look; no webhook, no pull.
    account.cancel(0)
    super(StripeLife, life).pulse()
    life.expect("2026-04-03 7-days sub_0001")
    assert life.reminders()["sub_0000"] == "cancelled cancelled"


def test_a_stripe_that_does_not_answer_vouches_as_long_as_it_is_fresh(
    life: StripeLife, account: Account
) -> None:
    account.put(0)
    account.put(1, items=account.subscriptions["sub_0000"]["items"])
    life.until("2026-04-02")
    account.mood = "500"
    life.until("2026-04-03")
    life.expect("2026-04-03 7-days sub_0000", "2026-04-03 7-days sub_0001")
    kept = Attempt.objects.get(delivery__recipient="member0@b.example").proof
    assert kept["unconfirmed"] == "Stripe answered 500."
    health = {one.key: one for one in source_health(life.organization, life.now)}["stripe"]
    assert (life.stripe.failures, health.is_stale) == (1, False)
    # After two days its silence counts for nothing any more.
    account.mood = ""
    account.put(2, items={"data": [_later(account, 86_400 * 3)]})
    life.advance(minutes=20)
    account.mood = "500"
    life.until("2026-04-06")
    life.expect_silence(sub_0002="stale_facts")


def test_a_stripe_that_answers_about_nobody_is_not_waited_for_again_at_once(
    life: StripeLife, account: Account
) -> None:
    for number in range(6):
        account.put(number)
    life.pull()
    account.mood = "500"
    due = DueDate.objects.filter(organization=life.organization).order_by("pk")
    candidates = [cast("Candidate", SimpleNamespace(due_date_id=each.pk)) for each in due]
    confirming = Confirming(life.organization, life.now)
    account.asked.clear()
    assert confirming.ask(candidates[:3], life.now)
    assert account.asked
    account.asked.clear()
    assert confirming.ask(candidates[3:], life.now)
    assert account.asked == []
    assert set(confirming._unconfirmed.values()) == {"Stripe answered 500."}
    assert len(confirming._unconfirmed) == 6


def _later(account: Account, seconds: int) -> dict[str, object]:
    item = dict(account.subscriptions["sub_0000"]["items"]["data"][0])
    return item | {"current_period_end": item["current_period_end"] + seconds}


def test_a_replaced_card_takes_its_expiry_back(life: StripeLife, account: Account) -> None:
    life.rule("cards", step("14 days", key="card", message="card_expiry"), kinds=("card_expiry",))
    for number in range(2):
        account.put(number, items={"data": [dict(_item(number))]})
        account.cards[f"pm_{number:04}"]["card"] |= {"exp_month": 4, "exp_year": 2026}
    life.until("2026-04-15")
    account.replace_card(0, 5, 2031)
    assert life.hook(account)
    assert not life.hook(account), "the same event again is no news"
    with pytest.raises(ForgedError):
        life.hook(account, at=life.now.timestamp() - 3_600)
    life.until("2026-04-17")
    life.expect("2026-04-16 card sub_0001")
    assert not InboxEntry.objects.filter(organization__key=life.key, state="waiting").exists()


def _item(number: int) -> dict[str, object]:
    price = {
        "currency": "eur",
        "unit_amount": 1200,
        "product": "prod_gold",
        "recurring": {"interval": "month", "interval_count": 1},
    }
    return {"price": price, "quantity": 1, "current_period_end": APRIL_10 + 86_400 * (30 + number)}


def test_whoever_has_only_files_pays_one_question(begin: Callable[..., Life]) -> None:
    life = begin("2026-03-02")
    life.rule("renewals", "7 days")
    with CaptureQueriesContext(connection) as captured:
        life.due("ana", "ben")
    asked = [each["sql"] for each in captured]
    assert len([each for each in asked if '"confirms"' in each.partition("WHERE")[2]]) == 1
    assert not [each for each in asked if "FROM ledger_duedate d JOIN ledger_subscription s" in each]
    life.expect("2026-03-03 7-days ana", "2026-03-03 7-days ben")
