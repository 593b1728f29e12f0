"""Channels that other packages bring: found, checked, kept as rows, and no danger to the others."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forenotice.accounts.models import Organization
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.operations import declare_channel, hand_over_once
from forenotice.channels.plugins import installed, open_plugin, plugin_for
from forenotice.channels.purpose import is_for_programs, is_repeatable
from forenotice.channels.queries import channel_by_key, open_channel
from forenotice.kernel.message import Outcome
from tests.contracts.channel_contract import Messages, Payloads, Teller
from tests.support.plugins import Announce, announce, announce_example, forget
from tests.support.stage import Stage

__all__ = ["announce"]

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NOBODY_THERE = {"server": "http://127.0.0.1:9", "topic": "choir"}
BOARD = """
import sys
from pathlib import Path
from forenotice.kernel.message import Outcome, Receipt

carries = "messages"

class Board:
    connections = 1
    is_idempotent = True

    def __init__(self, file):
        self.file = Path(file)

    def deliver(self, pull):
        while messages := pull(1):
            for message in messages:
                with self.file.open("a") as file:
                    file.write(f"{message.recipient.email}: {message.subject}\\n")
                yield [Receipt(message.message_id, Outcome.ACCEPTED)]

    def close(self):
        pass

def problems(settings, secrets):
    return [] if "file" in settings else ["Set file to where the board is."]

def open(settings, secrets):
    return Board(settings["file"])
"""


def declare(
    organization: Organization, kind: str, settings: dict[str, Any], key: str = "push", **secrets: str
) -> bool:
    return declare_channel(
        organization=organization,
        key=key,
        kind=kind,
        settings=settings,
        secrets=secrets,
        references={name: f"env:{name.upper()}" for name in secrets},
        actor="owner",
        now=NOW,
    )


def test_the_example_is_found_by_its_entry_point(announce: Announce) -> None:
    announce_example(announce)
    assert [(one.kind, one.origin, one.fault) for one in installed().values()] == [
        ("ntfy", "forenotice-ntfy 0.1.0", "")
    ]
    for settings, words in (
        ({"topic": "choir"}, "Set server to a web address"),
        (NOBODY_THERE | {"kinds": ["renewals"]}, "did you mean renewal"),
        (NOBODY_THERE | {"since": NOW}, "The setting since holds a date or a time"),
    ):
        with pytest.raises(ChannelRefusedError, match=words):
            open_plugin("ntfy", settings, {})
    carries, channel = open_plugin("ntfy", NOBODY_THERE | {"kinds": ["renewal"]}, {})
    assert carries == "payloads"
    [receipt] = Teller(Payloads().make_all(1)).run(channel)
    assert (receipt.outcome, receipt.detail, receipt.whole_channel) == (
        *(Outcome.LATER, "Connection refused"),
        True,
    )
    assert not channel.probe().is_reachable


def test_a_broken_plugin_is_told_of_and_stops_no_other(announce: Announce) -> None:
    announce("good", {"board": "board"}, {"board": BOARD})
    announce("absent", {"fax": "no_such_module"})
    announce("leaves", {"goodbye": "leaves"}, {"leaves": "raise SystemExit('no licence')"})
    announce("torn", {"torn": "torn:Channel"}, {"torn": "class Channel:\n    carries = 'pigeons'\n"})
    announce("proud", {"email": "board"})
    announce("first", {"twin": "board"})
    announce("second", {"twin": "board"})
    assert plugin_for("board").carries == "messages"
    for kind, words in (
        ("fax", "fax of absent 0.1.0 cannot be used: it cannot be loaded: ModuleNotFoundError"),
        ("goodbye", "cannot be loaded: SystemExit in leaves.py, line 1. no licence"),
        (
            "torn",
            "it lacks problems. it lacks open. it carries 'pigeons', which must be messages or",
        ),
        ("email", "that kind is one of ours"),
        ("twin", "of (first|second) 0.1.0 and (first|second) 0.1.0 cannot be used: they both bring it"),
        ("owl", "No channel is of the kind owl; write one of mailbox, .*, board, "),
    ):
        with pytest.raises(ChannelRefusedError, match=words):
            plugin_for(kind)


@pytest.mark.parametrize(
    ("board", "error"),
    [
        (BOARD.replace('settings["file"]', 'settings["fil"]'), "KeyError"),
        (BOARD.replace('Board(settings["file"])', "sys.exit(3)"), "SystemExit"),
        (BOARD.replace('[] if "file"', 'sys.exit(3) if "file"'), "SystemExit"),
    ],
)
def test_a_plugin_that_breaks_over_its_settings_is_refused(
    announce: Announce, board: str, error: str
) -> None:
    announce("board", {"board": "board"}, {"board": board})
    words = rf"^The plugin board broke: {error} in board.py, line \d+\.$"
    with pytest.raises(ChannelRefusedError, match=words):
        open_plugin("board", {"file": "/somewhere/private"}, {})


@pytest.mark.django_db
def test_a_channel_of_a_plugin_is_kept_as_a_row(announce: Announce) -> None:
    choir = Organization.objects.create(key="choir", name="Harbour Choir", created_at=NOW)
    announce_example(announce)
    assert declare(choir, "ntfy", NOBODY_THERE, token="tk_secret")
    assert not declare(choir, "ntfy", NOBODY_THERE, token="tk_secret")
    channel = channel_by_key(choir, "push")
    assert (is_for_programs(channel), is_repeatable(channel)) == (True, False)
    assert not open_channel(channel, clock=lambda: NOW).is_idempotent
    announce("board", {"board": "board"}, {"board": BOARD})
    assert declare(choir, "board", {"file": "board.txt"}, key="wall")
    channel = channel_by_key(choir, "wall")
    assert (is_for_programs(channel), is_repeatable(channel)) == (False, True)
    assert declare(choir, "mailbox", {}, key="wall")
    assert (channel_by_key(choir, "wall").carries, is_repeatable(channel_by_key(choir, "wall"))) == ("", True)


@pytest.mark.django_db
def test_whoever_tries_a_plugin_that_asks_for_nothing_is_told_so(announce: Announce) -> None:
    choir = Organization.objects.create(key="choir", name="Harbour Choir", created_at=NOW)
    announce("board", {"board": "board"}, {"board": BOARD.replace("pull(1)", "()")})
    declare(choir, "board", {"file": "board.txt"})
    receipt = hand_over_once(channel_by_key(choir, "push"), Messages().make(1), clock=lambda: NOW)
    assert receipt.outcome is Outcome.LATER
    assert receipt.detail == "It asked for nothing, so nothing was handed over."


@pytest.mark.django_db(transaction=True)
def test_members_are_told_by_a_plugin_and_wait_while_it_is_gone(announce: Announce, tmp_path: Path) -> None:
    board = tmp_path / "board.txt"
    announce("board", {"board": "board"}, {"board": BOARD})
    stage = Stage()
    stage.speak_by("board", file=str(board))
    stage.rule("renewals", "7 days")
    stage.due("ana")
    assert stage.dispatch().accepted == 1
    stage.close()
    (tmp_path / "site").rename(tmp_path / "taken away")
    forget()
    stage.due("ben")
    gone = stage.dispatch()
    assert gone.handed_over == 0
    assert "No channel is of the kind board" in gone.failures["mailbox"]
    (tmp_path / "taken away").rename(tmp_path / "site")
    forget()
    stage.advance(minutes=10)
    assert stage.dispatch().accepted == 1
    assert [line.split(":")[0] for line in board.read_text().splitlines()] == [
        "ana@example.org",
        "ben@example.org",
    ]
