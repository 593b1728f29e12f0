"""What is scheduled and sent, and the test mailbox, as their owner sees them."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from forenotice.accounts.states import Role
from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.ledger.models import DueDate, Member, Product
from forenotice.ledger.operations import keep_words
from forenotice.planner.models import Reminder
from forenotice.planner.states import ReminderState
from tests.support.console import Person
from tests.support.stage import Stage


@pytest.fixture
def stage(transactional_db: None, settings: Settings, tmp_path: Path) -> Stage:
    """A club in rehearsal that has just said something to Ana, and kept quiet to Ben, who has no address."""
    settings.FORENOTICE_HOME = tmp_path
    stage = Stage(live=False, time_zone="Europe/Paris")
    stage.rule("weekly", "7 days", name="Once a week")
    next_on = stage.in_days(8)
    stage.told("ana", member={"first_name": "=1+1", "last_name": "<b>Duarte</b>"}, next_on=next_on)
    stage.due("ben", member={"email": ""})
    stage.dispatch()
    return stage


def test_what_left_and_what_did_not(stage: Stage) -> None:
    owner = Person(stage.organization)
    sent = owner.look("scheduled/", show="sent")
    assert "ana@example.org" in sent
    assert "&lt;b&gt;Duarte" in sent
    assert "ben" not in sent
    withheld = Person(stage.organization, Role.VIEWER, "fr").look("scheduled/", show="withheld")
    assert "Il n’y a pas d’adresse à laquelle écrire." in withheld
    assert "ben" in owner.look("scheduled/", show="withheld", reason="no_recipient")
    assert "Nothing fits" in owner.look("scheduled/", show="withheld", reason="paid")
    keep_words(organization=stage.organization)
    for fits in ({"member": "duar"}, {"member": "ana"}, {"kind": "renewal"}):
        assert "ana@example.org" in owner.look("scheduled/", show="sent", **fits)
        assert "ana@example.org" in owner.look("scheduled/deliveries", **fits)
    product = str(Product.objects.get(organization=stage.organization).pk)
    assert "ana@example.org" in owner.look("scheduled/", show="sent", product=product)
    for other in ({"member": "ben"}, {"kind": "card_expiry"}):
        assert "Nothing fits" in owner.look("scheduled/", show="sent", **other)
        assert "Nothing fits" in owner.look("scheduled/deliveries", **other)
    (line,) = owner.rows("scheduled/reminders.csv", show="sent", product=product)
    assert (line["Member"], line["Email"]) == ("'=1+1 <b>Duarte</b>", "ana@example.org")
    assert (line["Amount"], line["Currency"], line["Reminder"]) == ("12.00", "EUR", "Once a week")


def test_every_list_of_the_room_is_a_file_too(stage: Stage) -> None:
    owner = Person(stage.organization)
    deliveries = Delivery.objects.filter(organization=stage.organization)
    reminder_id = deliveries.get().reminder_id
    for state, words in (("queued", "Waiting"), ("failed", "Refused"), ("accepted", "Sent")):
        deliveries.update(state=state)
        # Nothing is called sent that nobody took.
        assert f">{words}</span>" in owner.look(f"scheduled/{reminder_id}").split("<dl>")[0]
        assert (f">{words}</span>" in owner.look("scheduled/", show="sent")) == (state != "accepted")
        waits = "1 of them waits: no way out has taken it yet." in owner.look("")
        assert waits == (state == "queued")
    deliveries.update(state=DeliveryState.UNKNOWN, reason=DeliveryReason.NO_ANSWER)
    Attempt.objects.filter(organization=stage.organization).update(code="451", detail="Come back later")
    assert "451 Come back later" in owner.look("scheduled/deliveries")
    due_on = (datetime.now(UTC) + timedelta(days=20)).date()
    stage.told("eve", next_on=due_on, member={"zone": "Asia/Tokyo"})
    rows = {
        name: owner.rows(f"scheduled/{name}.csv")
        for name in ("deliveries", "tries", "doubts", "letters", "leaving")
    }
    assert {name: len(lines) for name, lines in rows.items()} == {
        "deliveries": 1,
        "tries": 1,
        "doubts": 1,
        "letters": 0,
        "leaving": 1,
    }
    (attempt,) = rows["tries"]
    assert (attempt["Code"], attempt["Answer"], attempt["State"]) == ("451", "Come back later", "Handed over")
    assert rows["deliveries"][0]["Way"] == "Test mailbox"
    (coming,) = rows["leaving"]
    assert (coming["Reminder"], coming["Amount"]) == ("Once a week", "12.00")
    assert coming["Why withheld"] == "The facts are older than their source allows."
    here, there = (datetime.fromisoformat(coming[name]) for name in ("When", "When, for them"))
    assert (here, there.utcoffset()) == (there, timedelta(hours=9))


def test_a_file_speaks_the_language_and_the_hours_of_the_page(stage: Stage) -> None:
    viewer = Person(stage.organization, Role.VIEWER, "fr")
    (line,) = viewer.rows("scheduled/reminders.csv", show="withheld")
    assert re.search(r"\+0[12]:00$", line["Quand"])
    assert line["État"] == "Retenu"


def test_what_no_page_of_ours_asks_breaks_nothing(stage: Stage) -> None:
    owner = Person(stage.organization)
    ends = {"first": "0001-01-01", "last": "9999-12-31"}
    for path in ("scheduled/", "scheduled/deliveries", "settings/trail"):
        owner.look(path, **ends)
    for path, name in (("scheduled/doubts", "delivery"), ("scheduled/letters", "letter")):
        assert owner.send(path, **{name: "9" * 30}).status_code == 200
    assert "Did the chosen ones go by post?" in owner.send("scheduled/letters", letter="7").content.decode()
    settled = owner.send("scheduled/letters", letter="7", confirmed="yes").content.decode()
    assert "settled one of them already" in settled


def test_a_reminder_tells_how_it_came_to_this_and_what_it_said(stage: Stage) -> None:
    owner = Person(stage.organization)
    sent = owner.look("scheduled/", show="sent")
    path = re.search(r'"/console/club/(scheduled/\d+)"', sent)
    assert path
    shown = owner.look(path[1])
    assert "The reminder is meant for this payment." in shown
    said = re.search(r'src="/console/club/(scheduled/said/\d+)"', shown)
    assert said
    frame = owner.browser.get(owner.address(said[1]))
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert b"&lt;b&gt;" in frame.content or b"=1+1" in frame.content
    assert "makes the very bytes" in owner.look(path[1], proof=1)


def test_a_scheduled_one_is_sent_now_or_dropped(stage: Stage) -> None:
    owner, viewer = Person(stage.organization), Person(stage.organization, Role.VIEWER)
    stage.told("eve", next_on=stage.in_days(8))
    stage.plan()
    reminder = Reminder.objects.get(organization=stage.organization, state=ReminderState.PLANNED)
    path = f"scheduled/{reminder.pk}"
    assert viewer.send(path, ask="send_now").status_code == 403
    assert "Send this reminder now?" in owner.send(path, ask="send_now").content.decode()
    reminder.refresh_from_db()
    assert reminder.reason != "asked_now"
    sent = owner.send(path, ask="send_now", confirmed="yes").content.decode()
    assert "leaves within a minute" in sent
    reminder.refresh_from_db()
    assert reminder.reason == "asked_now"
    owner.send(path, ask="nothing that we know")
    assert "nobody can undo this" in owner.send(path, ask="cancel").content.decode()
    assert Reminder.objects.filter(pk=reminder.pk, state=ReminderState.PLANNED).exists()
    assert "will not be sent" in owner.send(path, ask="cancel", confirmed="yes").content.decode()
    assert "no longer scheduled" in owner.send(path, ask="cancel", confirmed="yes").content.decode()


def test_a_person_decides_about_what_is_in_doubt(stage: Stage) -> None:
    owner, viewer = Person(stage.organization), Person(stage.organization, Role.VIEWER)
    delivery = Delivery.objects.get(organization=stage.organization)
    Delivery.objects.filter(organization=stage.organization).update(
        state=DeliveryState.UNKNOWN, reason=DeliveryReason.NO_ANSWER
    )
    assert "did not say whether it took it" in owner.look("scheduled/doubts")
    refused = viewer.send("scheduled/doubts", delivery=delivery.pk, decision="resend")
    assert refused.status_code == 403
    assert "Choose at least one" in owner.send("scheduled/doubts", decision="resend").content.decode()
    asked = owner.send("scheduled/doubts", delivery=delivery.pk, decision="resend").content.decode()
    assert "If the member had it already, they get it twice" in asked
    let_be = {"delivery": delivery.pk, "decision": "let_be", "confirmed": "yes"}
    done = owner.send("scheduled/doubts", **let_be).content.decode()
    assert "1 message is left as it is." in done
    again = owner.send("scheduled/doubts", **let_be | {"decision": "resend"}).content.decode()
    assert "decided about one of them already" in again
    assert "Left as it is" in owner.look("scheduled/deliveries", state="let_be")
    assert "Nothing fits" in owner.look("scheduled/deliveries", state="bounced")


def test_what_came_back_is_sent_again(stage: Stage) -> None:
    owner, viewer = Person(stage.organization), Person(stage.organization, Role.VIEWER)
    delivery = Delivery.objects.get(organization=stage.organization)
    path = f"scheduled/deliveries/{delivery.pk}/again"
    assert "Only a message to a person that failed" in owner.look(path)
    delivery.state = DeliveryState.BOUNCED
    delivery.save()
    listed = owner.look("scheduled/deliveries", state="bounced")
    assert path in listed
    assert path not in viewer.look("scheduled/deliveries", state="bounced")
    assert path in owner.look(f"scheduled/{delivery.reminder_id}")
    assert "its payment is over" in owner.look(path).lower(), "it was due in March 2026"
    DueDate.objects.filter(reminders=delivery.reminder_id).update(due_on=datetime.now(UTC).date())
    assert "once more" in owner.look(path)
    Member.objects.filter(organization=stage.organization).update(email="ana@example.net")
    assert "ana@example.net, where its member is reached" in owner.look(path)
    assert viewer.send(path).status_code == 403
    assert "leaves for ana@example.net" in owner.send(path).content.decode()
    assert Delivery.objects.filter(recipient="ana@example.net", state=DeliveryState.QUEUED).exists()
    assert "sent it again already" in owner.send(path).content.decode()
    assert "which did not arrive, sent again" in owner.look("settings/trail")


def test_every_try_stands_in_a_list(stage: Stage) -> None:
    owner = Person(stage.organization)
    Attempt.objects.filter(organization=stage.organization).update(code="451", detail="Come back later")
    for fits in ({}, {"state": "accepted"}, {"channel": "mailbox"}, {"first": "2026-01-01"}):
        assert "451 Come back later" in owner.look("scheduled/tries", **fits)
        assert [row["Code"] for row in owner.rows("scheduled/tries-found.csv", **fits)] == ["451"]
    for other in ({"state": "never"}, {"last": "2026-01-01"}):
        assert "Nothing fits" in owner.look("scheduled/tries", **other)
        assert owner.rows("scheduled/tries-found.csv", **other) == []


def test_what_is_seen_needs_nobody_any_more(stage: Stage) -> None:
    owner, viewer = Person(stage.organization), Person(stage.organization, Role.VIEWER)
    now = datetime.now(UTC)
    Reminder.objects.filter(organization=stage.organization).update(
        state=ReminderState.MISSED, reason="too_late", changed_at=now - timedelta(hours=1)
    )
    assert "reminders came too late" in owner.look()
    page = owner.look("scheduled/", show="missed")
    until = re.search(r'name="until" value="([^"]+)"', page)
    assert until
    assert "I have seen these" in page
    assert "I have seen these" not in viewer.look("scheduled/", show="missed")
    fields = {"need": "missed", "until": until[1]}
    assert viewer.send("scheduled/seen", **fields).status_code == 403
    for wrong in ({"need": "pulse_broken"}, {"until": "2026-13-01T99:00"}, {"until": "2026-01-01 10:00"}):
        owner.send("scheduled/seen", **fields | wrong)
    assert "reminders came too late" in owner.look()
    assert "Seen up to" in owner.send("scheduled/seen", **fields).content.decode()
    assert "came too late" not in owner.look()
    assert "let it rest" in owner.look("settings/trail")
    assert "I have seen these" in owner.send("scheduled/seen", again="yes", **fields).content.decode()
    assert "reminders came too late" in owner.look()
    assert "I have seen these" not in owner.look("scheduled/deliveries", state="bounced")


def test_the_mailbox_shows_what_the_rehearsal_caught(stage: Stage) -> None:
    owner = Person(stage.organization)
    stage.due("eve")
    stage.dispatch()
    listed = owner.look("mailbox/")
    assert listed.index("eve@example.org") < listed.index("ana@example.org")
    assert "ana@" not in owner.look("mailbox/", search="EVE@")
    Member.objects.filter(organization=stage.organization, external_id="eve").update(zone="Asia/Tokyo")
    keep_words(organization=stage.organization)
    assert owner.look("mailbox/").count("for them") == 1
    assert [row["To"] for row in owner.rows("mailbox/mailbox.csv", search="EVE@")] == ["eve@example.org"]
    path = re.search(r'"/console/club/(mailbox/letters/[^"]+)"', listed)
    assert path
    letter = owner.look(path[1])
    assert "for them" in letter
    assert "Older" in letter
    assert "Newer" not in letter
    frame = owner.browser.get(owner.address(f"{path[1]}/html"))
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert owner.browser.get(owner.address(f"{path[1]}/source")).content.startswith(b"Date: ")
    for wrong in ("mailbox/letters/none.eml", f"{path[1]}/other", "mailbox/letters/..%2f..%2fsecret.key"):
        assert owner.browser.get(owner.address(wrong)).status_code == 404
    assert "Delete them all" in owner.look("mailbox/empty")
    assert "2 messages are thrown away." in owner.send("mailbox/empty", confirmed="yes").content.decode()
    assert "Nothing was caught yet" in owner.look("mailbox/")
