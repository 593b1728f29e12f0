"""Deliveries of which nobody knows what became of them: found after a crash, decided by a person, once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.queries import organization_by_key
from forenotice.channels.queries import list_messages, mailbox_directory
from forenotice.dispatcher.errors import NotInDoubtError, UnknownDeliveryError
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.operations import let_be, resend, settle_orphans
from forenotice.dispatcher.queries import delivery_by_id, unknown_deliveries
from forenotice.ledger.models import DueDate
from tests.support.smtp_servers import ACCEPT, HANG_UP, Script, ScriptedServer, Talk
from tests.support.stage import Stage


@pytest.fixture
def doubtful(stage: Stage, server: ScriptedServer) -> Stage:
    """A stage with one message of which the server never said whether it took it."""
    server.script = Script(message=HANG_UP)
    stage.due("ana")
    stage.dispatch()
    server.script = Script()
    assert stage.deliveries() == {"ana@example.org": "unknown no_answer"}
    return stage


def vanish(stage: Stage, server: ScriptedServer) -> None:
    """Leave a delivery as a killed process leaves it: being attempted by somebody who is no more."""
    server.script = Script(recipient="451 4.2.1 Later")
    stage.due("ana")
    stage.dispatch()
    server.script = Script()
    Delivery.objects.update(state="attempting", worker="gone", attempts_made=1, next_try_at=None)
    stage.delivery("ana@example.org").attempts.update(finished_at=None, outcome="")


def test_nobody_says_it_again_by_himself(doubtful: Stage) -> None:
    doubtful.advance(hours=2)
    assert doubtful.dispatch().handed_over == 0
    (told,) = unknown_deliveries(doubtful.organization)
    assert (told.recipient, told.subscription) == ("ana@example.org", "ana")
    assert "did not say whether" in told.sentence


def test_what_its_worker_left_behind_becomes_unknown(stage: Stage, server: ScriptedServer) -> None:
    vanish(stage, server)
    assert stage.dispatch(is_at_work=lambda _: True).orphans_unknown == 0, "it lives"
    assert stage.dispatch().orphans_unknown == 1
    assert stage.deliveries() == {"ana@example.org": "unknown worker_vanished"}
    (attempt,) = stage.attempts("ana@example.org")
    assert (attempt.outcome, attempt.finished_at) == ("unknown", stage.now)
    assert stage.said == []


def test_what_this_worker_left_behind_itself_becomes_unknown(stage: Stage, server: ScriptedServer) -> None:
    vanish(stage, server)
    stage.worker = "gone"
    assert stage.dispatch(is_at_work=lambda _: True).orphans_unknown == 1


def test_a_test_mailbox_is_simply_written_again(transactional_db: None, home: Path) -> None:
    stage = Stage()
    stage.rule("renewals", "7 days")
    stage.due("ana")
    stage.dispatch()
    Delivery.objects.update(state="attempting", worker="gone", next_try_at=None)
    done = stage.dispatch()
    assert (done.orphans_queued, done.accepted) == (1, 1)
    assert stage.deliveries() == {"ana@example.org": "accepted taken"}
    assert len(list_messages(mailbox_directory(stage.organization))) == 1
    assert [attempt.number for attempt in stage.attempts("ana@example.org")] == [1, 2]


def test_a_person_may_have_it_said_again_with_the_same_message_id(doubtful: Stage) -> None:
    row = doubtful.delivery("ana@example.org")
    resend(organization=doubtful.organization, delivery_ids=[row.pk], actor="zoe", now=doubtful.now)
    assert doubtful.dispatch().accepted == 1
    told = delivery_by_id(doubtful.organization, row.pk)
    assert [attempt.outcome for attempt in told.attempts] == ["unknown", "accepted"]
    assert doubtful.server is not None
    assert doubtful.server.message_ids == [row.message_id, row.message_id]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.subject) == ("delivery.resend", "zoe", str(row.pk))


def test_even_then_there_is_a_last_look(doubtful: Stage) -> None:
    row = doubtful.delivery("ana@example.org")
    DueDate.objects.update(closing="paid")
    resend(organization=doubtful.organization, delivery_ids=[row.pk], actor="zoe", now=doubtful.now)
    doubtful.dispatch()
    assert doubtful.deliveries() == {"ana@example.org": "withdrawn paid"}


def test_a_person_may_let_it_be_for_good(doubtful: Stage) -> None:
    row = doubtful.delivery("ana@example.org")
    let_be(organization=doubtful.organization, delivery_ids=[row.pk], actor="zoe", now=doubtful.now)
    assert doubtful.deliveries() == {"ana@example.org": "let_be let_be"}
    assert doubtful.dispatch().handed_over == 0
    assert unknown_deliveries(doubtful.organization) == []


@pytest.mark.parametrize("decide", [resend, let_be])
def test_only_what_is_in_doubt_can_be_decided_about_and_all_or_nothing(
    doubtful: Stage, decide: Callable[..., object]
) -> None:
    doubtful.told("ben", next_on=doubtful.in_days(8))
    doubtful.advance(days=1)
    doubtful.dispatch()
    wrong = doubtful.delivery("ben@example.org")
    right = doubtful.delivery("ana@example.org")
    who = {"organization": doubtful.organization, "actor": "zoe", "now": doubtful.now}
    with pytest.raises(NotInDoubtError, match="is accepted"):
        decide(**who, delivery_ids=[right.pk, wrong.pk])
    with pytest.raises(UnknownDeliveryError, match="no delivery 999999"):
        decide(**who, delivery_ids=[right.pk, 999_999])
    assert doubtful.deliveries()["ana@example.org"] == "unknown no_answer"


def test_a_neighbours_delivery_cannot_be_decided_about(doubtful: Stage) -> None:
    neighbour = Stage(key="neighbour")
    row = doubtful.delivery("ana@example.org")
    with pytest.raises(UnknownDeliveryError):
        let_be(organization=neighbour.organization, delivery_ids=[row.pk], actor="x", now=doubtful.now)
    assert unknown_deliveries(neighbour.organization) == []


def test_a_receipt_that_comes_after_we_gave_it_up_still_counts(stage: Stage, server: ScriptedServer) -> None:
    """Somebody took the worker for dead while the server was thinking."""

    def hastily(talk: Talk) -> str:
        settle_orphans(
            organization=organization_by_key(stage.key),
            is_at_work=lambda _: False,
            actor="somebody",
            now=stage.now,
        )
        seen.extend(Delivery.objects.values_list("state", flat=True))
        connection.close()
        return ACCEPT

    seen: list[str] = []
    server.script = Script(message=hastily)
    stage.due("ana")
    stage.dispatch()
    assert seen == ["unknown"]
    assert stage.deliveries() == {"ana@example.org": "accepted late_receipt"}
    assert stage.attempts("ana@example.org")[0].outcome == "accepted"


def test_a_mark_is_on_the_disk_before_anything_leaves_and_only_for_what_is_in_flight(
    stage: Stage, server: ScriptedServer
) -> None:
    def look(_: Talk) -> str:
        marked = Delivery.objects.filter(state="attempting")
        seen.append(list(marked.values_list("attempts__started_at", "attempts__finished_at")))
        connection.close()
        return "250 2.1.5 Ok"

    seen: list[list[tuple[object, object]]] = []
    server.script = Script(recipient=look)
    stage.due(*(f"m{n}" for n in range(25)))
    stage.dispatch()
    assert len(seen) == 25
    assert all(1 <= len(marked) <= 4 for marked in seen)
    assert {attempt for marked in seen for attempt in marked} == {(stage.now, None)}
