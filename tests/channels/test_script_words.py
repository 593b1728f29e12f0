"""What the owner of a script may say, what its end means, and which files are run at all."""

import os
from pathlib import Path
from typing import Any

import pytest

from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.script.folder import UnfitScriptError, find_script
from forenotice.channels.script.settings import ScriptSettings, read_settings
from forenotice.channels.script.verdict import Ending, receipt_for
from forenotice.kernel.message import Outcome


def test_settings_have_defaults_and_are_read_whole() -> None:
    assert read_settings({"script": "tell-crm"}, {}) == ScriptSettings(script="tell-crm")
    written = {"script": "tell.sh", "timeout_seconds": 300, "memory_mb": 4096, "connections": 16}
    filters = {"events": ["reminder.due"], "kinds": ["renewal"], "products": ["gold"]}
    read = read_settings(written | filters | {"idempotent": True}, {})
    assert read == ScriptSettings(
        script="tell.sh", timeout_seconds=300, memory_mb=4096, connections=16, is_idempotent=True
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"script": ""}, "needs its script"),
        ({"script": "../tell"}, "bare name of a file"),
        ({"script": "/bin/sh"}, "bare name of a file"),
        ({"script": "tell crm"}, "bare name of a file"),
        ({"script": "-rf"}, "bare name of a file"),
        ({"script": ".hidden"}, "bare name of a file"),
        ({"script": ["sh", "-c"]}, "bare name of a file"),
        ({"timeout_seconds": 0}, "timeout_seconds must be a whole number from 1 to 300"),
        ({"timeout_seconds": 301}, "from 1 to 300"),
        ({"memory_mb": True}, "memory_mb must be a whole number"),
        ({"connections": 17}, "from 1 to 16"),
        ({"idempotent": "yes"}, "idempotent must be true or false"),
        ({"time_out": 3}, "did you mean timeout_seconds"),
        ({"command": "rm"}, "has no setting command; it knows connections, events"),
        ({"kinds": ["renewals"]}, "did you mean renewal"),
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ChannelRefusedError, match=words):
        read_settings({"script": "tell-crm"} | changes, {})


@pytest.mark.parametrize(
    ("ending", "outcome", "code", "detail"),
    [
        (Ending("exit 0"), Outcome.ACCEPTED, "exit 0", ""),
        (Ending("exit 75"), Outcome.LATER, "exit 75", "It asks to be tried again."),
        (
            Ending("exit 1", complained=b"one\ntwo"),
            Outcome.NEVER,
            "exit 1",
            "It failed with exit status 1. one two",
        ),
        (Ending("exit 127"), Outcome.NEVER, "exit 127", "It failed with exit status 127."),
        (Ending("signal 11"), Outcome.UNKNOWN, "SIGSEGV", "It was ended by SIGSEGV. If"),
        (Ending("signal 64"), Outcome.UNKNOWN, "SIGRTMAX", "It was ended by SIGRTMAX. If"),
        (Ending(""), Outcome.UNKNOWN, "SIGKILL", "It was ended by SIGKILL. If"),
        (Ending("start 8"), Outcome.LATER, "start", "It cannot be started: Exec format error."),
        (Ending("start 0"), Outcome.LATER, "start", "It cannot be started: no Python"),
        (
            Ending("signal 15", stopped_after=30),
            Outcome.UNKNOWN,
            "timeout",
            "It was stopped after 30 seconds.",
        ),
        (Ending("", stopped_after=30), Outcome.UNKNOWN, "timeout", "It was stopped after 30 seconds."),
        (Ending("exit 143", stopped_after=30), Outcome.UNKNOWN, "timeout", "It was stopped"),
        (Ending("exit 0", stopped_after=30), Outcome.ACCEPTED, "exit 0", ""),
        (Ending("exit 75", stopped_after=30), Outcome.LATER, "exit 75", "It asks"),
    ],
)
def test_how_it_ended_is_what_it_answered(ending: Ending, outcome: Outcome, code: str, detail: str) -> None:
    receipt = receipt_for("due_1", "ab", ending)
    assert (receipt.outcome, receipt.code) == (outcome, code)
    assert receipt.detail.startswith(detail)
    assert bool(detail) is bool(receipt.detail)
    assert receipt.whole_channel is ending.report.startswith("start")


def test_words_of_a_script_are_kept_short_and_without_addresses() -> None:
    said = b"Traceback\n" + b"noise " * 200 + b"\x1b[31mno member <zoe@example.net>\x00\xff here\n"
    receipt = receipt_for("due_1", "ab", Ending("exit 3", complained=said))
    assert len(receipt.detail) == 300
    assert receipt.detail.startswith("It failed with exit status 3. …")
    assert receipt.detail.endswith("no member <…>� here")
    assert receipt.detail.isprintable()
    named = receipt_for("due_1", "ab", Ending("exit 0", printed=b"\n ticket 4711 of a@b.example\nmore"))
    assert named.reference == "ticket 4711 of …"
    assert receipt_for("due_1", "ab", Ending("exit 0", printed=b" \n")).reference == "exit 0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of scripts with one that may be run."""
    place = tmp_path / "scripts"
    place.mkdir(mode=0o755)
    script = place / "tell-crm"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    return place


def test_a_script_that_nobody_else_can_change_is_found(folder: Path) -> None:
    assert find_script(folder, "tell-crm") == folder / "tell-crm"
    (folder / "again").symlink_to("tell-crm")
    assert find_script(folder, "again") == folder / "tell-crm"
    (folder.parent / "door").symlink_to(folder)
    assert find_script(folder.parent / "door", "tell-crm") == folder / "tell-crm"


def test_a_script_that_is_not_fit_is_refused_with_what_to_do(folder: Path) -> None:
    script = folder / "tell-crm"
    (folder / "circle").symlink_to("circle")
    (folder / "outside").symlink_to("/bin/sh")
    (folder / "place").mkdir()
    (folder / "strange").write_bytes(b"#!/usr/bin/no-such-thing -x\n")
    (folder / "strange").chmod(0o700)
    os.mkfifo(folder / "pipe", 0o700)
    for name, words in (
        ("absent", "There is no script absent in"),
        ("circle", "cannot be read"),
        ("outside", "is a link out of"),
        ("place", "is no file"),
        ("pipe", "is no file"),
        ("strange", "wants to be run by /usr/bin/no-such-thing, which is not there"),
    ):
        with pytest.raises(UnfitScriptError, match=words):
            find_script(folder, name)
    for mode, words in ((0o775, "chmod go-w"), (0o757, "chmod go-w"), (0o644, r"chmod u\+x")):
        script.chmod(mode)
        with pytest.raises(UnfitScriptError, match=words):
            find_script(folder, "tell-crm")
    script.chmod(0o755)
    folder.chmod(0o777)
    with pytest.raises(UnfitScriptError, match=r"Others can change .*/scripts: chmod go-w"):
        find_script(folder, "tell-crm")
    with pytest.raises(UnfitScriptError, match="There is no folder"):
        find_script(folder / "nowhere", "tell-crm")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_script_of_somebody_else_is_refused(folder: Path) -> None:
    os.chown(folder / "tell-crm", 65534, 65534)
    with pytest.raises(UnfitScriptError, match="belongs to somebody else"):
        find_script(folder, "tell-crm")
