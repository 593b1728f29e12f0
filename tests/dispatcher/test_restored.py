"""An older database was put back, with deliveries that waited; and a journal that cannot be written."""

from pathlib import Path

from forenotice.dispatcher.models import Attempt, ChannelFailure, Delivery
from forenotice.dispatcher.operations import mark_what_was_said
from forenotice.dispatcher.queries import is_behind_journal
from tests.support.smtp_servers import ACCEPT, Script, ScriptedServer
from tests.support.stage import Stage

LATER = Script(recipient="451 4.2.1 Later")


def put_back(*names: str) -> None:
    """Let these deliveries wait for their second try, as in the backup."""
    Attempt.objects.filter(number=2).delete()
    Delivery.objects.filter(recipient__in=names).update(state="queued", reason="later", attempts_made=1)


def test_what_waited_and_was_taken_since_is_let_be_and_what_was_not_taken_waits_on(
    stage: Stage, server: ScriptedServer
) -> None:
    server.script = LATER
    stage.due("ana", "ben")
    stage.dispatch()
    assert not is_behind_journal()
    server.script = Script(
        message=lambda talk: ACCEPT if "ana" in str(talk.recipients) else "451 4.3.0 Later"
    )
    stage.advance(minutes=30)
    stage.dispatch()
    recipients = [recipient for message in server.arrived for recipient in message.recipients]
    assert recipients == ["ana@example.org"]
    put_back("ana@example.org", "ben@example.org")
    assert is_behind_journal()
    mark_what_was_said(organization=stage.organization, since=stage.now, now=stage.now)
    states = dict(Delivery.objects.values_list("recipient", "state"))
    assert states == {"ana@example.org": "let_be", "ben@example.org": "queued"}


def test_what_the_journal_cannot_take_does_not_leave_and_leaves_once_it_can(
    stage: Stage, server: ScriptedServer, home: Path
) -> None:
    stage.due("ana")
    in_the_way = home / "journal" / f"{stage.now:%Y-%m-%d}.log"
    in_the_way.mkdir(parents=True)
    stage.dispatch()
    assert server.arrived == []
    assert "send journal" in ChannelFailure.objects.get().detail
    in_the_way.rmdir()
    stage.advance(minutes=30)
    stage.dispatch()
    assert len(server.arrived) == 1
    assert Delivery.objects.get().state == "accepted"
