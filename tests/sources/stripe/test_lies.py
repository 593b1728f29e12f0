"""A Stripe that lies, breaks off or refuses is reported, and stops neither the pulse nor another account."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from forenotice.ledger.models import Subscription
from forenotice.sources.contract import Unavailable
from forenotice.sources.models import InboxEntry, Source
from forenotice.sources.opened import open_source
from forenotice.sources.operations import declare_source, look_where_told, pull_due
from forenotice.sources.queries import unclear_rows
from forenotice.sources.states import About
from tests.sources.desk import NOW, Desk
from tests.support.stripe_account import KEY, Account
from tests.support.stripe_server import serve

MOODS = {
    "500": "Stripe answered 500.",
    "429": "Stripe answered 429.",
    "odd": "Stripe's answer is no JSON, or only half of it.",
    "half": "Stripe hung up in the middle of its answer.",
    "revoked": "Stripe does not know the key (any more). Give the source another one.",
    "other mode": "What is asked for is of Stripe's live mode, and the key is of its test mode. Give the "
    "source a key of live mode (rk_live_…).",
    "right": "The key may not read this. It lacks rak_invoice_write. Give it the rights that the page on "
    "Stripe lists.",
}


@pytest.fixture
def accounts(desk: Desk, settings: Settings) -> Iterator[tuple[Account, Account]]:
    """One that will lie, and an honest one; both are sources of the desk's organization."""
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    liar, honest = Account(), Account()
    # An id that another source owns is refused, as everywhere.
    honest.product["id"] = "prod_silver"
    honest.put(77)
    with serve(liar) as first, serve(honest) as second:
        for key, address in (("a-liar", first), ("b-honest", second)):
            declare_source(
                organization=desk.organization,
                key=key,
                kind="stripe",
                settings={"address": address},
                secrets={"api_key": KEY},
                fresh_for_days=3,
                actor="tester",
                now=NOW,
            )
        yield liar, honest


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_a_mood_is_reported_and_passes(desk: Desk, accounts: tuple[Account, Account], mood: str) -> None:
    liar, _ = accounts
    liar.put(1)
    liar.mood = mood
    failed, fine = pull_due(organization=desk.organization, now=NOW, stop=lambda: False)
    assert (failed.failure, fine.created) == (MOODS[mood], 1)
    liar.mood = ""
    asked = len(liar.asked)
    assert pull_due(organization=desk.organization, now=NOW + timedelta(seconds=30), stop=lambda: False) == []
    assert len(liar.asked) == asked, "it is left alone for a while"
    again = pull_due(organization=desk.organization, now=NOW + timedelta(minutes=2), stop=lambda: False)
    assert [(one.source, one.created, one.failure) for one in again] == [("a-liar", 1, "")]


def test_lies_are_kept_with_their_place(desk: Desk, accounts: tuple[Account, Account]) -> None:
    liar, _ = accounts
    for number in range(9):
        liar.put(number)
    liar.declined.add("sub_0008")
    item = liar.subscriptions["sub_0000"]["items"]["data"][0]
    liar.previews["sub_0001"] = {"amount_due": -5}
    liar.subscriptions["sub_0002"]["items"] = {"data": [item | {"current_period_end": 86_400}]}
    liar.subscriptions["sub_0003"]["items"] = {"data": [item | {"current_period_end": 253_402_300_799}]}
    liar.subscriptions["sub_0004"]["currency"] = "xqz"
    liar.customers["cus_0005"]["name"] = "Ada " + "x" * 10_000_000
    liar.subscriptions["sub_0006"]["items"] = "none"
    liar.customers["cus_0007"] |= {"name": "A\0da", "email": {"not": "text"}}
    report = pull_due(organization=desk.organization, now=NOW, stop=lambda: False)[0]
    assert (report.created, report.unclear, report.failure) == (1, 8, "")
    source = Source.objects.get(organization=desk.organization, key="a-liar")
    reasons = {row.place: f"{row.column}: {row.reason}" for row in unclear_rows(desk.organization, source)}
    assert sorted(reasons) == [f"sub_{number:04}" for number in range(1, 9)]
    assert reasons["sub_0001"] == "amount: -5 in minor units is not an amount that anybody is charged."
    assert reasons["sub_0002"] == "next_at: The year 1970 lies outside 2000 to 2200."
    assert "9999" in reasons["sub_0003"]
    assert "not a currency" in reasons["sub_0004"]
    assert "characters" in reasons["sub_0005"]
    assert reasons["sub_0008"] == ": Stripe declines what we ask (400, customer_tax_location_invalid)."
    known = Subscription.objects.filter(organization=desk.organization, source="a-liar")
    assert [each.external_id for each in known] == ["sub_0000"]


def test_what_is_of_the_other_mode_is_not_gone(desk: Desk, accounts: tuple[Account, Account]) -> None:
    liar, _ = accounts
    key = liar.put(1)
    pull_due(organization=desk.organization, now=NOW, stop=lambda: False)
    source = Source.objects.get(organization=desk.organization, key="a-liar")
    opened = open_source(source, NOW)
    liar.tell("customer.updated", liar.customers["cus_0001"])
    liar.mood = "other mode"
    told = opened.confirm(key, seconds=5)
    assert isinstance(told, Unavailable)
    assert told.reason == MOODS["other mode"]
    events = [json.dumps(each) for each in liar.events]
    (page,) = opened.look_again(events)  # type: ignore[attr-defined]
    opened.close()
    assert (page.facts, page.gone) == ([], [])
    assert {each.place for each in page.unclear} == {key, "cus_0001"}
    assert {each.reason for each in page.unclear} == {MOODS["other mode"]}


def test_an_answer_without_an_end_is_not_read_on(desk: Desk, accounts: tuple[Account, Account]) -> None:
    liar, _ = accounts
    liar.put(1)
    liar.customers["cus_0001"]["name"] = "x" * (17 * 2**20)
    failed, fine = pull_due(organization=desk.organization, now=NOW, stop=lambda: False)
    assert failed.failure == "Stripe's answer is larger than 16 MB; it was not read on."
    assert fine.created == 1


def test_news_for_a_source_that_is_of_another_kind_now(desk: Desk, accounts: tuple[Account, Account]) -> None:
    liar, _ = accounts
    liar.put(1)
    source = Source.objects.get(organization=desk.organization, key="a-liar")
    InboxEntry.objects.create(
        organization=desk.organization,
        source=source,
        external_id="evt_1",
        about=About.NEWS,
        words=json.dumps(liar.events[0]),
        received_at=NOW,
    )
    terms: dict[str, Any] = {"settings": {}, "fresh_for_days": 3, "actor": "tester", "now": NOW}
    declare_source(organization=desk.organization, key="a-liar", kind="push", **terms)
    assert [report.told for report in look_where_told(organization=desk.organization, now=NOW)] == [0]
    assert InboxEntry.objects.get(organization=desk.organization).state == "rejected"
    source.refresh_from_db()
    assert source.failing_since is None


def test_another_key_may_be_of_another_account_so_that_all_is_read_anew(
    desk: Desk, accounts: tuple[Account, Account]
) -> None:
    trial, _ = accounts
    trial.put(1)
    pull_due(organization=desk.organization, now=NOW, stop=lambda: False)
    source = Source.objects.get(organization=desk.organization, key="a-liar")
    trial.subscriptions.clear()
    trial.put(2)
    declare_source(
        organization=desk.organization,
        key="a-liar",
        kind="stripe",
        settings=source.settings,
        secrets={"api_key": KEY, "webhook_secret": "whsec_ofTheLiveAccount"},
        fresh_for_days=3,
        actor="tester",
        now=NOW,
    )
    report = pull_due(organization=desk.organization, now=NOW + timedelta(minutes=1), stop=lambda: False)[0]
    assert report.created == 1
    (warning,) = report.warnings
    assert warning.startswith("It told nothing of 1 of 2 subscriptions any more.")
