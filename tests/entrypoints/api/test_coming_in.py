"""Who comes in, with which key, how often; and what is said to everybody else."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from forenotice.accounts.errors import KeyRefusedError
from forenotice.accounts.models import ApiKey, AuditEntry
from forenotice.accounts.operations import create_key, revoke_key
from forenotice.accounts.states import Scope
from forenotice.entrypoints.api.rates import Counter
from tests.support.caller import Caller, caller_of
from tests.support.world import ACTOR, START, World


def test_a_key_says_whose_it_is(world: World, caller: Caller) -> None:
    assert caller.get("/me") == {
        "organization": {"key": "club", "name": "The Club", "mode": "live"},
        "key": {"name": "program", "scopes": ["read", "write", "hooks"]},
    }


@pytest.mark.parametrize("secret", ["", "fn_", "fn_unknown", "fn_ü", "fn_x fn_y"])
def test_nobody_comes_in_without_a_key(db: None, secret: str) -> None:
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "forenotice keys create" in json.loads(answer.content)["detail"]


def test_a_revoked_key_opens_nothing(world: World, caller: Caller) -> None:
    revoke_key(organization=world.organization, name="program", actor=ACTOR, now=START)
    caller.get("/me", expect=401)
    trail = AuditEntry.objects.filter(organization=world.organization, action__startswith="key.")
    assert [entry.action for entry in trail.order_by("pk")] == ["key.created", "key.revoked"]
    assert caller.secret not in json.dumps([entry.detail for entry in trail])
    # Its name is free again, and the old row stays to tell who did what.
    caller_of(world)
    assert ApiKey.objects.filter(organization=world.organization, name="program").count() == 2


def test_a_key_opens_what_its_scopes_say(world: World) -> None:
    caller_of(world, Scope.WRITE, name="writer").get("/me", expect=403)
    caller_of(world, Scope.READ, name="reader").get("/me")


def test_a_key_is_made_of_a_name_and_a_scope(world: World) -> None:
    club = world.organization
    for name, scopes in (("", [Scope.READ]), ("x" * 101, [Scope.READ]), ("zapier", [])):
        with pytest.raises(KeyRefusedError):
            create_key(organization=club, name=name, scopes=scopes, actor=ACTOR, now=START)
    create_key(organization=club, name="zapier", scopes=[Scope.READ], actor=ACTOR, now=START)
    with pytest.raises(KeyRefusedError, match="already"):
        create_key(organization=club, name="zapier", scopes=[Scope.READ], actor=ACTOR, now=START)


def test_the_last_use_is_written_once_a_minute(world: World, caller: Caller) -> None:
    def last_used() -> datetime | None:
        return ApiKey.objects.get(organization=world.organization).last_used_at

    for seconds, written in ((0, 0), (59, 0), (60, 60), (-3600, -3600)):
        world.now = START + timedelta(seconds=seconds)
        caller.get("/me")
        assert last_used() == START + timedelta(seconds=written)


def test_a_program_gone_wild_is_slowed_down(world: World, caller: Caller, settings: Settings) -> None:
    settings.FORENOTICE_API_REQUESTS_PER_MINUTE = 3
    # A minute may end between two of them, but not twice.
    answers = [caller.client.get("/api/v1/me", headers=caller.headers) for _ in range(7)]
    assert answers[0].headers["RateLimit"].startswith('"key";r=2;t=')
    assert answers[0].headers["RateLimit-Policy"] == '"key";q=3;w=60'
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    caller_of(world, name="another").get("/me")


def test_each_key_is_counted_by_the_minute() -> None:
    counter = Counter()
    told = [counter.count("a", quota=2, seconds=seconds) for seconds in (119, 119.9, 119.9, 120, 181)]
    assert [(one.remaining, one.seconds_left, one.is_spent) for one in told] == [
        *[(1, 1, False), (0, 1, False), (0, 1, True), (1, 60, False), (1, 59, False)],
    ]
    assert counter.count("b", quota=2, seconds=119).remaining == 1


@pytest.mark.parametrize(
    ("method", "path", "expect"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/me/", 404),
        ("DELETE", "/me", 405),
        ("GET", "/me?mine=1", 422),
        ("GET", "/me?a=%00", 400),
        ("GET", "/api/v1", 404),
    ],
)
def test_every_refusal_is_a_problem(caller: Caller, method: str, path: str, expect: int) -> None:
    answer = caller.ask(method, path, expect=expect)
    assert answer.headers["Cache-Control"] == "no-store"
    if expect == 405:
        assert answer.headers["Allow"] == "GET"


def test_another_host_is_refused(caller: Caller, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["reminders.example.org"]
    refused = caller.ask("GET", "/me", expect=400)
    assert "FORENOTICE_BASE_URL" in json.loads(refused.content)["detail"]
    caller.ask("GET", "/me", headers={"Host": "reminders.example.org"})


def test_whoever_watches_needs_no_key() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_the_document_is_for_everybody() -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["paths"]["/api/v1/me"]["get"]["security"] == [{"Key": ["read"]}]
    assert set(document["webhooks"]) == {"reminder.due", "reminder.withdrawn"}
    assert "ProblemDetails" in document["components"]["schemas"]
