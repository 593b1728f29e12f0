"""Writes that may be repeated, and writes that say what they saw."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from forenotice.accounts.models import KeptAnswer, Organization
from forenotice.channels.models import Channel
from forenotice.engine.models import Host
from forenotice.engine.queries import pulses_asked
from tests.support.caller import Caller, caller_of
from tests.support.world import World

URL = "https://crm.example.com/hooks/forenotice"
BODY = {"url": URL}
ONCE = {"Idempotency-Key": "8e03978e-40d5-43e8-bc93-6894a57f9324"}


def _channels(world: World) -> int:
    return Channel.objects.filter(organization=world.organization).count()


def test_a_write_is_done_once_and_answered_the_same(world: World, caller: Caller) -> None:
    first = caller.ask("POST", "/endpoints", BODY, expect=201, headers=ONCE)
    again = caller.ask("POST", "/endpoints", BODY, expect=201, headers=ONCE)
    assert again.content == first.content
    assert again.headers["Location"] == first.headers["Location"]
    assert (again.headers["Idempotent-Replayed"], "Idempotent-Replayed" in first.headers) == ("true", False)
    assert _channels(world) == 1
    secret = first.json()["secret"]
    kept = KeptAnswer.objects.get(organization=world.organization)
    assert secret not in kept.sealed_answer
    # Another key of the same organization has its own.
    caller_of(world, name="another").post("/endpoints", BODY, expect=201, headers=ONCE)
    assert _channels(world) == 2


def test_another_write_under_the_same_key_is_refused(world: World, caller: Caller) -> None:
    caller.post("/endpoints", BODY, expect=201, headers=ONCE)
    caller.post("/endpoints", BODY | {"key": "crm"}, expect=422, headers=ONCE)
    caller.post("/endpoints?", BODY, expect=201, headers=ONCE)
    assert _channels(world) == 1


def test_a_refusal_is_answered_the_same_too(world: World, caller: Caller) -> None:
    nonsense = {"url": "http://127.0.0.1/"}
    first = caller.post("/endpoints", nonsense, expect=422, headers=ONCE)
    assert caller.post("/endpoints", nonsense, expect=422, headers=ONCE) == first
    assert (
        "Idempotent-Replayed" in caller.ask("POST", "/endpoints", nonsense, expect=422, headers=ONCE).headers
    )


def test_after_a_day_the_key_is_free_again(world: World, caller: Caller) -> None:
    caller.post("/endpoints", BODY, expect=201, headers=ONCE)
    world.now += timedelta(hours=24)
    caller.post("/endpoints", BODY, expect=201, headers=ONCE)
    assert _channels(world) == 2
    assert KeptAnswer.objects.filter(organization=world.organization).count() == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "schlüssel", "a\tb"])
def test_a_key_that_cannot_be_used_is_refused(world: World, caller: Caller, key: str) -> None:
    caller.post("/endpoints", BODY, expect=400, headers={"Idempotency-Key": key})
    assert _channels(world) == 0


def test_the_second_is_told_to_wait_while_the_first_is_at_work(transactional_db: None, world: World) -> None:
    """The first is held up by whoever holds the organization's row, as two at once would be."""
    caller = caller_of(world)
    with ThreadPoolExecutor(2) as pool, transaction.atomic():
        # Nobody else writes on SQLite meanwhile, and on PostgreSQL nobody changes this organization.
        Organization.objects.select_for_update().get(pk=world.organization.pk)
        asked = [pool.submit(_post, caller.secret) for _ in range(2)]
        first_answer = next(as_completed(asked, timeout=30)).result()
        assert first_answer == 409
        transaction.set_rollback(True)
    assert sorted(each.result() for each in asked) == [201, 409]
    assert _channels(world) == 1


def _post(secret: str) -> int:
    """One request from a thread of its own, with a connection of its own."""
    client = Client(headers={"Authorization": f"Bearer {secret}"} | ONCE)
    try:
        return client.post("/api/v1/endpoints", BODY, content_type="application/json").status_code
    finally:
        connection.close()


def test_a_process_that_dies_half_way_leaves_nothing(world: World, caller: Caller) -> None:
    """The answer is kept in the transaction of what it tells of: neither is there without the other."""
    with transaction.atomic():
        caller.post("/endpoints", BODY, expect=201, headers=ONCE)
        transaction.set_rollback(True)
    assert (_channels(world), KeptAnswer.objects.filter(organization=world.organization).count()) == (0, 0)


def test_a_write_happens_only_to_what_was_seen(world: World, caller: Caller) -> None:
    path = f"/endpoints/{caller.post('/endpoints', BODY, expect=201)['id']}"
    seen = caller.ask("GET", path).headers["ETag"]
    caller.put(path, BODY | {"products": ["gold"]}, headers={"If-Match": seen})
    caller.put(path, BODY, expect=412, headers={"If-Match": seen})
    caller.delete(path, expect=412, headers={"If-Match": f'W/{seen}, "other"'})
    assert caller.get(path)["products"] == ["gold"]
    caller.delete(path, headers={"If-Match": f'"other", {caller.ask("GET", path).headers["ETag"]}'})
    caller.put(path, BODY, expect=412, headers={"If-Match": "*"})


def test_conditions_and_repeats_go_together(world: World, caller: Caller) -> None:
    path = f"/endpoints/{caller.post('/endpoints', BODY, expect=201)['id']}"
    headers = {"If-Match": caller.ask("GET", path).headers["ETag"]} | ONCE
    changed = caller.put(path, BODY | {"products": ["gold"]}, headers=headers)
    # The same write again is the same write, although the row is another by now.
    assert caller.put(path, BODY | {"products": ["gold"]}, headers=headers) == changed


@pytest.mark.parametrize(
    ("body", "content_type", "expect"),
    [
        (b"{", "application/json", 400),
        (b'{"url": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"url": "\xff"}', "application/json", 400),
        (b'{"url": "a\\u0000b"}', "application/json", 422),
        (b'{"url": "a\\ud800b"}', "application/json", 422),
        (b'{"url": "https://crm.example.com/", "products": ["\\ud83d\\ude00"]}', "application/json", 201),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"", "application/json", 422),
        (b"url=https", "application/x-www-form-urlencoded", 415),
        (b"<url/>", "text/xml", 415),
        (b" " * (8 * 2**20 + 1), "application/json", 413),
    ],
)
def test_bodies_are_json_of_a_sound_size(caller: Caller, body: bytes, content_type: str, expect: int) -> None:
    caller.ask("POST", "/endpoints", body, expect=expect, content_type=content_type)


def test_a_write_may_ask_for_a_pulse(world: World, caller: Caller) -> None:
    Host.objects.create(fingerprint="a", changed_at=world.now)
    caller.post("/endpoints?pulse=now", BODY, expect=201, headers=ONCE)
    caller.post("/endpoints?pulse=now", BODY, expect=201, headers=ONCE)
    assert pulses_asked() == 1, "the second was only answered the same"
    caller.post("/endpoints?pulse=now", {}, expect=422)
    caller.post("/endpoints?pulse=later", BODY, expect=422)
    caller.get("/endpoints?pulse=now", expect=422)
    assert pulses_asked() == 1
    caller.post("/pulse", expect=202)
    assert pulses_asked() == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_json_is_utf_8_and_nothing_else(caller: Caller, encoding: str) -> None:
    body = '{"external_id": "1", "email": "ana@example.org"}'.encode(encoding)
    caller.ask("PUT", "/members", body, expect=400)
