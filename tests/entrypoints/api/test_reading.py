"""What programs read: pages, filters, the future, and rows with their ETag."""

import pytest

from forenotice.planner.operations import plan
from tests.support.caller import Caller
from tests.support.world import World


@pytest.fixture
def world(db: None) -> World:
    """An organization with a rule of one step, a week before each payment."""
    world = World()
    world.rule("renewals", "7 days")
    world.source()
    return world


def _plan(world: World, *who: str) -> None:
    """Reminders for tomorrow at nine."""
    for each in who:
        world.told(each, next_on=world.in_days(8))
    _replan(world)


def _replan(world: World) -> None:
    plan(organization=world.organization, now=world.now)


def _ids(caller: Caller, query: str = "") -> dict[str, int]:
    return {row["subscription"]: row["id"] for row in caller.get(f"/reminders{query}")["items"]}


def test_pages_follow_each_other_while_rows_come(world: World, caller: Caller) -> None:
    _plan(world, "ana", "ben", "cem")
    first = caller.get("/reminders?limit=2&state=planned&state=skipped")
    _plan(world, "dora")
    second = caller.ask("GET", first["next"].removeprefix("http://localhost:8000")).json()
    names = [row["subscription"] for row in first["items"] + second["items"]]
    assert sorted(names) == ["ana", "ben", "cem"]
    assert second["next"] is None
    for nonsense in ("x", "YWZ0ZXIgLTE", "YWZ0ZXIgOTk5OTk5OTk5OTk5OTk5OTk5OTk", "ü"):
        problem = caller.get(f"/reminders?cursor={nonsense}", expect=422)
        assert problem["errors"][0]["parameter"] == "cursor"
    caller.get("/reminders?limit=101", expect=422)


def test_reminders_are_found_by_what_one_knows_of_them(world: World, caller: Caller) -> None:
    _plan(world, "ana")
    world.told("ben", next_on=world.in_days(8), amount_minor=0)
    _replan(world)
    ana = caller.get("/reminders?state=planned")["items"][0]
    assert ana["amount"] == {"amount": "12.00", "minor": 1200, "currency": "EUR"}
    assert (ana["rule"], ana["step"], ana["sentence"]) == (
        "renewals",
        "7-days",
        "The step met this due date.",
    )
    assert list(_ids(caller, "?reason=zero_amount")) == ["ben"]
    assert list(_ids(caller, f"?subscription={ana['subscription_id']}")) == ["ana"]
    assert _ids(caller, "?rule=another") == {}
    assert set(_ids(caller, "?since=2026-03-03T09:00:00Z&until=2026-03-03T09:00:01Z")) == {"ana", "ben"}
    assert _ids(caller, "?until=2026-03-03T09:00:00Z") == {}
    for query in ("state=gone", "since=2026-03-03", "subscription=0", f"subscription={2**63}"):
        caller.get(f"/reminders?{query}", expect=422)


def test_the_future_is_told_as_far_as_asked(world: World, caller: Caller) -> None:
    for days, who in ((8, "ana"), (9, "ben"), (30, "cem")):
        world.told(who, next_on=world.in_days(days))
    found = caller.get("/upcoming?days=5&limit=1")
    assert [row["subscription"] for row in found["items"]] == ["ana"]
    assert (found["has_more"], found["items"][0]["why"]) == (True, "Renewals: 7 days before")
    assert [row["subscription"] for row in caller.get("/upcoming?days=5")["items"]] == ["ana", "ben"]
    caller.get("/upcoming?days=0", expect=422)


@pytest.mark.parametrize("path", ["/reminders/{}", "/deliveries/{}", "/subscriptions/{}/explain"])
def test_what_is_not_there_is_not_found(caller: Caller, path: str) -> None:
    caller.get(path.format(12345), expect=404)
    caller.get(path.format(2**63 - 1), expect=404)
    for nonsense in (0, 2**63, "first"):
        caller.get(path.format(nonsense), expect=422)


def test_a_row_is_sent_only_when_it_changed(world: World, caller: Caller) -> None:
    _plan(world, "ana")
    path = f"/reminders/{_ids(caller)['ana']}"
    etag = caller.ask("GET", path).headers["ETag"]
    unchanged = caller.ask("GET", path, expect=304, headers={"If-None-Match": f'"x", W/{etag}'})
    assert (unchanged.content, unchanged.headers["ETag"]) == (b"", etag)
    caller.post(f"{path}/cancel")
    assert caller.ask("GET", path, headers={"If-None-Match": etag}).headers["ETag"] != etag


def test_the_trail_says_who_changed_what(world: World, caller: Caller) -> None:
    caller.post("/endpoints", {"key": "crm", "url": "https://crm.example.com/"}, expect=201)
    newest = caller.get("/audit?limit=1")["items"][0]
    assert (newest["actor"], newest["action"], newest["subject"]) == (
        "key:program",
        "channel.declared",
        "crm",
    )
    assert {row["actor"] for row in caller.get("/audit")["items"]} == {"key:program", "test"}
    assert len(caller.get("/audit?actor=key:program")["items"]) == 1
    assert caller.get("/audit?action=nothing")["items"] == []
    assert caller.get("/audit?until=2026-01-01T00:00:00Z")["items"] == []
