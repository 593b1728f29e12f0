"""The copy of a file is the file, but for card numbers, which are kept nowhere."""

import hashlib
import stat
from pathlib import Path

import pytest

from forenotice.sources.cards import REMOVED
from forenotice.sources.csv_file.look import look_at
from forenotice.sources.csv_file.settings import FileSettings
from forenotice.sources.csv_file.staging import Staged, keep, stage
from forenotice.sources.errors import FileRefusedError

HEADER = b"id,email,next payment,note\n"
CARD = b"4242424242424242"


def _stage(folder: Path, content: bytes, encoding: str = "") -> Staged:
    original = folder / "members.csv"
    original.write_bytes(content)
    look = look_at(original, FileSettings())
    return stage(original, folder / "draft", look.dialect, look.layout, encoding)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_a_copy_is_the_same_to_the_byte(tmp_path: Path, line_end: bytes) -> None:
    row = b"sub-1234567890123456,a@b.example,2026-04-30 10:20:30,+49 151 1234 5678 90" + line_end
    content = HEADER.replace(b"\n", line_end) + row * 40_000
    staged = _stage(tmp_path, content)
    assert staged.path.read_bytes() == content
    assert staged.sha256 == hashlib.sha256(content).hexdigest()
    assert (staged.lines, staged.cards_removed) == (40_001, 0)


def test_only_the_owner_of_the_instance_may_read_it(tmp_path: Path) -> None:
    staged = _stage(tmp_path, HEADER)
    assert stat.S_IMODE(staged.path.stat().st_mode) == 0o600
    assert keep(staged, tmp_path, "club.csv").name == f"club.csv.{hashlib.sha256(HEADER).hexdigest()}.csv"


@pytest.mark.parametrize(
    "number",
    [
        b"4242424242424242",
        b"4242 4242 4242 4242",
        b"4242-4242-4242-4242",
        b'"card: 5555555555554444."',
        b"378282246310005",
        b"3782 822463 10005",
        b"36227206271667",
    ],
)
def test_card_numbers_are_left_out_wherever_they_stand(tmp_path: Path, number: bytes) -> None:
    staged = _stage(
        tmp_path, HEADER + b"1,a@b.example,2026-04-30," + number + b"\n2,c@d.example,2026-04-30,\n"
    )
    text = staged.path.read_text()
    assert staged.cards_removed == 1
    assert REMOVED in text
    assert number.strip(b'"card: .').decode() not in text
    assert "2,c@d.example,2026-04-30," in text


def test_a_card_number_is_found_at_the_edge_of_every_block(tmp_path: Path) -> None:
    row = b"1,a@b.example,2026-04-30," + CARD + b"\n"
    staged = _stage(tmp_path, HEADER + row * 60_000)
    assert staged.cards_removed == 60_000
    assert CARD not in staged.path.read_bytes()


@pytest.mark.parametrize(
    "number",
    [
        b"4242424242424241",
        b"1234567812345670",
        b"x4242424242424242",
        b"42424242424242421",
        b"4242424242424242.5",
    ],
)
def test_other_long_numbers_stay(tmp_path: Path, number: bytes) -> None:
    content = HEADER + b"1,a@b.example,2026-04-30," + number + b"\n"
    assert _stage(tmp_path, content).path.read_bytes() == content


def test_an_id_may_look_like_a_card_number(tmp_path: Path) -> None:
    content = HEADER + CARD + b",a@b.example,2026-04-30,\n"
    assert _stage(tmp_path, content).path.read_bytes() == content
    both = HEADER + CARD + b",a@b.example,2026-04-30," + CARD + b"\n"
    assert CARD not in _stage(tmp_path, both).path.read_bytes()


def test_encodings_are_judged_by_the_whole_file(tmp_path: Path) -> None:
    rows = b"1,a@b.example,2026-04-30,\n" * 50_000
    last = "2,c@d.example,2026-04-30,Zoë\n"
    assert _stage(tmp_path, HEADER + rows + last.encode()).encoding == "utf-8-sig"
    assert _stage(tmp_path, HEADER + rows + last.encode("latin-1")).encoding == "cp1252"
    with pytest.raises(FileRefusedError, match="garbled"):
        _stage(tmp_path, HEADER + last.encode() + last.encode() + rows + last.encode("latin-1"))
    with pytest.raises(FileRefusedError, match="not UTF-8"):
        _stage(tmp_path, HEADER + last.encode("latin-1"), "utf-8-sig")
    assert _stage(tmp_path, HEADER + last.encode(), "cp1252").encoding == "cp1252"


def test_damage_far_down_is_noticed_and_refuses_no_file(tmp_path: Path) -> None:
    rows = b"1,a@b.example,2026-04-30,\n" * 50_000
    assert _stage(tmp_path, HEADER + rows + b"\0\0\0").is_damaged
    assert not _stage(tmp_path, HEADER + rows).is_damaged


def test_what_turns_out_to_be_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="16 MB"):
        _stage(tmp_path, HEADER + b"x" * (18 << 20))
