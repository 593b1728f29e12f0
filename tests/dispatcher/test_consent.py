"""What members wish and the addresses that must not be used are asked at every last look."""

from datetime import timedelta
from typing import Any

import pytest

from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.consent.operations import NewSuppression, lift, set_preference, suppress
from forenotice.consent.queries import list_suppressions, member_by
from forenotice.consent.states import SuppressionReason
from forenotice.kernel.message import MessageClass
from forenotice.planner.models import Decision
from forenotice.planner.queries import explain, upcoming
from tests.support.smtp_servers import Script, ScriptedServer
from tests.support.stage import Stage
from tests.support.world import ACTOR, step


def wish(stage: Stage, who: str, **wishes: Any) -> None:
    member = member_by(stage.organization, who)
    set_preference(organization=stage.organization, member=member, actor=ACTOR, now=stage.now, **wishes)


def stop_writing(stage: Stage, *addresses: str, days: int = 0) -> None:
    ends_at = stage.now + timedelta(days=days) if days else None
    wanted = [NewSuppression(address, SuppressionReason.OWNER, ends_at=ends_at) for address in addresses]
    suppress(organization=stage.organization, wanted=wanted, actor=ACTOR, now=stage.now)


def write_again(stage: Stage, address: str) -> None:
    lift(organization=stage.organization, addresses=[address], actor=ACTOR, now=stage.now)


def require(stage: Stage, key: str = "renewal") -> None:
    """Let the message be one that law demands."""
    ours = default_message(key)
    publish_message(
        organization=stage.organization,
        key=key,
        name=ours.name,
        message_class=MessageClass.REQUIRED,
        texts=ours.texts_as(MessageClass.REQUIRED),
        actor=ACTOR,
        now=stage.now,
    )


def foreseen(stage: Stage) -> dict[str, str | None]:
    found = upcoming(stage.organization, now=stage.now, until=stage.now + timedelta(days=1))
    return {each.member: each.withheld for each in found}


def explained(stage: Stage, who: str) -> list[str]:
    (due,) = explain(stage.organization, stage.subscription(who), now=stage.now, latest=1)
    return [each.sentence for each in due.steps]


def test_whoever_wants_no_courtesy_is_left_alone_and_others_are_not(stage: Stage) -> None:
    stage.due("ana", "ben")
    wish(stage, "ana", wants_courtesy=False)
    assert foreseen(stage) == {"ana": "opted_out", "ben": None}
    assert explained(stage, "ana") == ["Nobody will be told: The member wants no courtesy reminders."]
    done = stage.dispatch()
    assert (done.accepted, done.withheld) == (1, {"opted_out": 1})
    assert stage.said == ["ben@example.org"]
    assert stage.reminders() == {"ana": "skipped opted_out", "ben": "released claimed"}
    decision = Decision.objects.get(reason="opted_out")
    assert (decision.before, decision.actor) == ("planned", "last look")
    assert explained(stage, "ana") == ["The member wants no courtesy reminders."]


def test_whoever_wants_courtesy_again_hears_what_is_not_too_late(stage: Stage) -> None:
    stage.due("ana")
    wish(stage, "ana", wants_courtesy=False)
    stage.dispatch()
    stage.advance(hours=2)
    wish(stage, "ana", wants_courtesy=True)
    assert foreseen(stage) == {"ana": None}
    stage.dispatch()
    assert stage.said == ["ana@example.org"]
    stage.advance(hours=1)
    wish(stage, "ana", wants_courtesy=False)
    wish(stage, "ana", wants_courtesy=True)
    stage.dispatch()
    assert stage.said == ["ana@example.org"], "once is once"


def test_a_suppressed_address_is_no_recipient_and_the_others_hear(stage: Stage) -> None:
    stage.rule("renewals", step("7 days", contacts=True, owner_copy="owner@club.example"))
    stage.due("ana", member={"details": {"contacts": ["books@firm.example"]}})
    stop_writing(stage, "ANA@example.org")
    assert foreseen(stage) == {"ana": None}
    stage.dispatch()
    assert stage.said == ["books@firm.example", "owner@club.example"]


def test_when_nobody_is_left_the_reminder_is_skipped_and_the_owner_is_not_told_alone(stage: Stage) -> None:
    require(stage)
    stage.rule("renewals", step("7 days", contacts=True, owner_copy="owner@club.example"))
    stage.due("ana", member={"details": {"contacts": ["books@firm.example"]}})
    stop_writing(stage, "ana@example.org", "books@firm.example")
    wish(stage, "ana", wants_courtesy=False)  # Law demands it, so it is for the addresses alone.
    assert foreseen(stage) == {"ana": "suppressed"}
    stage.dispatch()
    assert stage.said == []
    assert stage.reminders() == {"ana": "skipped suppressed"}
    write_again(stage, "books@firm.example")
    stop_writing(stage, "owner@club.example")
    stage.dispatch()
    assert stage.said == ["books@firm.example"], "what law demands is said all the same, where it may be"


def test_a_suppression_holds_until_its_end(stage: Stage) -> None:
    stage.told("ana", next_on=stage.in_days(9))
    stage.plan()
    stop_writing(stage, "ana@example.org", days=1)
    in_two_days = upcoming(stage.organization, now=stage.now, until=stage.now + timedelta(days=3))
    assert [each.withheld for each in in_two_days] == [None]
    stage.advance(days=2)
    stage.dispatch()
    assert stage.said == ["ana@example.org"]


def test_the_wished_address_and_language_are_used(stage: Stage, server: ScriptedServer) -> None:
    stage.due("ana")
    stop_writing(stage, "ana@example.org")
    stage.dispatch()
    assert stage.reminders() == {"ana": "skipped suppressed"}
    wish(stage, "ana", address="ana@elsewhere.example", locale="fr")
    (coming,) = upcoming(stage.organization, now=stage.now, until=stage.now + timedelta(days=1))
    assert coming.email == "ana@elsewhere.example"
    stage.dispatch()
    assert stage.said == ["ana@elsewhere.example"]
    (letter,) = server.arrived
    assert b'lang=3D"fr"' in letter.content


def test_what_waits_for_another_try_is_withdrawn(stage: Stage, server: ScriptedServer) -> None:
    server.script = Script(recipient="451 4.2.1 Later")
    stage.due("ana", "ben", "cid")
    stage.dispatch()
    wish(stage, "ana", wants_courtesy=False)
    stop_writing(stage, "ben@example.org")
    server.script = Script()
    stage.advance(minutes=5)
    stage.dispatch()
    assert stage.said == ["cid@example.org"]
    assert stage.deliveries() == {
        "ana@example.org": "withdrawn opted_out",
        "ben@example.org": "withdrawn suppressed",
        "cid@example.org": "accepted taken",
    }


def test_an_address_that_is_no_mailbox_is_never_used_again(stage: Stage, server: ScriptedServer) -> None:
    words = "550 5.1.1 <ana@example.org>: no ana here"
    server.script = Script(recipient=lambda talk: words if "ana@" in talk.recipients[-1] else "250 Ok")
    stage.rule("renewals", "7 days", "3 days")
    stage.due("ana", "ben")
    stage.dispatch()
    (found,) = list_suppressions(stage.organization, now=stage.now)
    assert (found.address, found.reason, found.actor) == ("ana@example.org", "hard_bounce", "mail server")
    assert found.detail.startswith("550 5.1.1")
    assert "ana@" not in found.detail
    server.script = Script()
    stage.advance(days=4)
    stage.dispatch()
    assert stage.said == ["ben@example.org", "ben@example.org"]
    assert foreseen(stage) == {}


def test_what_a_server_refuses_for_other_reasons_suppresses_nobody(
    stage: Stage, server: ScriptedServer
) -> None:
    answers = ("550 5.7.1 Not you", "554 5.6.0 Content", "550 No", "550 5.2.1 Off", "450 4.1.1 Not now")
    server.script = Script(recipient=lambda talk: answers[int(talk.recipients[-1].split("@")[0][-1])])
    stage.due(*(f"m{n}" for n in range(len(answers))))
    stage.dispatch()
    assert sorted(stage.deliveries().values()) == [*["failed refused"] * 4, "queued later"]
    assert list_suppressions(stage.organization, now=stage.now) == []


ELSEWHERE = "ana@elsewhere.example"
OPTED_OUT, SUPPRESSED, CLAIMED = "skipped opted_out", "skipped suppressed", "released claimed"


@pytest.mark.parametrize(
    ("wishes", "unusable", "usable_again", "is_required", "said", "became"),
    [
        ({}, [], [], False, ["ana@example.org"], CLAIMED),
        ({"wants_courtesy": False}, [], [], False, [], OPTED_OUT),
        ({"wants_courtesy": False}, [], [], True, ["ana@example.org"], CLAIMED),
        ({"address": ELSEWHERE}, [], [], False, [ELSEWHERE], CLAIMED),
        ({"address": ELSEWHERE, "wants_courtesy": False}, [], [], True, [ELSEWHERE], CLAIMED),
        ({}, ["ANA@Example.org"], [], False, [], SUPPRESSED),
        ({}, ["ana@example.org"], [], True, [], SUPPRESSED),
        ({}, ["ana@example.org"], ["Ana@example.ORG"], False, ["ana@example.org"], CLAIMED),
        ({"address": ELSEWHERE}, ["ana@example.org"], [], False, [ELSEWHERE], CLAIMED),
        ({"address": ELSEWHERE}, [ELSEWHERE], [], False, [], SUPPRESSED),
        ({"wants_courtesy": False}, ["ana@example.org"], [], False, [], OPTED_OUT),
    ],
)
def test_whatever_is_said_after_planning_counts_at_the_last_look(
    stage: Stage,
    wishes: dict[str, Any],
    unusable: list[str],
    usable_again: list[str],
    is_required: bool,
    said: list[str],
    became: str,
) -> None:
    if is_required:
        require(stage)
    stage.due("ana")
    assert stage.reminders() == {"ana": "planned met"}
    wish(stage, "ana", **wishes)
    for address in unusable:
        stop_writing(stage, address)
    for address in usable_again:
        write_again(stage, address)
    stage.dispatch(planned=False)
    assert (stage.said, stage.reminders()) == (said, {"ana": became})


@pytest.mark.parametrize(
    ("reason", "also_theirs", "said"),
    [
        (SuppressionReason.HARD_BOUNCE, False, ["ana@example.org"]),
        (SuppressionReason.SOFT_BOUNCES, False, ["ana@example.org"]),
        (SuppressionReason.HARD_BOUNCE, True, []),
        (SuppressionReason.COMPLAINT, False, []),
        (SuppressionReason.OWNER, False, []),
    ],
)
def test_where_mail_to_the_wished_address_came_back_the_source_s_is_used(
    stage: Stage, reason: SuppressionReason, also_theirs: bool, said: list[str]
) -> None:
    stage.due("ana")
    wish(stage, "ana", address="ana@new.example")
    wanted = [NewSuppression("ana@new.example", reason)]
    suppress(organization=stage.organization, wanted=wanted, actor=ACTOR, now=stage.now)
    if also_theirs:
        stop_writing(stage, "ana@example.org")
    assert foreseen(stage) == {"ana": None if said else "suppressed"}
    stage.dispatch()
    assert stage.said == said
    write_again(stage, "ana@new.example")
    stage.dispatch()
    assert stage.said == (said or ["ana@new.example"])
