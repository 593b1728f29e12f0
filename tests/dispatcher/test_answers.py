"""Every answer of a server becomes the right state; the next try comes at the right time or not at all."""

from datetime import timedelta
from typing import Any

import pytest

from forenotice.dispatcher.models import ChannelFailure
from forenotice.ledger.models import DueDate, Sighting
from tests.support.smtp_servers import HANG_UP, SILENCE, Script, ScriptedServer
from tests.support.stage import Stage

QUICK: dict[str, Any] = {"timeout_seconds": 0.3, "connections": 4}


@pytest.mark.parametrize(
    ("script", "delivery", "outcome"),
    [
        (Script(), "accepted taken", "accepted"),
        (Script(recipient="451 4.2.1 Later"), "queued later", "later"),
        (Script(message="451 4.3.0 Later"), "queued later", "later"),
        (Script(sender="421 4.3.2 Closing"), "queued later", "later"),
        (Script(recipient="550 5.1.1 Unknown"), "failed refused", "never"),
        (Script(message="554 5.7.1 Spam"), "failed refused", "never"),
        (Script(ready=HANG_UP), "queued later", "later"),
        (Script(recipient=SILENCE), "queued later", "later"),
        (Script(message=HANG_UP), "unknown no_answer", "unknown"),
        (Script(message=SILENCE), "unknown no_answer", "unknown"),
    ],
)
def test_the_answer_decides_the_state(
    stage: Stage, server: ScriptedServer, script: Script, delivery: str, outcome: str
) -> None:
    stage.speak_by("email", server, **QUICK)
    server.script = script
    stage.due("ana")
    stage.dispatch()
    assert stage.deliveries() == {"ana@example.org": delivery}
    (attempt,) = stage.attempts("ana@example.org")
    assert (attempt.number, attempt.outcome) == (1, outcome)
    assert attempt.finished_at is not None
    row = stage.delivery("ana@example.org")
    assert (row.next_try_at is not None) == (row.state == "queued")
    assert row.worker == ""


def test_a_later_try_has_the_same_message_id_and_words_of_its_own_day(
    stage: Stage, server: ScriptedServer
) -> None:
    server.script = Script(recipient="451 4.2.1 Later")
    stage.due("ana")
    stage.dispatch()
    assert stage.dispatch().handed_over == 0, "its time has not come"
    server.script = Script()
    stage.advance(minutes=2)
    assert stage.dispatch().accepted == 1
    first, second = stage.attempts("ana@example.org")
    assert (first.number, second.number) == (1, 2)
    assert second.proof["at"] > first.proof["at"]
    assert second.proof["boundary"] == first.proof["boundary"]
    assert [letter.message_id for letter in server.arrived] == [stage.delivery("ana@example.org").message_id]


def test_tries_end_with_the_latest_moment(stage: Stage, server: ScriptedServer) -> None:
    server.script = Script(recipient="451 4.2.1 Later")
    stage.due("ana")
    latest_at = stage.due_date("ana").reminders.get().latest_at
    for _ in range(40):
        stage.dispatch()
        row = stage.delivery("ana@example.org")
        if row.next_try_at is None:
            break
        assert row.next_try_at <= latest_at
        stage.now = row.next_try_at
    assert stage.deliveries() == {"ana@example.org": "failed no_try_left"}
    assert 4 <= len(stage.attempts("ana@example.org")) <= 10
    stage.advance(days=3)
    assert stage.dispatch().handed_over == 0


def test_before_every_try_there_is_a_last_look(stage: Stage, server: ScriptedServer) -> None:
    server.script = Script(recipient="451 4.2.1 Later")
    stage.due("ana", "ben", "cai")
    stage.dispatch()
    server.script = Script()
    # Straight into the rows, so that nobody but the last look can notice.
    DueDate.objects.filter(subscription__external_id="ana").update(quiet="paused")
    Sighting.objects.filter(subscription__external_id="ben").update(seen_at=stage.now - timedelta(days=46))
    stage.advance(minutes=10)
    done = stage.dispatch()
    assert done.withdrawn == {"paused": 1, "stale_facts": 1}
    assert stage.said == ["cai@example.org"]
    assert stage.deliveries()["ana@example.org"] == "withdrawn paused"
    assert stage.deliveries()["ben@example.org"] == "withdrawn stale_facts"


def test_a_try_whose_window_closed_waits_for_the_morning(stage: Stage, server: ScriptedServer) -> None:
    server.script = Script(recipient="451 4.2.1 Later")
    stage.due("ana")
    stage.dispatch()
    server.script = Script()
    stage.advance(hours=12)
    assert stage.dispatch().handed_over == 0
    assert stage.delivery("ana@example.org").next_try_at == stage.now.replace(hour=9) + timedelta(days=1)
    stage.advance(hours=12)
    assert stage.dispatch().accepted == 1


@pytest.mark.parametrize(
    "script",
    [Script(greeting="421 4.3.2 Not now"), Script(greeting="554 5.3.2 Go away"), Script(hello=HANG_UP)],
)
def test_a_channel_that_takes_nothing_from_anybody_is_left_alone_for_a_while(
    stage: Stage, server: ScriptedServer, script: Script
) -> None:
    server.script = script
    stage.due(*(f"m{n}" for n in range(20)))
    done = stage.dispatch()
    assert list(done.failures) == ["mailbox"]
    assert 1 <= done.released <= 4, "at most as many as there are connections were tried"
    assert list(stage.reminders().values()).count("planned met") == 20 - done.released
    connections = server.connections
    assert stage.dispatch().handed_over == 0
    assert server.connections == connections, "left alone"
    failure = ChannelFailure.objects.get()
    assert (failure.failures, failure.failing_since) == (1, stage.now)
    server.script = Script()
    stage.now = failure.paused_until
    stage.dispatch()
    stage.advance(minutes=5)
    stage.dispatch()
    assert len(set(stage.said)) == 20
    assert len(stage.said) == 20
    assert not ChannelFailure.objects.exists()


def test_a_channel_that_keeps_failing_is_asked_less_and_less_often(
    stage: Stage, server: ScriptedServer
) -> None:
    server.script = Script(greeting="421 4.3.2 Not now")
    stage.due("ana")
    pauses = []
    for _ in range(4):
        stage.dispatch()
        failure = ChannelFailure.objects.get()
        pauses.append(failure.paused_until - stage.now)
        row = stage.delivery("ana@example.org")
        assert row.next_try_at is not None
        stage.now = max(failure.paused_until, row.next_try_at)
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1]
    assert failure.failures == 4


def test_a_secret_that_cannot_be_opened_pauses_the_channel_and_claims_nothing(
    stage: Stage, server: ScriptedServer
) -> None:
    stage.due("ana")
    stage.break_secrets()
    done = stage.dispatch()
    assert "cannot be opened" in done.failures["mailbox"]
    assert stage.reminders() == {"ana": "planned met"}
    assert stage.deliveries() == {}
