"""A walk with an account at Stripe: connect, see counts, rehearse the first reminder, and hear of an end."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from forenotice.sources.models import InboxEntry, Source
from tests.entrypoints.club import BLUEPRINT, noon_zone
from tests.entrypoints.desk import Desk
from tests.support.stripe_account import KEY, WEBHOOK_SECRET, Account, signed
from tests.support.stripe_server import serve

SOURCE = """
[[sources]]
key = "stripe"
kind = "stripe"
fresh_for = "3 days"
pull_every = "1 minute"
address = "{address}"
api_key = {{ env = "STRIPE_API_KEY" }}
webhook_secret = {{ env = "STRIPE_WEBHOOK_SECRET" }}
"""
IN_THREE_DAYS = int(time.time()) + 3 * 86_400


@pytest.fixture
def account() -> Account:
    return Account(IN_THREE_DAYS)


@pytest.fixture
def connected(
    desk: Desk, account: Account, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A club whose blueprint names the account."""
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    monkeypatch.setenv("STRIPE_API_KEY", KEY)
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET)
    with serve(account) as address:
        path = tmp_path / "club.toml"
        path.write_text(BLUEPRINT.format(zone=noon_zone(), port=25) + SOURCE.format(address=address))
        desk.run("apply", path)
        yield desk


def test_a_walk(connected: Desk, account: Account) -> None:
    for number in range(2):
        account.put(number)
    account.put(2, status="dreaming")
    tried = connected.run("sources", "check", "stripe", expect=4).stdout
    assert "3 subscriptions: 2 new, 0 changed, 0 as before, 1 not understood." in tried
    assert "dreaming" in tried
    pulled = connected.read_json("sources", "pull", "stripe", expect=4)
    assert (pulled["created"], pulled["unclear"], pulled["is_done"]) == (2, 1, True)
    assert "sub_0002" in connected.run("sources", "show", "stripe").stdout
    assert "well, 1 not understood" in connected.run("sources", "list").stdout
    # One ends there, and its webhook says so before anything is said of it.
    account.cancel(1)
    body, header = signed(account.events[-1])
    there = "/hooks/sources/club/stripe"

    def post(where: str, words: bytes) -> Any:
        named = {"Stripe-Signature": header}
        return Client().post(where, words, content_type="application/json", headers=named)

    assert json.loads(post(there, body).content) == {"heard": True}
    for other, words in ((there, body + b" "), ("/hooks/sources/club/nothing", body)):
        assert post(other, words).status_code == 400
    assert Client().get(there).status_code == 405
    assert InboxEntry.objects.filter(organization__key="club", state="waiting").count() == 1
    said = connected.run("pulse").stdout
    assert "The source stripe told of 1 subscription: 0 new, 1 changed," in said
    caught = connected.read_json("mailbox", "list")
    assert [letter["to"] for letter in caught] == ["Ada Number0 <member0@b.example>"]
    listed = connected.read_json("sources", "list")
    assert [(one["key"], one["subscriptions"], one["failure"]) for one in listed] == [("stripe", 2, "")]


def test_what_is_wrong_is_said_and_no_secret(connected: Desk, account: Account) -> None:
    account.put(0)
    account.mood = "right"
    refused = connected.run("sources", "check", "stripe", expect=1)
    assert "rak_invoice_write" in refused.stderr
    account.mood = "revoked"
    failed = connected.run("sources", "pull", "stripe", expect=1)
    assert "does not know the key" in failed.stderr
    shown = connected.run("sources", "list").stdout + connected.run("check", expect=1).stdout
    assert "failing since" in shown
    exported = connected.run("export").stdout
    assert 'api_key = { env = "STRIPE_API_KEY" }' in exported.replace("api_key.env = ", "")
    for words in (refused.stderr, failed.stderr, shown, exported):
        assert KEY not in words
    assert KEY not in Source.objects.get(organization__key="club", key="stripe").sealed_secrets
