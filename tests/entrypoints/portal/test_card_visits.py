"""The way to where a card is changed is made when its button is pressed, for that member and no other."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from forenotice.consent.links import Purpose
from forenotice.ledger.operations import record_facts
from forenotice.sources.operations import declare_source
from tests.entrypoints.portal.reader import Reader
from tests.support.stripe_account import KEY, Account
from tests.support.stripe_server import serve
from tests.support.world import ACTOR, World


@pytest.fixture
def account(world: World, settings: Settings) -> Iterator[Account]:
    """Ana and Bert pay by Stripe; Stripe answers on loopback."""
    settings.FORENOTICE_MAKES_LINKS = True
    settings.FORENOTICE_BASE_URL = "https://reminders.example.org"
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    account = Account()
    with serve(account) as address:
        declare_source(
            organization=world.organization,
            key="stripe-main",
            kind="stripe",
            settings={"address": address},
            fresh_for_days=2,
            secrets={"api_key": KEY},
            actor=ACTOR,
            now=world.now,
        )
        ana = world.facts["ana"]
        gold = replace(ana.product, external_id="gold")
        for number in (1, 2):
            key = account.put(number)
            member = replace(ana.member, external_id=f"cus_{number:04}")
            card: dict[str, Any] = {"card_last4": "4242", "card_expires_on": world.in_days(0).replace(day=1)}
            told = replace(
                ana, external_id=key, member=member, product=gold, next_on=world.in_days(40), **card
            )
            recorded = record_facts(
                organization=world.organization,
                source="stripe-main",
                facts=[told],
                actor=ACTOR,
                now=world.now,
            )
            assert not recorded.refused
        yield account


def button(response: Any) -> dict[str, str]:
    """What the button on a page sends."""
    found = re.search(
        r'name="form" value="([^"]+)">\s*<button class="main" name="subscription" value="(\d+)"',
        response.content.decode(),
    )
    assert found
    return {"form": found[1], "subscription": found[2]}


def test_a_press_leads_to_the_customer_s_own_page(account: Account, reader: Reader) -> None:
    link = reader.link(Purpose.PORTAL, "sub_0001")
    asked = len(account.asked)
    reader.world.now += timedelta(days=30)
    shown = reader.get(link)
    assert "form-action 'self' https:" in shown.headers["Content-Security-Policy"]
    assert len(account.asked) == asked
    led = reader.post(link, button(shown), expect=303)
    assert led.headers["Location"] == "https://billing.stripe.example/p/cus_0001"
    assert led.headers["Referrer-Policy"] == "no-referrer"
    assert set(account.ways_back) == {f"https://reminders.example.org{link}"}, "no link that holds longer"


def test_nobody_is_led_to_another_s_page(account: Account, reader: Reader, world: World) -> None:
    link, other = (reader.link(Purpose.PORTAL, f"sub_000{number}") for number in (1, 2))
    mine, theirs = button(reader.get(link)), button(reader.get(other))
    rehearsed = reader.link(Purpose.PORTAL, "sub_0001", is_rehearsal=True)
    for path, sent in (
        (link, mine | {"subscription": theirs["subscription"]}),
        (link, theirs),
        (link, mine | {"subscription": str(world.subscription("ana").pk)}),
        (link, mine | {"subscription": "9" * 30}),
        (rehearsed, button(reader.get(rehearsed))),
    ):
        assert "cannot be opened just now" in reader.post(path, sent).content.decode()


@pytest.mark.parametrize("mood", ["revoked", "500"])
def test_a_stripe_that_does_not_answer_is_told_of_in_words(
    account: Account, reader: Reader, mood: str
) -> None:
    link = reader.link(Purpose.PORTAL, "sub_0001")
    sent = button(reader.get(link))
    account.mood = mood
    assert "cannot be opened just now" in reader.post(link, sent).content.decode()
