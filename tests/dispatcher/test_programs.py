"""Programs are told what people are told: once, side by side, in bytes that never change."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from forenotice.channels.models import Channel
from forenotice.channels.operations import switch_off
from forenotice.channels.queries import list_messages, mailbox_directory
from forenotice.channels.states import Disabled
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.queries import examine_proofs, recent_bodies, sample_body
from forenotice.dispatcher.states import ProofVerdict
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload, PayloadType
from tests.support.programs import Program, answers, takes
from tests.support.smtp_servers import Script, ScriptedServer
from tests.support.stage import Stage
from tests.support.switchboard import Switchboard
from tests.support.world import ACTOR


def test_a_member_and_a_program_hear_of_the_same_payment(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("mailbox", "crm")
    stage.due("ana", "ben")
    done = stage.dispatch()
    assert (done.released, done.accepted) == (2, 4)
    assert stage.said == ["ana@example.org", "ben@example.org"]
    assert sorted(crm.heard) == ["due ana", "due ben"]
    assert stage.dispatch().handed_over == 0
    told = crm.bodies[0]["data"]
    assert (told["due"]["on"], told["payment"]["amount"]["amount"]) == ("2026-03-10", "12.00")
    assert len({payload.message_id for payload in crm.told}) == 2
    assert not any("." in payload.message_id for payload in crm.told)
    proofs = [examine_proofs(board.organization, row.pk)[0].verdict for row in Delivery.objects.all()]
    assert proofs.count(ProofVerdict.HOLDS) == 2  # The letters; this program answers with no hash of its own.


def test_a_program_alone_needs_no_address_of_the_member(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm")
    stage.due("ana", member={"email": ""})
    assert stage.dispatch().released == 1
    assert crm.heard == ["due ana"]
    assert stage.said == []


def test_a_step_whose_only_channel_is_off_says_so(board: Switchboard, stage: Stage) -> None:
    board.connect("crm")
    board.tell("crm")
    switch_off(organization=board.organization, key="crm", reason=Disabled.OWNER, actor=ACTOR, now=stage.now)
    stage.due("ana")
    stage.dispatch()
    assert stage.reminders() == {"ana": "skipped no_channel"}


def test_every_try_says_the_same_bytes_whatever_changed(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm", Program(answers(Outcome.LATER, "500")))
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    stage.told("ana", amount_minor=9_900, member={"first_name": "Anna"})
    stage.advance(minutes=1)
    crm.answer = takes
    assert stage.dispatch().accepted == 1
    first, second = crm.told
    assert first == second
    assert crm.bodies[1]["data"]["payment"]["amount"]["minor"] == 1_200


def test_tries_follow_the_standard_by_night_too_and_end_at_the_due_date(
    board: Switchboard, stage: Stage
) -> None:
    crm = board.connect("crm", Program(answers(Outcome.LATER, "500")))
    board.tell("crm", lead="2 days")
    stage.told("ana", next_on=stage.in_days(3))
    stage.plan()
    stage.advance(days=1)
    waits = []
    for _ in range(20):
        stage.dispatch()
        row = Delivery.objects.get(recipient="crm")
        if row.next_try_at is None:
            break
        waits.append(round((row.next_try_at - stage.now) / timedelta(seconds=1)))
        stage.now = row.next_try_at
    assert board.states("crm") == ["due: failed no_try_left"]
    assert all(
        0.85 * wait <= waited <= 1.15 * wait + 1
        for waited, wait in zip(waits, (5, 300, 1_800, 7_200), strict=False)
    )
    assert len(crm.told) >= 7
    assert len(set(crm.told)) == 1


def test_a_program_that_asks_for_time_gets_it(board: Switchboard, stage: Stage) -> None:
    busy = answers(Outcome.LATER, "429", retry_after_seconds=3_600, whole_channel=True)
    board.connect("crm", Program(busy))
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    assert Delivery.objects.get().next_try_at == stage.now + timedelta(hours=1)


def test_an_answer_that_never_came_is_asked_for_again(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm", Program(answers(Outcome.UNKNOWN)))
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    assert board.states("crm") == ["due: queued later"]
    crm.answer = takes
    stage.advance(minutes=1)
    stage.dispatch()
    assert board.states("crm") == ["due: accepted taken"]


def test_a_program_hears_only_what_it_asked_for(board: Switchboard, stage: Stage) -> None:
    gold, trials = board.connect("gold", products=["basic"]), board.connect("trials", kinds=["trial_end"])
    board.tell("gold", "trials")
    stage.due("ana")
    stage.dispatch()
    assert (gold.heard, trials.heard) == (["due ana"], [])


def test_all_zapier_hooks_go_by_one_name(board: Switchboard, stage: Stage) -> None:
    hooks = [board.connect(f"zapier-{n}", kind="zapier") for n in range(3)]
    board.tell("mailbox", "zapier")
    switch_off(
        organization=board.organization, key="zapier-1", reason=Disabled.GONE, actor=ACTOR, now=stage.now
    )
    stage.due("ana")
    stage.dispatch()
    assert [hook.heard for hook in hooks] == [["due ana"], [], ["due ana"]]
    gone = Channel.objects.get(key__startswith="zapier-1-retired-")
    assert (gone.retired_at, gone.sealed_secrets) == (gone.disabled_at, "")


def test_a_slow_program_slows_nobody(board: Switchboard, stage: Stage) -> None:
    others_are_done = threading.Event()

    def slow(payload: Payload) -> Receipt:
        assert others_are_done.wait(30), "the others waited for the slow one"
        return takes(payload)

    def quick(payload: Payload) -> Receipt:
        if len(fast.told) == 3:
            others_are_done.set()
        return takes(payload)

    board.connect("aa-slow", Program(slow))
    fast = board.connect("fast", Program(quick))
    board.tell("aa-slow", "fast")
    stage.due("ana", "ben", "cem")
    assert stage.dispatch().accepted == 6


def test_a_worker_that_vanished_leaves_nothing_in_doubt(board: Switchboard, stage: Stage) -> None:
    def vanish(payload: Payload) -> Receipt:
        raise KeyboardInterrupt("the process is gone")

    crm = board.connect("crm", Program(vanish))
    board.tell("crm")
    stage.due("ana")
    with pytest.raises(KeyboardInterrupt):
        stage.dispatch()
    assert board.states("crm") == ["due: attempting claimed"]
    crm.answer = takes
    stage.worker = "worker-2"
    done = stage.dispatch()
    assert (done.orphans_queued, done.accepted) == (1, 1)
    assert len(set(crm.told)) == 1


def test_a_rehearsal_leaves_payloads_in_the_mailbox_and_says_nothing(
    transactional_db: None, home: Path, server: ScriptedServer
) -> None:
    stage = Stage(server, live=False)
    board = Switchboard(stage)
    crm = board.connect("crm")
    board.tell("mailbox", "crm")
    stage.due("ana")
    assert stage.dispatch().accepted == 2
    letters = list_messages(mailbox_directory(stage.organization))
    assert sorted(letter.recipient for letter in letters) == ["ana@example.org", "crm"]
    assert (crm.told, stage.said) == ([], [])
    stage.close()


def test_whoever_connects_a_program_sees_what_it_would_be_told(board: Switchboard, stage: Stage) -> None:
    stage.due("ana", "ben")
    stage.dispatch()
    asked: dict[str, Any] = {"now": stage.now, "limit": 10}
    bodies = [json.loads(body) for body in recent_bodies(board.organization, PayloadType.DUE, **asked)]
    assert {body["data"]["member"]["id"] for body in bodies} == {"ana", "ben"}
    assert recent_bodies(board.organization, PayloadType.DUE, kinds=["trial_end"], **asked) == []
    assert recent_bodies(board.organization, PayloadType.WITHDRAWN, **asked) == []
    crm = board.connect("crm")
    board.tell("crm", lead="6 days")
    stage.advance(days=1)
    stage.dispatch()
    assert crm.bodies[0]["data"].keys() == bodies[0]["data"].keys()
    for of in PayloadType:
        sample = json.loads(sample_body(board.organization, of, stage.now))
        assert (sample["type"], sample["data"]["mode"]) == (of, "rehearsal")


def test_what_breaks_in_one_channel_is_nobody_elses_trouble(board: Switchboard, stage: Stage) -> None:
    def break_down(payload: Payload) -> Receipt:
        raise ValueError("nobody foresaw this")

    board.connect("broken", Program(break_down))
    crm = board.connect("crm")
    board.tell("mailbox", "broken", "crm")
    stage.due("ana")
    done = stage.dispatch()
    assert (stage.said, crm.heard) == (["ana@example.org"], ["due ana"])
    assert done.failures == {"broken": "ValueError"}


def test_a_mail_server_in_trouble_keeps_no_program_waiting(
    board: Switchboard, stage: Stage, server: ScriptedServer
) -> None:
    crm = board.connect("crm")
    board.tell("mailbox", "crm")
    server.script = Script(greeting="421 closed for today")
    stage.due("ana")
    stage.dispatch()
    stage.due("ben")
    server.script = Script(greeting="421 closed for today")
    stage.dispatch()
    stage.dispatch()
    assert sorted(crm.heard) == ["due ana", "due ben"]
    server.script = Script()
    stage.advance(hours=1)
    stage.dispatch()
    stage.dispatch()
    assert stage.said == ["ana@example.org", "ben@example.org"]
    assert len(crm.told) == 2
