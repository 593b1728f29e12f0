"""What is due is said once, to everybody it concerns, in the right name, and written down with its proof."""

import hashlib
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.db import transaction

from forenotice.channels.mime import build_mime
from forenotice.channels.queries import list_messages, mailbox_directory
from forenotice.composer.boosters.library import declare_booster
from forenotice.composer.boosters.offers import BoosterKind, BoosterTerms, BoosterWords
from forenotice.composer.defaults import default_message
from forenotice.composer.models import MessageText
from forenotice.composer.operations import publish_message
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.dispatcher.queries import message_of_attempt
from forenotice.engine.queries import needs_owner
from forenotice.engine.states import Need
from forenotice.kernel.message import MessageClass
from forenotice.planner.models import Reminder
from tests.support.smtp_servers import Arrived, Script, ScriptedServer
from tests.support.stage import Stage
from tests.support.world import step


def to(server: ScriptedServer, recipient: str) -> Arrived:
    """The one message that this address got."""
    (found,) = [letter for letter in server.arrived if letter.recipients == (recipient,)]
    return found


def test_what_is_due_is_said_once_and_written_down(stage: Stage) -> None:
    stage.due("ana", "ben")
    done = stage.dispatch()
    assert (done.released, done.accepted) == (2, 2)
    assert stage.said == ["ana@example.org", "ben@example.org"]
    assert stage.deliveries() == {"ana@example.org": "accepted taken", "ben@example.org": "accepted taken"}
    assert stage.reminders() == {"ana": "released claimed", "ben": "released claimed"}
    assert stage.dispatch().handed_over == 0
    assert len(stage.said) == 2


def test_what_is_not_due_yet_is_not_said(stage: Stage) -> None:
    stage.told("ana", next_on=stage.in_days(8))
    assert stage.dispatch().handed_over == 0
    assert stage.reminders() == {"ana": "planned met"}


def test_contacts_and_the_owner_hear_too_each_in_a_message_of_their_own(
    stage: Stage, server: ScriptedServer
) -> None:
    stage.rule("renewals", step("7 days", contacts=True, owner_copy="owner@club.example"))
    links = {"links": {"update": "https://pay.example/update/ana", "manage": "https://pay.example/ana"}}
    stage.due("ana", member={"details": {"contacts": ["books@firm.example"]}}, details=links)
    stage.dispatch()
    assert stage.said == ["ana@example.org", "books@firm.example", "owner@club.example"]
    assert Reminder.objects.count() == 1
    assert {d.recipient: d.role for d in Delivery.objects.all()} == {
        "ana@example.org": "member",
        "books@firm.example": "contact",
        "owner@club.example": "owner_copy",
    }
    for recipient in ("ana@example.org", "books@firm.example", "owner@club.example"):
        content = to(server, recipient).content
        assert (b"pay.example" in content) == (recipient != "owner@club.example")
        # A blind copy: nobody sees who else heard.
        assert [line for line in content.split(b"\r\n") if line.startswith((b"Cc:", b"Bcc:"))] == []


def test_one_bad_address_does_not_hold_up_the_others(stage: Stage, server: ScriptedServer) -> None:
    refusals = {"books@firm.example": "550 5.1.1 Unknown", "slow@firm.example": "451 4.2.1 Later"}
    server.script = Script(recipient=lambda talk: refusals.get(talk.recipients[-1], "250 Ok"))
    stage.rule("renewals", step("7 days", contacts=True))
    contacts = ["books@firm.example", "slow@firm.example"]
    stage.due("ana", member={"details": {"contacts": contacts}})
    done = stage.dispatch()
    assert (done.accepted, done.failed, done.later) == (1, 1, 1)
    assert stage.deliveries() == {
        "ana@example.org": "accepted taken",
        "books@firm.example": "failed refused",
        "slow@firm.example": "queued later",
    }


def test_a_rule_signs_in_its_own_name_and_says_where_answers_go(stage: Stage, server: ScriptedServer) -> None:
    stage.rule(
        "renewals",
        "7 days",
        sender_name="Zoë of the Choir",
        sender_email="choir@example.org",
        reply_to="zoe@example.org",
    )
    stage.due("ana", member={"first_name": "Ana", "last_name": "Ruiz"})
    stage.dispatch()
    letter = message_from_bytes(to(server, "ana@example.org").content, policy=policy.default)
    assert str(letter["From"]) == "Zoë of the Choir <choir@example.org>"
    assert str(letter["To"]) == "Ana Ruiz <ana@example.org>"
    assert str(letter["Reply-To"]) == "zoe@example.org"
    assert str(letter["List-Id"]) == "<renewals.club.example.org>"
    assert str(letter["Auto-Submitted"]) == "auto-generated"


def test_the_proof_makes_the_very_same_bytes_again(stage: Stage, server: ScriptedServer) -> None:
    stage.rule("renewals", step("7 days", owner_copy="owner@club.example"), reply_to="zoe@example.org")
    stage.due("ana", member={"first_name": "Ana", "locale": "fr-CA"})
    stage.dispatch()
    stage.told("ana", amount_minor=99_900, member={"first_name": "Anabel"})
    for attempt in Attempt.objects.select_related("delivery"):
        again = build_mime(message_of_attempt(stage.organization, attempt.pk)).whole
        assert hashlib.sha256(again).hexdigest() == attempt.bytes_sha256
        assert again == to(server, attempt.delivery.recipient).content


def test_a_booster_in_the_owners_copy_has_no_link_of_the_members(
    stage: Stage, server: ScriptedServer
) -> None:
    declare_booster(
        organization=stage.organization,
        key="perk",
        terms=BoosterTerms(kind=BoosterKind.PERK),
        texts={"en": BoosterWords("Perk", "[Leave]({{ links.cancel }})")},
        now=stage.now,
    )
    stage.rule("renewals", step("7 days", owner_copy="owner@club.example"))
    stage.due("ana", details={"links": {"cancel": "https://club.example/end?m=42"}})
    stage.dispatch()
    bodies = []
    for who in ("ana@example.org", "owner@club.example"):
        letter = message_from_bytes(to(server, who).content, policy=policy.default)
        html = letter.get_body(("html",))
        assert html is not None
        bodies.append(html.get_content().replace("\n", ""))
    assert ["Leave" in body for body in bodies] == [True, True]
    assert ["end?m=42" in body for body in bodies] == [True, False]
    for attempt in Attempt.objects.all():
        again = build_mime(message_of_attempt(stage.organization, attempt.pk))
        assert again.sha256 == attempt.bytes_sha256


def test_a_rehearsal_is_said_into_the_test_mailbox_and_to_nobody(
    transactional_db: None, home: Path, server: ScriptedServer
) -> None:
    stage = Stage(server, live=False)
    stage.rule("renewals", "7 days")
    stage.due("ana", "ben")
    assert stage.dispatch().accepted == 2
    assert server.connections == 0
    letters = list_messages(mailbox_directory(stage.organization))
    assert sorted(letter.recipient for letter in letters) == ["ana@example.org", "ben@example.org"]
    assert {row.mode for row in Reminder.objects.all()} == {"rehearsal"}
    # What the rehearsal said counts as said to nobody: live, the next step speaks to those it never spoke to.
    stage.go_live()
    stage.rule("renewals", "7 days", step("3 days", message="renewal"))
    stage.advance(days=4)
    assert stage.dispatch().accepted == 2
    assert stage.said == ["ana@example.org", "ben@example.org"]
    stage.close()


def test_back_in_rehearsal_nothing_live_leaves_any_more(stage: Stage, server: ScriptedServer) -> None:
    server.script = Script(recipient="451 4.2.1 Later")
    stage.due("ana")
    stage.dispatch()
    assert stage.deliveries() == {"ana@example.org": "queued later"}
    server.script = Script()
    stage.return_to_rehearsal()
    stage.advance(hours=1)
    stage.dispatch()
    assert stage.said == []
    states = {(d.reminder.mode, d.state) for d in Delivery.objects.select_related("reminder")}
    assert states == {("live", "queued"), ("rehearsal", "accepted")}


def test_a_step_with_two_channels_is_released_once_and_leaves_by_both(stage: Stage) -> None:
    stage.speak_by("mailbox", key="shelf")
    stage.rule("renewals", step("7 days", channels=("mailbox", "shelf")))
    stage.due("ana")
    done = stage.dispatch()
    assert (done.released, done.accepted) == (1, 2)
    assert stage.said == ["ana@example.org"]
    (letter,) = list_messages(mailbox_directory(stage.organization))
    assert letter.recipient == "ana@example.org"
    assert len({d.message_id for d in Delivery.objects.all()}) == 2


def test_more_recipients_than_connections_all_hear(stage: Stage) -> None:
    stage.rule("renewals", step("7 days", contacts=True))
    stage.due("ana", member={"details": {"contacts": [f"c{n}@firm.example" for n in range(11)]}})
    assert stage.dispatch().accepted == 12
    assert len(set(stage.said)) == 12


def test_no_more_than_asked_for_is_handed_over(stage: Stage) -> None:
    stage.due("ana", "ben", "cai")
    assert stage.dispatch(limit=2).handed_over == 2
    assert stage.dispatch().handed_over == 1


def test_once_it_is_time_to_stop_nothing_begins(stage: Stage, server: ScriptedServer) -> None:
    stage.due("ana", "ben")
    assert stage.dispatch(stop=lambda: True).handed_over == 0
    assert server.connections == 0
    assert stage.dispatch().handed_over == 2


def test_the_cap_of_the_first_day_holds_back_the_rest_until_it_is_over(stage: Stage) -> None:
    stage.return_to_rehearsal()
    stage.advance(hours=5)
    stage.go_live(first_day_cap=2)
    stage.advance(hours=19)
    for who in ("ana", "ben", "cai", "dan"):
        stage.told(who, next_on=stage.in_days(7))
    stage.plan()
    stage.advance(hours=1)
    stage.rule("renewals", "7 days", past_moments="speak")
    done = stage.dispatch()
    assert (done.accepted, done.is_capped) == (2, True)
    assert stage.dispatch().accepted == 0
    stage.advance(hours=5)
    done = stage.dispatch()
    assert (done.accepted, done.is_capped) == (2, False)
    assert len(set(stage.said)) == 4


def test_while_few_may_leave_what_law_demands_leaves_first(stage: Stage) -> None:
    publish_message(
        organization=stage.organization,
        key="notice",
        name="Notice",
        actor="a",
        now=stage.now,
        message_class=MessageClass.REQUIRED,
        texts=default_message("renewal").texts_as(MessageClass.REQUIRED),
    )
    stage.return_to_rehearsal()
    stage.go_live(first_day_cap=2)
    for who in ("ana", "ben"):
        stage.told(who, next_on=stage.in_days(7))
    stage.rule("renewals", "8 days", past_moments="speak")
    stage.rule("notices", step("7 days", message="notice"), past_moments="speak")
    stage.dispatch()
    released = Reminder.objects.filter(released_at__isnull=False).values_list("rule__key", flat=True)
    assert list(released) == ["notices", "notices"]


def test_words_that_cannot_be_made_fail_that_delivery_only(stage: Stage) -> None:
    stage.due("ana", "ben", member={"locale": "en"})
    stage.told("ben", member={"locale": "fr"})
    bomb = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}"
    MessageText.objects.filter(locale="fr").update(html_compiled=bomb)
    stage.dispatch()
    assert stage.deliveries() == {
        "ana@example.org": "accepted taken",
        "ben@example.org": "failed not_rendered",
    }


def test_a_rehearsal_needs_no_way_out_and_what_found_none_leaves_once_there_is_one(stage: Stage) -> None:
    stage.return_to_rehearsal()
    stage.rule("renewals", step("7 days", channels=("post",)))
    stage.due("ana")
    stage.dispatch()
    assert stage.reminders() == {"ana": "released claimed"}
    stage.go_live()
    stage.rule("renewals", step("7 days", channels=("pigeon",)))
    stage.due("ben")
    stage.dispatch()
    assert stage.reminders()["ben"] == "skipped no_channel"
    needs = needs_owner(stage.organization, stage.now, 30)
    assert [each.count for each in needs if each.need is Need.NO_WAY_OUT] == [2]
    stage.speak_by("mailbox", key="pigeon")
    stage.dispatch()
    assert stage.reminders()["ben"] == "released claimed"
    assert Need.NO_WAY_OUT not in [each.need for each in needs_owner(stage.organization, stage.now, 30)]


def test_nothing_is_handed_over_inside_a_transaction(stage: Stage) -> None:
    stage.due("ana")
    with pytest.raises(DispatcherError), transaction.atomic():
        stage.dispatch()
    assert stage.said == []
