"""Mail that comes back is read from its mailbox by the pulse, once, and whatever goes wrong stops nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forenotice.channels.models import ReturnBox
from forenotice.consent.queries import list_suppressions
from forenotice.dispatcher.operations import Heard
from forenotice.engine.causes import Cause
from tests.engine.owned_stage import OwnedStage, words_of
from tests.support.imap_server import PASSWORD, ImapMood, ImapServer
from tests.support.returned_mail import AWAY, complaint, report
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import ACTOR

ANA = "ana@example.org"


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def box() -> Iterator[ImapServer]:
    with ImapServer([AWAY.encode()]) as running:
        yield running


@pytest.fixture
def stage(
    transactional_db: None, home: Path, server: ScriptedServer, box: ImapServer
) -> Iterator[OwnedStage]:
    made = OwnedStage(server)
    reread(made, server, box)
    yield made
    made.close()


def reread(stage: OwnedStage, server: ScriptedServer, box: ImapServer, **more: Any) -> None:
    from forenotice.channels.operations import declare_channel

    declare_channel(
        organization=stage.organization,
        key="mailbox",
        kind="email",
        settings=server.settings(return_path="bounces+*@example.org", bounces=box.settings(**more)),
        secrets={"bounces_password": PASSWORD},
        actor=ACTOR,
        now=stage.now,
    )
    stage.close()


def test_what_comes_back_is_read_once_and_its_address_is_used_no_more(
    stage: OwnedStage, server: ScriptedServer, box: ImapServer
) -> None:
    stage.due("ana", "ben")
    assert stage.pulse().heard == Heard()
    by_address = {letter.recipients[0]: letter.sender for letter in server.arrived}
    assert by_address[ANA] != by_address["ben@example.org"]
    assert by_address[ANA].startswith("bounces+")
    box.mails.append(report(to=by_address[ANA]))
    assert stage.pulse().heard == Heard(), "a mailbox has its own interval"
    stage.advance(minutes=10)
    assert stage.pulse().heard == Heard(new=1, applied=1)
    assert stage.deliveries() == {ANA: "bounced bounced", "ben@example.org": "accepted taken"}
    assert [one.address for one in list_suppressions(stage.organization, now=stage.now)] == [ANA]
    # Numbers given anew make everything new to the reader, and nothing new to the rows.
    box.validity = 8
    stage.advance(minutes=10)
    assert stage.pulse().heard == Heard()
    assert ReturnBox.objects.get().last_number == 2
    assert not [each for each in box.commands if "STORE" in each or "SELECT" in each]


@pytest.mark.parametrize("mood", [*ImapMood][1:])
def test_a_mailbox_that_cannot_be_read_stops_nothing(
    stage: OwnedStage, box: ImapServer, mood: ImapMood
) -> None:
    box.mood = mood
    stage.due("ana")
    stage.pulse()
    assert stage.said == [ANA]
    row = ReturnBox.objects.get()
    assert row.failing_since == stage.now
    assert row.detail.startswith(f"The mailbox on 127.0.0.1:{box.port} cannot be read: ")
    assert "bounces@" not in row.detail
    stage.advance(minutes=20)
    assert stage.pulse().told == (Cause.CHANNEL_FAILING,)
    assert "mailbox (bounces)" in words_of(stage.letters[0])
    box.mood = ImapMood.WORKS
    stage.advance(minutes=10)
    stage.pulse()
    again = ReturnBox.objects.get()
    assert (again.failing_since, again.last_number) == (None, 1)


def test_a_forged_return_suppresses_nobody(
    stage: OwnedStage, server: ScriptedServer, box: ImapServer
) -> None:
    stage.due("ana")
    stage.pulse()
    (letter,) = server.arrived
    box.mails += [report(message_id=letter.message_id), report(to="bounces+" + "a" * 40 + "@example.org")]
    stage.advance(minutes=10)
    stage.pulse()
    assert stage.deliveries() == {ANA: "accepted taken"}
    box.mails.append(complaint(message_id=letter.message_id))
    stage.advance(minutes=10)
    stage.pulse()
    assert stage.deliveries() == {ANA: "complained complained"}
