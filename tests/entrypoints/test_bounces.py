"""`forenotice bounces` takes in one mail from a pipe, or looks into the mailboxes of the channels."""

from email import message_from_bytes
from pathlib import Path

import pytest

from forenotice.channels.operations import declare_channel
from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.kernel.message import MessageClass
from tests.entrypoints.desk import Desk
from tests.support.imap_server import PASSWORD, ImapServer
from tests.support.returned_mail import AWAY, report
from tests.support.smtp_servers import Script, ScriptedServer
from tests.support.stage import Stage
from tests.support.world import ACTOR


def pipe(desk: Desk, monkeypatch: pytest.MonkeyPatch, content: bytes) -> dict[str, object]:
    file = desk.home / "mail"
    file.write_bytes(content)
    with file.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        found: dict[str, object] = desk.read_json("bounces")
    return found


def test_one_mail_from_a_pipe(
    desk: Desk, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    stage = Stage(server)
    stage.rule("renewals", "7 days")
    stage.due("ana")
    stage.dispatch()
    stage.close()
    (letter,) = server.arrived
    # The stage has another day than the command's clock, which is why the quoted Date matters.
    date = str(message_from_bytes(letter.content)["Date"])
    content = report(message_id=letter.message_id, date=date)
    assert pipe(desk, monkeypatch, content) == {"new": 1, "applied": 1, "sentence": ""}
    again = pipe(desk, monkeypatch, content)
    assert again == {"new": 0, "applied": 0, "sentence": "It was told before, and changes nothing."}
    lost = pipe(desk, monkeypatch, report(message_id=f"{'0' * 40}@example.org"))
    assert lost["sentence"] == "It is about no message that is known here."
    away = pipe(desk, monkeypatch, AWAY.encode())
    assert away["sentence"] == "It is no mail that came back, and no complaint."
    assert "came back as undeliverable" in desk.run("deliveries", "list").stdout
    assert "hard_bounce" in desk.run("suppressions", "list", "--json").stdout


def test_the_mailboxes_are_read_when_asked_and_looked_at_by_check(desk: Desk, server: ScriptedServer) -> None:
    stage = Stage(server)
    assert "has a mailbox" in desk.run("bounces", "--fetch").stdout
    with ImapServer([AWAY.encode()]) as box:
        declare_channel(
            organization=stage.organization,
            key="mailbox",
            kind="email",
            settings=server.settings(bounces=box.settings()),
            secrets={"bounces_password": PASSWORD},
            actor=ACTOR,
            now=stage.now,
        )
        assert "1 mail read, 0 told something new." in desk.run("bounces", "--fetch").stdout
        assert "is read from its mailbox" in " ".join(desk.run("check").stdout.split())
    (gone,) = desk.read_json("bounces", "--fetch", expect=1)
    assert "cannot be read" in gone["fault"]


def test_a_letter_is_printed_and_settled(desk: Desk, server: ScriptedServer) -> None:
    stage = Stage(server)
    ours = default_message("renewal")
    publish_message(
        organization=stage.organization,
        key="renewal",
        name=ours.name,
        message_class=MessageClass.REQUIRED,
        texts={"en": ours.texts_as(MessageClass.REQUIRED)["en"]},
        actor=ACTOR,
        now=stage.now,
    )
    server.script = Script(recipient="550 5.1.1 Nobody")
    stage.rule("renewals", "7 days")
    stage.due("ana")
    stage.dispatch()
    stage.close()
    (one,) = desk.read_json("deliveries", "letters")
    number = str(one["number"])
    desk.run("deliveries", "letter", number)
    page = desk.home / f"letter-{number}.html"
    assert "The Club" in page.read_text(encoding="utf-8")
    assert page.stat().st_mode & 0o077 == 0
    assert "1 letter is settled" in desk.run("deliveries", "posted", number).stdout
    assert "Nothing is to be posted" in desk.run("deliveries", "letters").stdout
    assert "No letter" in desk.run("deliveries", "posted", number, expect=1).stderr
