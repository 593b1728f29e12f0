"""What becomes of programs that were told: taken back, told once more, switched off when they fail."""

from datetime import timedelta
from typing import Any

import pytest

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.channels.operations import switch_on
from forenotice.channels.states import Disabled
from forenotice.dispatcher.errors import NotReplayableError
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.operations import empty_old_proofs, replay, replay_span
from forenotice.kernel.message import Outcome
from forenotice.ledger.operations import record_payment
from tests.support.programs import Program, answers, takes
from tests.support.stage import Stage
from tests.support.switchboard import Switchboard
from tests.support.world import ACTOR, step


def test_what_a_program_took_is_taken_back_when_it_is_over(board: Switchboard, stage: Stage) -> None:
    crm, mute = board.connect("crm"), board.connect("mute", events=["reminder.due"])
    board.tell("crm", "mute")
    stage.due("ana", "ben", "cem")
    stage.dispatch()
    stage.told("ana", standing="cancelled")
    stage.told("ben", standing="paused")
    stage.dispatch()
    assert sorted(crm.heard) == ["due ana", "due ben", "due cem", "withdrawn ana", "withdrawn ben"]
    assert sorted(mute.heard) == ["due ana", "due ben", "due cem"]
    due, withdrawn = (
        {body["data"]["subscription"]["id"]: body["data"] for body in crm.bodies if body["type"] == of}
        for of in ("reminder.due", "reminder.withdrawn")
    )
    assert withdrawn["ana"]["id"] == due["ana"]["id"]
    assert (withdrawn["ana"]["reason"], withdrawn["ben"]["reason"]) == ("cancelled", "paused")
    assert stage.dispatch().handed_over == 0


def test_only_what_was_accepted_is_taken_back(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm", Program(answers(Outcome.LATER, "500")))
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    stage.told("ana", standing="cancelled")
    stage.advance(minutes=10)
    crm.answer = takes
    stage.dispatch()
    stage.dispatch()
    assert board.states("crm") == ["due: withdrawn cancelled"]
    assert crm.heard == ["due ana"]


def test_what_came_back_before_it_was_taken_back_stays_said(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    crm.answer = answers(Outcome.LATER, "500")
    stage.told("ana", standing="paused")
    stage.dispatch()
    crm.answer = takes
    stage.told("ana", standing="active")
    stage.advance(minutes=1)
    stage.dispatch()
    assert board.states("crm") == ["due: accepted taken", "withdrawn: withdrawn came_back"]
    stage.told("ana", standing="cancelled")
    stage.dispatch()
    assert board.states("crm")[1] == "withdrawn: accepted taken"
    assert crm.heard.count("withdrawn ana") == 2


def test_a_payment_made_on_its_day_is_nothing_to_take_back(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    stage.advance(days=7)
    stage.told("ana", next_on=stage.in_days(31))
    stage.dispatch()
    assert crm.heard == ["due ana"]


def test_a_payment_made_early_is_taken_back(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    stage.advance(days=2)
    stage.told("ana", next_on=stage.in_days(36))
    stage.dispatch()
    assert crm.heard == ["due ana", "withdrawn ana"]
    assert crm.bodies[1]["data"]["reason"] == "paid"


def test_a_payment_that_somebody_recorded_is_taken_back(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    number = stage.subscription("ana").pk
    record_payment(organization=stage.organization, subscription_id=number, actor=ACTOR, now=stage.now)
    stage.dispatch()
    assert crm.heard == ["due ana", "withdrawn ana"]
    told = crm.bodies[1]["data"]
    assert (told["reason"], told["sentence"]) == ("paid", "The payment was made.")


def test_a_program_that_is_gone_is_told_no_more_until_it_is_switched_on(
    board: Switchboard, stage: Stage
) -> None:
    crm = board.connect("crm", Program(answers(Outcome.NEVER, "410", whole_channel=True)))
    crm.connections = 1
    board.tell("crm")
    stage.due("ana", "ben")
    stage.dispatch()
    stage.dispatch()
    assert sorted(board.states("crm")) == ["due: failed channel_off", "due: failed refused"]
    assert Channel.objects.get(key="crm").disabled_reason == Disabled.GONE
    switch_on(organization=board.organization, key="crm", actor=ACTOR, now=stage.now)
    crm.answer = takes
    done = replay(
        organization=board.organization,
        delivery_ids=[row.pk for row in Delivery.objects.all()],
        actor=ACTOR,
        now=stage.now,
    )
    assert len(done.delivery_ids) == 2
    stage.advance(minutes=2)
    stage.dispatch()
    assert board.states("crm") == ["due: accepted taken"] * 2


def test_a_program_that_fails_for_days_is_switched_off_and_one_that_works_now_and_then_is_not(
    board: Switchboard, stage: Stage
) -> None:
    board.connect("down", Program(answers(Outcome.LATER, "500")))
    moody = board.connect("moody", Program(answers(Outcome.LATER, "500")))
    board.tell("down", "moody", lead="28 days")
    stage.told("ana", next_on=stage.in_days(29))
    stage.plan()
    stage.advance(days=1)
    for day in range(6):
        stage.told(f"member-{day}", next_on=stage.in_days(29))
        moody.answer = takes if day == 3 else answers(Outcome.LATER, "500")
        for _ in range(4):
            stage.dispatch()
            stage.advance(hours=6)
    assert Channel.objects.get(key="down").disabled_reason == Disabled.FAILING
    assert Channel.objects.get(key="moody").disabled_at is None


def test_told_once_more_it_bears_the_same_id_and_bytes(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("mailbox", "crm")
    stage.due("ana", "ben")
    stage.dispatch()
    span: dict[str, Any] = {"since": stage.now - timedelta(hours=1), "until": stage.now + timedelta(hours=1)}
    asked: dict[str, Any] = {"organization": board.organization, "actor": ACTOR, "now": stage.now}
    assert len(replay_span(channel_key="crm", **span, **asked).delivery_ids) == 2
    stage.told("ben", standing="cancelled")
    stage.dispatch()
    stage.dispatch()
    assert sorted(crm.heard) == ["due ana", "due ana", "due ben", "withdrawn ben"]
    assert len(set(crm.told)) == 3
    assert sorted(board.states("crm")) == [
        "due: accepted taken",
        "due: accepted taken_before",
        "withdrawn: accepted taken",
    ]
    letter = Delivery.objects.get(recipient="ana@example.org")
    with pytest.raises(NotReplayableError, match="a person"):
        replay(delivery_ids=[letter.pk], **asked)
    stage.advance(days=10)
    late = replay_span(channel_key="crm", **span, **(asked | {"now": stage.now}))
    assert (late.delivery_ids, late.passed > 0) == ((), True)


def test_what_one_zap_took_another_hears_the_end_of(board: Switchboard, stage: Stage) -> None:
    first = board.connect("zapier-1", kind="zapier", events=["reminder.due"])
    second = board.connect("zapier-2", kind="zapier", events=["reminder.due"], kinds=["renewal"])
    end = board.connect("zapier-3", kind="zapier", events=["reminder.withdrawn"])
    of_trials = board.connect("zapier-4", kind="zapier", events=["reminder.withdrawn"], kinds=["trial_end"])
    crm = board.connect("crm", events=["reminder.withdrawn"])
    board.tell("zapier", "crm")
    stage.due("ana")
    stage.dispatch()
    assert (first.heard, second.heard, end.heard) == (["due ana"], ["due ana"], [])
    # A Zap that is off has told of it all the same.
    rows = Channel.objects.filter(key__in=["zapier-1", "zapier-2"])
    rows.update(retired_at=stage.now)
    stage.told("ana", standing="cancelled")
    stage.dispatch()
    assert end.heard == ["withdrawn ana"]
    assert first.heard + second.heard == ["due ana", "due ana"]
    assert not of_trials.heard + crm.heard


def test_one_that_may_still_be_taking_it_holds_up_no_withdrawal_to_another(
    board: Switchboard, stage: Stage
) -> None:
    crm = board.connect("crm")
    silent = board.connect("script", Program(answers(Outcome.UNKNOWN)), kind="script")
    silent.is_idempotent = False
    board.tell("crm", "script")
    stage.due("ana")
    stage.dispatch()
    stage.told("ana", standing="cancelled")
    stage.dispatch()
    stage.dispatch()
    assert crm.heard == ["due ana", "withdrawn ana"]
    assert board.states("script") == ["due: unknown no_answer"]


def test_what_was_said_is_taken_back_also_after_its_step_is_gone(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    stage.rule("renewals", step("3 days", channels=("crm",)))
    stage.told("ana", standing="cancelled")
    stage.dispatch()
    assert crm.heard == ["due ana", "withdrawn ana"]


def test_what_was_emptied_is_not_told_once_more_in_other_bytes(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm", lead="28 days")
    stage.told("ana", next_on=stage.in_days(29))
    stage.plan()
    stage.advance(days=1)
    stage.dispatch()
    Organization.objects.update(proofs_kept_days=7)
    stage.advance(days=10)
    assert empty_old_proofs(organization=board.organization, now=stage.now) == 1
    (row,) = Delivery.objects.all()
    done = replay(organization=board.organization, delivery_ids=[row.pk], actor=ACTOR, now=stage.now)
    assert (done.delivery_ids, done.emptied) == ((), 1)
    stage.dispatch()
    assert len(crm.told) == 1


def test_what_was_taken_stays_taken_however_often_a_repeat_fails(board: Switchboard, stage: Stage) -> None:
    crm = board.connect("crm")
    board.tell("crm")
    stage.due("ana")
    stage.dispatch()
    (row,) = Delivery.objects.all()
    crm.answer = answers(Outcome.NEVER, "400")
    for _ in range(2):
        replay(organization=board.organization, delivery_ids=[row.pk], actor=ACTOR, now=stage.now)
        stage.dispatch()
        assert board.states("crm") == ["due: accepted taken_before"]
    crm.answer = takes
    stage.told("ana", standing="cancelled")
    stage.dispatch()
    assert crm.heard[-1] == "withdrawn ana"


def test_a_program_that_is_switched_on_again_gets_a_new_chance(board: Switchboard, stage: Stage) -> None:
    down = board.connect("down", Program(answers(Outcome.LATER, "503", whole_channel=True)))
    board.tell("down", lead="28 days")
    stage.told("ana", next_on=stage.in_days(29))
    stage.plan()
    stage.advance(days=1)
    for day in range(6):
        stage.told(f"member-{day}", next_on=stage.in_days(29))
        for _ in range(4):
            stage.dispatch()
            stage.advance(hours=6)
    assert Channel.objects.get(key="down").disabled_reason == Disabled.FAILING
    switch_on(organization=board.organization, key="down", actor=ACTOR, now=stage.now)
    stage.told("ben", next_on=stage.in_days(29))
    stage.plan()
    stage.advance(days=1)
    stage.dispatch()
    assert Channel.objects.get(key="down").disabled_at is None
    down.answer = takes
    stage.advance(hours=1)
    stage.dispatch()
    assert "due ben" in down.heard


def test_a_program_that_asked_for_a_rest_is_left_alone_with_all_it_is_told(
    board: Switchboard, stage: Stage
) -> None:
    busy = answers(Outcome.LATER, "429", retry_after_seconds=3_600, whole_channel=True)
    crm = board.connect("crm", Program(busy))
    crm.connections = 1
    board.tell("crm")
    stage.due("ana", "ben")
    stage.dispatch()
    stage.advance(minutes=50)
    stage.dispatch()
    assert len(crm.told) == 1
