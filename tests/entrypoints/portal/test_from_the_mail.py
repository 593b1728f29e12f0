"""From a mail that arrived to a reminder that does not: by its header, and by the page behind its link."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from pytest_django import Settings

from forenotice.consent.queries import preference_of
from forenotice.engine.asking_members import ask_members
from forenotice.planner.models import Reminder
from tests.entrypoints.portal.reader import Reader
from tests.support.smtp_servers import ScriptedServer
from tests.support.stage import Stage

BASE = "https://reminders.example.org"


@pytest.fixture
def stage(transactional_db: None, home: Path, settings: Settings) -> Iterator[Stage]:
    """A club that speaks by email, seven and three days before."""
    settings.FORENOTICE_MAKES_LINKS, settings.FORENOTICE_BASE_URL = True, BASE
    with ScriptedServer() as server:
        made = Stage(server)
        made.rule("renewals", "7 days", "3 days")
        made.due("ana")
        made.dispatch()
        yield made
        made.close()


def mails(stage: Stage) -> list[bytes]:
    assert stage.server is not None
    return [mail.content for mail in stage.server.arrived]


def reasons(stage: Stage) -> set[tuple[str, str]]:
    rows = Reminder.objects.filter(organization=stage.organization)
    return set(rows.values_list("state", "reason"))


def test_one_click_in_a_mail_program_keeps_the_next_reminder_back(stage: Stage) -> None:
    mail = message_from_bytes(mails(stage)[0], policy=policy.default)
    address = re.fullmatch(rf"<{BASE}(/u/[^>]+)>", mail["List-Unsubscribe"])
    assert address
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    Reader(stage).get(address[1])
    Reader(stage).post(address[1], {"List-Unsubscribe": "One-Click"})
    stage.advance(days=4)
    stage.dispatch()
    assert len(mails(stage)) == 1
    assert ("skipped", "opted_out") in reasons(stage)


def asked_in(stage: Stage, number: int) -> tuple[tuple[str, ...], str]:
    """To whom a letter went that asks for an address, and the link in it."""
    assert stage.server is not None
    letter = stage.server.arrived[number]
    body = message_from_bytes(letter.content, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(rf"{BASE}(/a/\S+)", body.get_content())
    assert found
    return letter.recipients, found[1]


def test_a_wish_made_on_the_page_reaches_the_next_mail(stage: Stage) -> None:
    body = message_from_bytes(mails(stage)[0], policy=policy.default).get_body(("html",))
    assert body is not None
    address = re.search(rf'href="{BASE}(/m/[^"]+)"', body.get_content())
    assert address
    reader = Reader(stage)
    shown = reader.get(address[1])
    form = re.search(r'name="form" value="([^"]+)"', shown.content.decode())
    assert form
    sent = {"form": form[1], "courtesy": "yes", "locale": "fr", "address": "ana@home.example"}
    reader.post(address[1], sent)
    assert ask_members(organization=stage.organization, now=stage.now) == 1
    assert ask_members(organization=stage.organization, now=stage.now) == 0
    assert stage.server is not None
    recipients, link = asked_in(stage, 1)
    assert recipients == ("ana@home.example",)
    reader.get(link)
    assert preference_of(stage.subscription("ana").member).address == "", "a scanner's visit changes nothing"
    # What is asked for meanwhile takes its place, and is written to a bit later.
    reader.post(address[1], sent | {"address": "ana@work.example"})
    reader.post(link, {}, expect=404)
    assert ask_members(organization=stage.organization, now=stage.now) == 0
    stage.advance(minutes=10)
    reader.post(address[1], sent)
    assert ask_members(organization=stage.organization, now=stage.now) == 1
    recipients, link = asked_in(stage, 2)
    assert recipients == ("ana@home.example",)
    reader.post(link, {})
    reader.post(link, {}, expect=404)
    stage.advance(days=4)
    stage.dispatch()
    later = stage.server.arrived[3]
    assert later.recipients == ("ana@home.example",)
    assert "Bonjour" in str(message_from_bytes(later.content, policy=policy.default).get_body(("plain",)))
