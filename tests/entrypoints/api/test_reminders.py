"""A word by hand on reminders and deliveries, and what comes of it when the organization speaks."""

from pathlib import Path
from typing import Any

import pytest

from forenotice.accounts.models import AuditEntry
from forenotice.dispatcher.models import Delivery
from forenotice.planner.queries import upcoming
from tests.support.caller import Caller
from tests.support.stage import Stage


@pytest.fixture
def world(transactional_db: None, home: Path) -> Stage:
    """An organization that speaks into its test mailbox, a week before each payment."""
    stage = Stage()
    stage.rule("renewals", "7 days")
    return stage


def _plan(stage: Stage, *who: str) -> None:
    """Reminders for tomorrow at nine."""
    for each in who:
        stage.told(each, next_on=stage.in_days(8))
    stage.plan()


def _ids(caller: Caller, query: str = "") -> dict[str, int]:
    return {row["subscription"]: row["id"] for row in caller.get(f"/reminders{query}")["items"]}


def test_a_cancelled_reminder_is_never_said(world: Stage, caller: Caller) -> None:
    _plan(world, "ana", "ben")
    ana = _ids(caller)["ana"]
    cancelled = caller.post(f"/reminders/{ana}/cancel")
    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "by_hand")
    caller.post(f"/reminders/{ana}/cancel", expect=409)
    # Its date moves, its rule is touched, it is planned anew: it stays unsaid.
    world.told("ana", next_on=world.in_days(9))
    world.rule("renewals", "7 days", name="Another name")
    world.plan()
    foreseen = upcoming(world.organization, now=world.now, until=world.now.replace(day=20))
    assert [one.subscription for one in foreseen] == ["ben"]
    world.advance(days=2)
    world.dispatch()
    assert world.reminders() == {"ana": "cancelled by_hand", "ben": "released claimed"}
    actions = AuditEntry.objects.filter(organization=world.organization, actor="key:program")
    assert [entry.action for entry in actions] == ["reminder.cancelled"]
    decisions = caller.get(f"/subscriptions/{cancelled['subscription_id']}/explain")["due_dates"][0]["steps"][
        0
    ]
    assert [(one["after"], one["actor"]) for one in decisions["decisions"]] == [
        ("planned", "planner"),
        ("cancelled", "key:program"),
    ]


def test_a_reminder_may_leave_at_once_even_at_night(world: Stage, caller: Caller) -> None:
    _plan(world, "ana", "ben")
    world.advance(hours=-6)
    sent = caller.post(f"/reminders/{_ids(caller)['ana']}/send-now")
    assert (sent["state"], sent["reason"]) == ("planned", "asked_now")
    foreseen = upcoming(world.organization, now=world.now, until=world.now.replace(day=20))
    assert [(one.subscription, one.moment == world.now) for one in foreseen] == [
        ("ana", True),
        ("ben", False),
    ]
    world.dispatch()
    assert world.reminders() == {"ana": "released claimed", "ben": "planned met"}
    caller.post(f"/reminders/{sent['id']}/send-now", expect=409)


def test_the_last_look_is_asked_all_the_same(world: Stage, caller: Caller) -> None:
    _plan(world, "ana")
    caller.post(f"/reminders/{_ids(caller)['ana']}/send-now")
    world.told("ana", member={"email": ""})
    world.dispatch()
    assert world.reminders() == {"ana": "skipped no_recipient"}


def test_deliveries_tell_what_was_answered(world: Stage, caller: Caller) -> None:
    world.due("ana", "ben")
    world.dispatch()
    found = caller.get("/deliveries?channel=mailbox&state=accepted&limit=1")
    assert found["items"][0]["recipient"] == "ben@example.org"
    assert found["items"][0]["attempts"][0]["outcome"] == "accepted"
    one = caller.get(f"/deliveries/{found['items'][0]['id']}")
    assert one == found["items"][0]
    assert len(caller.get(f"/deliveries?reminder={one['reminder_id']}")["items"]) == 1
    assert caller.get("/deliveries?until=2026-03-03T09:00:00Z")["items"] == []
    # Members are told once; only programs are told again.
    refused = caller.post(f"/deliveries/{one['id']}/replay", expect=409)
    assert "only programs" in refused["detail"]


def test_what_a_program_was_told_is_told_again(world: Stage, caller: Caller) -> None:
    world.due("ana")
    world.dispatch()
    # As if the mailbox were a program's: the row alone decides.
    Delivery.objects.filter(organization=world.organization).update(role="program")
    row = caller.get("/deliveries")["items"][0]
    assert caller.post(f"/deliveries/{row['id']}/replay") == {"deliveries": 1, "passed": 0}
    caller.post(f"/deliveries/{row['id']}/replay", expect=409)
    span: dict[str, Any] = {
        "channel": "mailbox",
        "since": "2026-03-01T00:00:00Z",
        "until": "2026-04-01T00:00:00Z",
    }
    assert caller.post("/deliveries/replay", span) == {"deliveries": 0, "passed": 0}
    caller.post("/deliveries/replay", span | {"channel": "nobody"}, expect=409)
    problem = caller.post("/deliveries/replay", span | {"since": "yesterday", "to": 1}, expect=422)
    assert [error["pointer"] for error in problem["errors"]] == ["#/since", "#/to"]


def test_a_subscription_is_explained_step_by_step(world: Stage, caller: Caller) -> None:
    world.due("ana")
    world.dispatch()
    told = caller.get(f"/subscriptions/{world.subscription('ana').pk}/explain")
    assert told["subscription"] == "ana"
    step = told["due_dates"][0]["steps"][0]
    assert (step["state"], step["deliveries"][0]["recipient"]) == ("released", "ana@example.org")
    assert all(condition["holds"] for condition in step["conditions"])
    assert (
        caller.get(f"/subscriptions/{world.subscription('ana').pk}/explain?step=no")["due_dates"][0]["steps"]
        == []
    )
