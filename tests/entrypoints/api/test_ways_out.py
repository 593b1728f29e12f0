"""Webhook endpoints and Zapier's hooks: made, changed, tried and taken out by a program."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from standardwebhooks import Webhook

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.states import Scope
from forenotice.channels.models import Channel
from tests.support.caller import Caller, caller_of
from tests.support.stage import Stage
from tests.support.web_sinks import Answer, Asked, WebSink
from tests.support.world import World, step

URL = "https://crm.example.com/hooks/forenotice"


@pytest.fixture
def sink(settings: Settings) -> Iterator[WebSink]:
    """A server on loopback that the operator lets us call."""
    settings.FORENOTICE_WEBHOOK_ALLOW = "127.0.0.1"
    with WebSink() as sink:
        yield sink


def test_an_endpoint_lives_its_life(world: World, caller: Caller) -> None:
    made = caller.post(
        "/endpoints",
        {"key": "crm", "url": URL, "kinds": ["renewal"], "headers": {"X-Team": "members"}},
        expect=201,
    )
    assert made["secret"].startswith("whsec_")
    path = f"/endpoints/{made['id']}"
    shown = caller.get(path)
    assert "secret" not in shown
    assert (shown["key"], shown["events"], shown["kinds"], shown["connections"]) == (
        "crm",
        [],
        ["renewal"],
        8,
    )
    assert caller.get("/endpoints")["items"] == [shown]
    changed = caller.put(path, {"url": URL, "products": ["gold"]})
    assert (changed["kinds"], changed["products"], changed["headers"]) == ([], ["gold"], {})
    off = caller.post(f"{path}/disable")
    assert (off["is_enabled"], off["disabled_reason"], off["sentence"]) == (
        *(False, "owner", "It was switched off by hand."),
    )
    assert caller.post(f"{path}/enable")["is_enabled"]
    caller.delete(path)
    for method in ("GET", "DELETE"):
        caller.ask(method, path, expect=404)
    trail = AuditEntry.objects.filter(organization=world.organization, actor="key:program").order_by("pk")
    assert [(entry.action, entry.subject) for entry in trail] == [
        ("channel.declared", "crm"),
        ("channel.changed", "crm"),
        ("channel.disabled", "crm"),
        ("channel.enabled", "crm"),
        ("channel.retired", "crm"),
    ]


def test_secrets_are_shown_once_or_never(world: World, caller: Caller) -> None:
    own = "whsec_" + "c2VjcmV0IG9mIHRoZSB0ZXN0cywgdGhpcnR5LXR3bw=="
    made = caller.post(
        "/endpoints", {"url": URL, "secret": own, "secret_headers": {"X-Token": "hush"}}, expect=201
    )
    assert made["secret"] is None
    assert made["key"].startswith("webhook-")
    path = f"/endpoints/{made['id']}"
    fresh = caller.post(f"{path}/rotate-secret", {})["secret"]
    assert fresh.startswith("whsec_")
    assert fresh != own
    caller.post(f"{path}/rotate-secret", {"secret": "whsec_short"}, expect=422)
    told = json.dumps([made, caller.get(path), caller.get("/endpoints")])
    assert not any(secret in told for secret in ("hush", fresh, own))
    row = Channel.objects.get(organization=world.organization)
    assert not any(secret in f"{row.settings} {row.sealed_secrets}" for secret in ("hush", fresh, own))


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/url"]),
        ({"url": URL, "colour": "red"}, ["#/colour"]),
        ({"url": URL, "kinds": ["weekly"]}, ["#/kinds/0"]),
        ({"url": URL, "key": "Not A Key"}, ["#/key"]),
        ({"url": "http://crm.example.com/"}, None),
        ({"url": "https://127.0.0.1/"}, None),
        ({"url": URL, "form": "carrier pigeon"}, None),
        ({"url": URL, "headers": {"Host": "evil.example"}}, None),
    ],
)
def test_nonsense_is_refused(caller: Caller, body: dict[str, Any], pointers: list[str] | None) -> None:
    problem = caller.post("/endpoints", body, expect=422)
    if pointers is not None:
        assert [error["pointer"] for error in problem["errors"]] == pointers
    assert caller.get("/endpoints")["items"] == []


def test_a_key_is_taken_once(caller: Caller) -> None:
    caller.post("/endpoints", {"key": "crm", "url": URL}, expect=201)
    assert "crm already" in caller.post("/endpoints", {"key": "crm", "url": URL}, expect=422)["detail"]


def test_an_endpoint_can_be_tried(world: World, caller: Caller, sink: WebSink) -> None:
    made = caller.post("/endpoints", {"url": sink.url}, expect=201)
    path = f"/endpoints/{made['id']}/test"
    assert caller.post(path, {})["outcome"] == "accepted"
    sink.answer = lambda _: Answer(500)
    answered = caller.post(path, {"type": "reminder.withdrawn"}, headers={"Idempotency-Key": "once"})
    assert (answered["outcome"], answered["code"]) == ("later", "500")
    # A trial is made each time: what it costs is one call, and what it tells is of this moment.
    caller.post(path, {"type": "reminder.withdrawn"}, headers={"Idempotency-Key": "once"})
    first, second, third = sink.asked
    assert second.headers["webhook-id"] == answered["message_id"] != third.headers["webhook-id"]
    told = json.loads(first.body)
    assert (told["type"], told["data"]["mode"]) == ("reminder.due", "rehearsal")
    assert first.headers["webhook-signature"] == _signature(made["secret"], first)


def _signature(secret: str, asked: Asked) -> str:
    """By the reference library."""
    at = datetime.fromtimestamp(int(asked.headers["webhook-timestamp"]), UTC)
    return Webhook(secret).sign(asked.headers["webhook-id"], at, asked.body.decode())


def test_a_hook_lives_as_long_as_its_zap(world: World, caller: Caller) -> None:
    target = "https://hooks.zapier.com/hooks/standard/1/2/"
    made = caller.post("/hooks", {"target_url": target, "kinds": ["renewal"]}, expect=201)
    assert (made["target_url"], made["type"], made["kinds"]) == (target, "reminder.due", ["renewal"])
    assert made["key"].startswith("zapier-")
    assert caller.get("/hooks")["items"] == [made]
    assert caller.get("/endpoints")["items"] == []
    # A hook is no endpoint, and its number opens none.
    caller.get(f"/endpoints/{made['id']}", expect=404)
    caller.delete(f"/hooks/{made['id']}")
    caller.delete(f"/hooks/{made['id']}", expect=404)
    assert caller.get("/hooks")["items"] == []


def test_hooks_have_a_scope_of_their_own(world: World) -> None:
    zapier = caller_of(world, Scope.HOOKS, name="zapier")
    zapier.get("/hooks")
    zapier.get("/reminders", expect=403)
    caller_of(world, Scope.READ, Scope.WRITE, name="other").get("/hooks", expect=403)


def test_a_hook_is_told_what_the_list_of_recent_ones_shows(
    transactional_db: None, home: Path, sink: WebSink
) -> None:
    stage = Stage()
    caller = caller_of(stage)
    caller.post("/hooks", {"target_url": sink.url}, expect=201)
    stage.rule("renewals", step("7 days", channels=("zapier",)))
    stage.due("ana")
    stage.dispatch(planned=False)
    stage.close()
    [told] = [json.loads(asked.body) for asked in sink.taken]
    [recent] = caller.get("/hooks/recent?type=reminder.due&kind=renewal&product=basic")
    assert recent["data"] == told["data"]
    assert caller.get("/hooks/recent?product=gold") == []
    assert caller.get("/hooks/recent?type=reminder.withdrawn") == []
    caller.get("/hooks/recent?type=nothing", expect=422)
    for of in ("reminder.due", "reminder.withdrawn"):
        sample = caller.get(f"/hooks/sample?type={of}")
        assert (sample["type"], set(sample["data"]) >= set(told["data"])) == (of, True)
