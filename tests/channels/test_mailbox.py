"""The test mailbox: one whole file for each message, whatever happens."""

import hashlib
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forenotice.channels.contract import OpenChannel
from forenotice.channels.errors import UnknownLetterError
from forenotice.channels.mailbox.carrier import MailboxChannel
from forenotice.channels.mailbox.shelf import list_messages, read_message
from forenotice.kernel.message import Message, Outcome
from forenotice.kernel.payload import Payload, PayloadType
from tests.contracts.channel_contract import ChannelContract, Mood, Stage, Teller
from tests.support.messages import COMPOSED_AT, make_message, make_messages, pull_from


class MailboxStage(Stage):
    """A folder is never silent and never vanishes; it may be full, or no folder at all."""

    moods = frozenset({Mood.ACCEPTS, Mood.SAYS_LATER, Mood.IS_CLOSED})

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "mailbox"

    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Message]:  # noqa: ARG002 (it has one way in)
        if mood is not Mood.ACCEPTS:
            self.folder.write_text("A file stands where the folder should be.")
        elif self.folder.is_file():
            self.folder.unlink()
        return MailboxChannel(self.folder)

    def arrived(self) -> list[str]:
        return [letter.message_id for letter in list_messages(self.folder)]


class TestMailbox(ChannelContract):
    """The contract, kept by a folder."""

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Stage:
        return MailboxStage(tmp_path)


def test_letters_are_listed_by_date_and_read_whole(tmp_path: Path) -> None:
    late = make_message(1, composed_at=COMPOSED_AT + timedelta(days=3), subject="Späte Nachricht")
    Teller([late, make_message(2)]).run(MailboxChannel(tmp_path))
    first, second = list_messages(tmp_path)
    assert [first.message_id, second.message_id] == ["reminder-2@example.org", "reminder-1@example.org"]
    assert second.name == "2026-11-27T090000_reminder-1@example.org.eml"
    assert second.at == COMPOSED_AT + timedelta(days=3)
    assert second.subject == "Späte Nachricht"
    assert second.recipient == "Member 1 <member1@example.net>"
    letter = read_message(tmp_path, second.name)
    assert (letter.text, letter.html) == (late.text, late.html)
    assert [one.name for one in list_messages(tmp_path, limit=1)] == [second.name]


def test_a_repeat_with_another_date_overwrites(tmp_path: Path) -> None:
    Teller([make_message(1)]).run(MailboxChannel(tmp_path))
    again = make_message(1, composed_at=COMPOSED_AT + timedelta(days=1), text="Newer words.\n")
    Teller([again]).run(MailboxChannel(tmp_path))
    (letter,) = list_messages(tmp_path)
    assert read_message(tmp_path, letter.name).text == "Newer words.\n"


def test_ids_that_are_no_file_names_stay_apart_and_inside(tmp_path: Path) -> None:
    folder = tmp_path / "mailbox"
    ids = ["../../up@example.org", "..-..-up@example.org", f"{'x' * 200}1@e.org", f"{'x' * 200}2@e.org"]
    Teller([make_message(n, message_id=message_id) for n, message_id in enumerate(ids)]).run(
        MailboxChannel(folder)
    )
    assert sorted(letter.message_id for letter in list_messages(folder)) == sorted(ids)
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("name", ["../secret", "nothing", "/etc/passwd", "", "a/../../secret"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.eml").write_text("Subject: secret\n\nsecret")
    folder = tmp_path / "mailbox"
    folder.mkdir()
    with pytest.raises(UnknownLetterError):
        read_message(folder, name)


def test_a_folder_that_is_not_there_yet_is_empty(tmp_path: Path) -> None:
    assert list_messages(tmp_path / "nothing") == []


_WRITE_FOREVER = """
import sys
from itertools import count
from pathlib import Path
from forenotice.channels.mailbox.carrier import MailboxChannel
from tests.support.messages import make_message
numbers = count()
channel = MailboxChannel(Path(sys.argv[1]))
for receipts in channel.deliver(lambda n: [make_message(next(numbers), html="x" * 50_000) for _ in range(n)]):
    print(next(numbers), flush=True)
"""


def test_a_crash_midway_leaves_no_half_letter(tmp_path: Path) -> None:
    for _ in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITE_FOREVER, tmp_path], stdout=subprocess.PIPE, cwd=Path.cwd()
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        writer.kill()
        writer.wait()
        writer.stdout.close()
    names = [letter.name for letter in list_messages(tmp_path)]
    assert len(names) > 20
    assert all(read_message(tmp_path, name).html == "x" * 50_000 for name in names)


_WRITE_THE_SAME_FOREVER = """
import sys
from pathlib import Path
from forenotice.channels.mailbox.carrier import MailboxChannel
from tests.support.messages import make_message
message = make_message(1, html="x" * 900_000, text="The end.")
for receipts in MailboxChannel(Path(sys.argv[1])).deliver(lambda n: [message]):
    print("written", flush=True)
"""


def test_whoever_reads_meanwhile_never_sees_half_a_letter(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITE_THE_SAME_FOREVER, tmp_path], stdout=subprocess.PIPE, cwd=Path.cwd()
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        (path,) = tmp_path.glob("*.eml")
        sizes = {len(path.read_bytes()) for _ in range(2000)}
        writer.kill()
    assert len(sizes) == 1
    assert sizes.pop() > 900_000


_WRITE_WITH_LITTLE_ROOM = """
import resource, signal, sys
from pathlib import Path
from forenotice.channels.mailbox.carrier import MailboxChannel
from tests.support.messages import make_message
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
channel = MailboxChannel(Path(sys.argv[1]))
messages = [[make_message(1)], [make_message(2, html="x" * 200_000)], [make_message(3)]]
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
for (receipt,) in channel.deliver(lambda n: messages.pop(0) if messages else []):
    print(receipt.outcome, receipt.whole_channel, receipt.detail)
"""


def test_a_disk_that_takes_no_more_means_later_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WRITE_WITH_LITTLE_ROOM, tmp_path], capture_output=True, text=True, check=True
    )
    first, second = done.stdout.splitlines()
    assert first.startswith("accepted False")
    assert second == "later True The folder of the test mailbox cannot be written to: File too large."
    assert [letter.message_id for letter in list_messages(tmp_path)] == ["reminder-1@example.org"]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_durable_mailbox_keeps_the_same_letters(tmp_path: Path) -> None:
    teller = Teller(make_messages(3))
    teller.run(MailboxChannel(tmp_path, is_durable=True))
    assert set(teller.outcomes().values()) == {Outcome.ACCEPTED}
    assert len(list_messages(tmp_path)) == 3


def test_what_is_for_a_program_lies_in_the_mailbox_too(tmp_path: Path) -> None:
    """A payload is one file however often it is handed over, and reads as the very JSON it was."""
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    payload = Payload("due-1@example.org", PayloadType.DUE, '{"data":{"name":"Zoë"}}'.encode(), at, "crm")
    for _ in range(2):
        (receipt,) = next(iter(MailboxChannel(tmp_path).deliver(pull_from([payload]))))
        assert receipt.bytes_sha256 == hashlib.sha256(payload.body).hexdigest()
    (listed,) = list_messages(tmp_path)
    assert (listed.recipient, listed.subject, listed.message_id) == (
        "crm",
        "reminder.due",
        "due-1@example.org",
    )
    assert listed.at == at
    assert json.loads(read_message(tmp_path, listed.name).text) == {"data": {"name": "Zoë"}}
