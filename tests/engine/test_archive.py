"""The backup file: whatever was cut off, altered or made by somebody else is refused before it is used."""

import io
import json
import random
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forenotice.engine.backup.archive import MANIFEST, Manifest, pack, unpack
from forenotice.engine.backup.scratch import scratch_folder
from forenotice.engine.backup.sqlite_file import prepare_copy
from forenotice.engine.errors import BackupError

MADE = Manifest("0.1.0", "2026-01-07T12:00:00+00:00", "sqlite", False, "seal", [("ledger", "0001_initial")])


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of two files."""
    (tmp_path / "one").write_bytes(b"1" * 200_000)
    (tmp_path / "two").write_bytes(random.Random(7).randbytes(77_000))
    pack(
        tmp_path / "made.tar.gz",
        MADE,
        {"first": tmp_path / "one", "second": tmp_path / "two"},
        tmp_path / "draft",
    )
    return tmp_path / "made.tar.gz"


def repack(path: Path, **changed: bytes | None) -> None:
    """Make the tar again with other members."""
    with tarfile.open(path) as tar:
        members = {each.name: tar.extractfile(each) for each in tar}
        words = {name: content.read() for name, content in members.items() if content}
    with tarfile.open(path, "w:gz") as tar:
        for name, content in (words | changed).items():
            if content is not None:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))


def manifest(path: Path) -> dict[str, object]:
    with tarfile.open(path) as tar:
        content = tar.extractfile(MANIFEST)
        assert content is not None
        found: dict[str, object] = json.loads(content.read())
        return found


def test_what_was_packed_comes_out_again_for_nobody_else_to_read(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    found, files = unpack(backup, tmp_path / "out")
    assert (found.version, found.migrations) == ("0.1.0", [["ledger", "0001_initial"]])
    assert files["second"].read_bytes() == (tmp_path / "two").read_bytes()
    assert backup.stat().st_mode & 0o077 == 0
    assert files["first"].stat().st_mode & 0o077 == 0
    assert not (tmp_path / "draft").exists()


def test_a_file_that_is_there_is_not_written_over(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="there already"):
        pack(backup, MADE, {}, backup.with_name("draft"))
    assert backup.read_bytes() == before


def test_a_backup_cut_off_anywhere_is_refused(backup: Path) -> None:
    whole = backup.read_bytes()
    # The last bytes are padding, after all that is checked.
    for length in [0, 1, 10, *range(50, len(whole) - 100, len(whole) // 40)]:
        backup.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            unpack(backup, None)


def test_a_byte_that_changed_anywhere_is_refused_or_changes_nothing(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    refused = 0
    for place in range(0, len(whole), len(whole) // 60):
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        folder = tmp_path / f"out{place}"
        folder.mkdir()
        try:
            _, files = unpack(backup, folder)
        except BackupError:
            refused += 1
        else:
            assert files["first"].read_bytes() == b"1" * 200_000
    assert refused > 50


def test_members_that_were_exchanged_added_or_removed_are_named(backup: Path) -> None:
    whole = backup.read_bytes()
    for changed, words in (
        ({"second": b"other words"}, "altered or damaged, at second"),
        ({"../../etc/cron.d/x": b"* * * * *"}, "does not belong in it"),
        ({"second": None}, "second is missing"),
        ({MANIFEST: None}, "no backup of Forenotice"),
        ({MANIFEST: b"[]"}, "nothing sensible"),
        ({MANIFEST: b"not json"}, "nothing sensible"),
    ):
        backup.write_bytes(whole)
        repack(backup, **changed)
        with pytest.raises(BackupError, match=words):
            unpack(backup, None)


def test_a_later_format_and_what_is_no_backup_at_all_are_refused(backup: Path, tmp_path: Path) -> None:
    words = manifest(backup) | {"format": 2, "version": "9.0"}
    repack(backup, **{MANIFEST: json.dumps(words).encode()})
    with pytest.raises(BackupError, match=r"later version, 9\.0"):
        unpack(backup, None)
    for content in (b"", b"hello", b"\x1f\x8b" + b"0" * 100):
        (tmp_path / "no.tar.gz").write_bytes(content)
        with pytest.raises(BackupError, match="is no backup"):
            unpack(tmp_path / "no.tar.gz", None)
    with pytest.raises(BackupError, match="cannot be read"):
        unpack(tmp_path / "nowhere", None)


def test_what_a_killed_process_left_is_removed_after_a_day(tmp_path: Path) -> None:
    left, mine = tmp_path / ".forenotice-scratch-1", tmp_path / ".elsewhere"
    for folder in (left, mine):
        folder.mkdir()
        (folder / "secret.key").touch()
    began_at = datetime.fromtimestamp(left.stat().st_mtime, UTC)
    with scratch_folder(tmp_path, began_at + timedelta(hours=23)) as folder:
        assert left.exists()
    with scratch_folder(tmp_path, began_at + timedelta(hours=25)):
        assert not left.exists()
    assert not folder.exists()
    assert mine.exists()


def test_a_copy_lets_nobody_in_and_knows_no_host_until_an_owner_looked(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "copy")) as copy, copy:
        copy.execute("CREATE TABLE django_session (session_key text)")
        copy.execute("INSERT INTO django_session VALUES ('abc')")
        copy.execute("CREATE TABLE accounts_invitation (email text)")
        copy.execute("INSERT INTO accounts_invitation VALUES ('used-since@club.example')")
        copy.execute("CREATE TABLE engine_host (fingerprint text, pulses integer, changed_at text)")
    for _ in range(2):
        prepare_copy(tmp_path / "copy", datetime(2026, 1, 7, 12, tzinfo=UTC))
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("SELECT * FROM django_session").fetchall() == []
        assert copy.execute("SELECT * FROM accounts_invitation").fetchall() == []
        assert copy.execute("SELECT * FROM engine_host").fetchall() == [("", 0, "2026-01-07 12:00:00")]
    (tmp_path / "copy").write_bytes(b"SQLite format 3\0" + b"x" * 8_000)
    with pytest.raises(BackupError, match="is damaged"):
        prepare_copy(tmp_path / "copy", datetime(2026, 1, 7, 12, tzinfo=UTC))
