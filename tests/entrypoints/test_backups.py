"""A backup is made, checked and put back: here, on another host, and after an upgrade of older tables."""

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from forenotice import __version__
from forenotice.accounts.models import User
from forenotice.accounts.sealing import seal, sealing_key, unseal
from forenotice.channels.models import Channel
from forenotice.engine.backup.making import make_backup
from forenotice.engine.backup.restoring import restore_backup
from forenotice.engine.errors import BackupError
from forenotice.engine.host import standing
from forenotice.engine.presence import Presence
from forenotice.engine.states import Hold
from forenotice.entrypoints.cli.exits import ExitCode
from tests.entrypoints.club import row, set_up, write_members
from tests.entrypoints.desk import Desk
from tests.support.commands import typist
from tests.support.instance import Foundry, Instance
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import START


def told(server: ScriptedServer) -> list[str]:
    """The members who were told, once for each time."""
    found = [recipient for message in server.arrived for recipient in message.recipients]
    return sorted(recipient for recipient in found if recipient.startswith("member"))


def test_a_backup_put_back_says_nothing_twice_and_is_mute_on_another_host(
    instance: Instance, server: ScriptedServer, foundry: Foundry, tmp_path: Path
) -> None:
    copy = Instance(tmp_path / "other", foundry.server.new_database() if foundry.server else "")
    copy.home.mkdir()
    with typist(instance) as host, typist(copy) as other:
        set_up(host, server.port)
        host.run("import", write_members(host.home, [row(1), row(2)]))
        host.run("go-live", "--yes")
        host.forked.do("to_older_tables", app="engine", name="0002")
        made = Path(host.read_json("backup", host.home, "--with-keys")["file"])

        done = other.read_json("restore", made)
        assert (done["held"], done["opens_secrets"], done["kept"]) == ("copied", True, None)
        assert (other.home / "secret.key").read_text() == (host.home / "secret.key").read_text()
        other.run("pulse", expect=ExitCode.HELD)
        assert told(server) == []

        (host.home / "version").write_text("0.0.9")
        upgraded = host.read_json("upgrade")
        assert (upgraded["from"], upgraded["to"]) == ("0.0.9", __version__)
        assert any(__version__ in version for version in upgraded["changes"])
        assert host.read_json("restore", upgraded["backup"], "--check")["with_keys"] is False
        # Tables of this version are put back without being made anew, which takes less time.
        made = Path(host.read_json("backup", host.home / "today.tar.gz")["file"])
        host.run("pulse")
        assert told(server) == ["member1@example.org", "member2@example.org"]
        put_back = host.run("restore", made, "--replace")
        assert "older than what this host has already done" in put_back
        held = host.run("pulse", expect=ExitCode.HELD)
        assert "2 reminders marked as said, as the send journal tells." in held
        seen = host.run("resume", "--not-said")
        assert "What was said according to the send journal" in seen
        host.run("pulse")
        assert told(server) == ["member1@example.org", "member2@example.org"], "nobody hears it twice"
        kept = next(host.home.glob("replaced-*.tar.gz"))
        assert host.read_json("restore", kept, "--check")["with_keys"] is True
    _replace_the_key(instance)


def _replace_the_key(instance: Instance) -> None:
    """With the new key alone, everything opens."""
    keys = instance.home / "secret.key"
    old = keys.read_text().strip()
    assert "No row needs the older keys any more" in instance.run("reseal", "--new-key").stdout
    new, comma, rest = keys.read_text().strip().partition(",")
    assert (comma, rest, keys.stat().st_mode & 0o777) == (",", old, 0o600)
    keys.write_text(new)
    assert json.loads(instance.run("reseal", "--json").stdout) == {"sealed_anew": 0, "lost": []}


def test_nothing_is_put_back_over_rows_or_under_the_feet_of_who_is_at_work(desk: Desk) -> None:
    set_up(desk)
    Session.objects.create(session_key="of-somebody-here", session_data="", expire_date=datetime.now(UTC))
    made = desk.home / "made.tar.gz"
    Session.objects.create(session_key="of whom was shown out since", expire_date=START)
    assert "keep secret.key" in desk.run("backup", made).stdout
    with tarfile.open(made) as tar:
        files = [file.read() for file in map(tar.extractfile, tar) if file]
    assert any(b"club" in each for each in files)
    assert not any(b"of-somebody-here" in each for each in files)
    assert "not empty" in desk.run("restore", made, expect=ExitCode.REFUSED).stderr
    with Presence(Path(settings.FORENOTICE_HOME)):
        refused = desk.run("restore", made, "--replace", expect=ExitCode.REFUSED).stderr
        assert "is at work here" in desk.run("reseal", expect=ExitCode.REFUSED).stderr
    assert "is at work here" in refused
    named = desk.run("reseal", "--new-key", expect=ExitCode.REFUSED).stderr
    assert "stand in FORENOTICE_SECRET_KEY" in named
    put_back = desk.run("restore", made, "--replace").stdout
    assert "everybody has to sign in anew" in put_back
    assert not Session.objects.exists()
    assert standing().hold is Hold.COPIED, "it was never pulsed, so it may be anybody's"
    Channel.objects.filter(key="email").update(sealed_secrets="by a lost key")
    lost = desk.run("reseal", expect=ExitCode.IN_PART).stderr
    assert 'No key opens what is sealed in: channel "email"' in lost
    kept = next(desk.home.glob("replaced-*"))
    kept.unlink()
    assert "there already" in desk.run("backup", made, expect=ExitCode.REFUSED).stderr
    made.write_bytes(made.read_bytes()[:3_000])
    assert "not whole" in desk.run("restore", made, "--replace", expect=ExitCode.REFUSED).stderr
    assert not list(desk.home.glob("replaced-*"))


def test_what_is_sealed_on_the_way_in_opens_with_the_key_that_was_put_back(
    desk: Desk, settings: Settings
) -> None:
    key = desk.home / "secret.key"
    theirs, ours = settings.FORENOTICE_SECRET_KEYS, "forty letters of the key of another home"
    with_keys = make_backup(desk.home / "with-keys.tar.gz", with_keys=True, now=START)
    made_before = ("accounts", "0010_sealed_second_steps")
    person = User.objects.create(email="ana@example.org")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DP"})
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied(*made_before)
    without = make_backup(desk.home / "without.tar.gz", with_keys=False, now=START)
    recorder.record_applied(*made_before)
    key.write_text(f"{ours}\n")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = ours, []
    settings.FORENOTICE_SECRET_KEYS = [sealing_key(ours)]
    with pytest.raises(BackupError, match="second step"):
        restore_backup(without, replace=True, migrate=lambda: None, now=START)
    assert Authenticator.objects.exists(), "nothing was touched"
    sealed: list[str] = []
    done = restore_backup(with_keys, replace=True, migrate=lambda: sealed.append(seal("x")), now=START)
    assert (done.new_key, done.opens_secrets) == (True, True)
    settings.FORENOTICE_SECRET_KEYS = theirs
    assert unseal(sealed[0]) == "x"
    # Where the settings name a key, that one goes on being used.
    key.write_text("of nobody\n")
    settings.FORENOTICE_SECRET_KEYS = [sealing_key(ours)]
    done = restore_backup(with_keys, replace=True, migrate=lambda: None, now=START)
    assert (done.new_key, done.opens_secrets) == (False, False)
