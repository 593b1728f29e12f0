"""Endpoints made, changed and tried one at a time; what is secret stays sealed, and all of it is audited."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from pytest_django import Settings

from forenotice.accounts.models import AuditEntry, Organization
from forenotice.channels.contract_examples import example_payload
from forenotice.channels.errors import ChannelRefusedError, UnknownChannelError
from forenotice.channels.models import Channel
from forenotice.channels.operations import (
    Endpoint,
    change_endpoint,
    create_endpoint,
    declare_channel,
    retire,
    rotate_secret,
    switch_off,
    try_endpoint,
)
from forenotice.channels.queries import channel_by_key, open_channel, secrets_of
from forenotice.channels.states import Disabled, Kind
from forenotice.channels.webhook.keys import secret_of
from forenotice.channels.webhook.signature import SignatureRefusedError, verify
from forenotice.kernel.message import Outcome
from tests.support.messages import pull_from
from tests.support.web_sinks import Answer, WebSink

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
URL = {"url": "https://crm.example.com/hook"}


@pytest.fixture
def by() -> dict[str, Any]:
    choir = Organization.objects.create(key="choir", name="Harbour Choir", created_at=NOW)
    return {"organization": choir, "actor": "key:crm", "now": NOW}


@pytest.fixture
def sink(settings: Settings) -> Iterator[WebSink]:
    settings.FORENOTICE_WEBHOOK_ALLOW = "127.0.0.1"
    with WebSink() as sink:
        yield sink


def _same(now: datetime) -> datetime:
    return now


def _actions(by: dict[str, Any]) -> list[str]:
    rows = AuditEntry.objects.filter(organization=by["organization"], actor="key:crm").order_by("pk")
    return [f"{row.action} {row.subject}" for row in rows]


def _held(by: dict[str, Any], key: str) -> dict[str, str]:
    return dict(secrets_of(channel_by_key(by["organization"], key)))


def test_an_endpoint_gets_a_key_and_a_secret_that_is_shown_this_once(by: dict[str, Any]) -> None:
    made = create_endpoint(settings=URL, secret_headers={"X-Key": "k3y"}, **by)
    assert made.channel.key.startswith("webhook-")
    assert _held(by, made.channel.key) == {"secret": made.secret, "headers.X-Key": "k3y"}
    rows = f"{list(Channel.objects.values())} {list(AuditEntry.objects.values())}"
    assert made.secret not in rows
    assert "k3y" not in rows
    assert _actions(by) == [f"channel.declared {made.channel.key}"]
    own = secret_of(b"o" * 32)
    assert create_endpoint(settings=URL, key="crm", secret=own, **by).secret == ""
    assert _held(by, "crm") == {"secret": own}


def test_forms_without_a_signature_have_no_secret(by: dict[str, Any]) -> None:
    hook = create_endpoint(kind=Kind.ZAPIER, settings={"url": "https://hooks.zapier.com/hooks/x"}, **by)
    assert hook.channel.key.startswith("zapier-")
    script = create_endpoint(settings=URL | {"form": "membermouse"}, **by)
    assert len(script.remarks) == 1
    for made in (hook, script):
        assert made.secret == made.channel.sealed_secrets == ""
        with pytest.raises(ChannelRefusedError, match="is not signed"):
            rotate_secret(key=made.channel.key, **by)


def test_a_key_is_used_once_until_what_bears_it_is_retired(by: dict[str, Any]) -> None:
    first = create_endpoint(settings=URL, key="crm", **by)
    with pytest.raises(ChannelRefusedError, match="called crm already"):
        create_endpoint(settings=URL, key="crm", **by)
    retire(key="crm", **by)
    with pytest.raises(UnknownChannelError):
        try_endpoint(key="crm", payload=example_payload(), **by)
    again = create_endpoint(settings=URL, key="crm", **by)
    assert (again.channel.pk != first.channel.pk, again.channel.retired_at) == (True, None)
    assert again.secret != first.secret


def test_what_makes_no_sense_changes_nothing(by: dict[str, Any]) -> None:
    create_endpoint(settings=URL, key="crm", **by)
    before = list(Channel.objects.values())
    for change in ({"url": "https://127.0.0.1/"}, URL | {"kinds": ["x"]}, {}):
        with pytest.raises(ChannelRefusedError):
            change_endpoint(key="crm", settings=change, **by)
    with pytest.raises(ChannelRefusedError, match="24 to 64"):
        rotate_secret(key="crm", secret="whsec_short", **by)
    with pytest.raises(UnknownChannelError):
        change_endpoint(key="nothing", settings=URL, **by)
    declare_channel(key="post", kind="mailbox", settings={}, secrets={}, **by)
    with pytest.raises(ChannelRefusedError, match="calls no web address"):
        rotate_secret(key="post", **by)
    with pytest.raises(ChannelRefusedError, match="speaks to people"):
        try_endpoint(key="post", payload=example_payload(), **by)
    assert list(Channel.objects.filter(key="crm").values()) == before
    assert Channel.objects.count() == 2


def test_settings_change_while_secrets_stay(by: dict[str, Any]) -> None:
    made = create_endpoint(settings=URL, key="crm", secret_headers={"X-Key": "k3y", "X-Old": "0ld"}, **by)
    changed: Endpoint = change_endpoint(
        key="crm",
        settings=URL | {"events": ["reminder.due"]},
        secret_headers={"X-Old": "", "X-New": "n3w"},
        **by,
    )
    assert changed.secret == ""
    assert changed.channel.settings["events"] == ["reminder.due"]
    assert _held(by, "crm") == {"secret": made.secret, "headers.X-Key": "k3y", "headers.X-New": "n3w"}
    assert _actions(by) == ["channel.declared crm", "channel.changed crm"]


def test_what_a_blueprint_gave_is_changed_in_the_blueprint(by: dict[str, Any]) -> None:
    secret = secret_of(b"b" * 32)
    declare_channel(
        key="crm",
        kind="webhook",
        settings=URL,
        secrets={"secret": secret, "headers.X-Key": "k3y"},
        references={"secret": "env:CRM", "headers.X-Key": "env:KEY"},
        **by,
    )
    with pytest.raises(ChannelRefusedError, match="comes from env:CRM"):
        rotate_secret(key="crm", **by)
    change_endpoint(key="crm", settings=URL | {"products": ["gold"]}, secret_headers={"X-Key": "own"}, **by)
    channel = channel_by_key(by["organization"], "crm")
    assert channel.secret_references == {"secret": "env:CRM"}
    assert _held(by, "crm") == {"secret": secret, "headers.X-Key": "own"}


def test_a_new_secret_signs_at_once_and_the_one_before_for_a_while(by: dict[str, Any], sink: WebSink) -> None:
    made = create_endpoint(settings={"url": sink.url}, key="crm", **by)
    fresh = rotate_secret(key="crm", overlap=timedelta(hours=2), **by)
    assert fresh != made.secret
    for hours in (1, 2):
        now = NOW + timedelta(hours=hours)
        channel = open_channel(channel_by_key(by["organization"], "crm"), clock=partial(_same, now))
        assert len([one for group in channel.deliver(pull_from([example_payload()])) for one in group]) == 1
        channel.close()
        asked = sink.asked[-1]
        verify(secrets=[fresh], headers=asked.headers, body=asked.body, now=now)
        if hours == 1:
            verify(secrets=[made.secret], headers=asked.headers, body=asked.body, now=now)
            continue
        with pytest.raises(SignatureRefusedError):
            verify(secrets=[made.secret], headers=asked.headers, body=asked.body, now=now)
    assert _actions(by)[-1] == "channel.secret_rotated crm"


def test_an_endpoint_is_tried_also_while_it_is_switched_off(by: dict[str, Any], sink: WebSink) -> None:
    made = create_endpoint(settings={"url": sink.url}, key="crm", **by)
    switch_off(key="crm", reason=Disabled.OWNER, **by)
    receipt = try_endpoint(key="crm", payload=example_payload(), **by)
    assert receipt.outcome is Outcome.ACCEPTED
    (asked,) = sink.asked
    verify(secrets=[made.secret], headers=asked.headers, body=asked.body, now=NOW)
    sink.answer = lambda _: Answer(404)
    assert try_endpoint(key="crm", payload=example_payload(), **by).code == "404"
    assert _actions(by)[-2:] == ["channel.tried crm"] * 2
    assert AuditEntry.objects.latest("pk").detail == {"outcome": "later", "code": "404"}


def test_nobody_touches_a_neighbours_endpoint(by: dict[str, Any]) -> None:
    create_endpoint(settings=URL, key="crm", **by)
    club = Organization.objects.create(key="club", name="Chess Club", created_at=NOW)
    theirs = {**by, "organization": club}
    before = list(Channel.objects.values())
    for change in (
        lambda: change_endpoint(key="crm", settings=URL, **theirs),
        lambda: rotate_secret(key="crm", **theirs),
        lambda: try_endpoint(key="crm", payload=example_payload(), **theirs),
    ):
        with pytest.raises(UnknownChannelError):
            change()
    assert list(Channel.objects.values()) == before
