"""What needs processes and homes of its own: a loop that is stopped, a copy, an empty machine."""

import shutil
import signal
import time
from pathlib import Path

import pytest

from forenotice.entrypoints.cli.exits import ExitCode
from tests.entrypoints.club import row, set_up, write_members
from tests.support.commands import typist
from tests.support.instance import Instance
from tests.support.smtp_servers import ScriptedServer


@pytest.fixture
def club(instance: Instance, server: ScriptedServer) -> Instance:
    """A club with two members who are to be told now, live."""
    with typist(instance) as host:
        set_up(host, server.port)
        host.run("import", write_members(host.home, [row(1), row(2)]))
        host.run("go-live", "--yes")
    return instance


def test_a_copy_is_held_until_somebody_has_looked(club: Instance, server: ScriptedServer) -> None:
    if club.database_url:
        copy = Instance(club.home.parent / "copy", club.database_url)
        copy.home.mkdir()
        shutil.copy(club.home / "secret.key", copy.home)
    else:
        copy = Instance(club.home.parent / "copy")
        shutil.copytree(club.home, copy.home, ignore=shutil.ignore_patterns("instance.json"))
    with typist(club) as host, typist(copy) as other:
        host.run("pulse")
        assert len(server.arrived) == 2
        assert "Sending is held" in other.run("pulse", expect=ExitCode.HELD)
        other.run("check", expect=ExitCode.HELD)
        other.run("messages", "send-test", "renewal", "--to", "o@example.org", expect=ExitCode.HELD)
        seen = other.run("resume", expect=ExitCode.HELD)
        assert "--not-said" in seen
        if not club.database_url:
            assert "Member1" in seen
        assert "may speak again" in other.run("resume", "--said")
        assert "may speak" in other.run("resume")
        other.run("pulse")
    told = [recipient for message in server.arrived for recipient in message.recipients]
    assert sorted(set(told) - {"owner@example.org"}) == ["member1@example.org", "member2@example.org"]
    assert told.count("member1@example.org") == 1, "it was taken as said"


def test_the_loop_speaks_and_ends_when_told(club: Instance, server: ScriptedServer) -> None:
    process = club.start("run", "--every", "1")
    deadline = time.monotonic() + 60
    while len(server.arrived) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    said, complaints = process.communicate(timeout=60)
    assert process.returncode == ExitCode.DONE, complaints
    assert "Stopped; nothing is left in flight." in said
    assert len(server.arrived) == 2


def test_check_says_how_a_new_machine_stands(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "notes.txt").touch(0o600)
    looked = {one["subject"]: one for one in Instance(tmp_path).read_json("check")}
    assert "The next command makes its tables ready." in looked["database"]["sentence"]
    assert looked["home"]["mark"] == "good"
    (tmp_path / "notes.txt").chmod(0o644)
    home, *_ = Instance(tmp_path).read_json("check")
    assert "Others on this computer can read files in it" in home["sentence"]


def test_what_commands_write_is_for_its_owner_only(instance: Instance) -> None:
    set_up(instance)
    instance.run("export", "out.toml")
    assert (instance.home / "out.toml").stat().st_mode & 0o077 == 0


def test_check_looks_at_a_database_that_is_not_there(tmp_path: Path) -> None:
    nowhere = Instance(tmp_path, "postgresql://nobody:x@127.0.0.1:1/nothing")
    looked = nowhere.run("check", expect=ExitCode.REFUSED)
    assert "bad   database" in looked.stdout
    assert "FORENOTICE_DATABASE_URL" in looked.stdout
    waited = nowhere.run("upgrade", "--wait", "0.001", expect=ExitCode.REFUSED).stderr.splitlines()
    assert [line.endswith("It is waited for.") for line in waited] == [True, False]
