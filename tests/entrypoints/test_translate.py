"""`forenotice messages translate`: the file on standard output, what became of its tags beside it."""

from pathlib import Path

import pytest

from tests.entrypoints.desk import Desk

LETTER = "Dear [MM_Member_Data name='firstName'],\n[MM_Order_Data name='ipAddress'][MM_Member_Data\n"
LEFT_OUT = (
    "has no counterpart and was left out. Forenotice does not know it. "
    "Write what you mean in its place, or take it out."
)
UNCLOSED = "It is never closed: end it with a square bracket. Until it is corrected it stays as it is."


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "letter.html"
    file.write_bytes(LETTER.encode())
    return file


def test_the_file_is_printed_and_the_report_stands_beside_it(desk: Desk, letter: Path) -> None:
    printed = desk.run("messages", "translate", letter)
    kept = "{# [MM_Order_Data name='ipAddress'] #}"
    assert printed.stdout == f"Dear {{{{ member.first_name }}}},\n{kept}[MM_Member_Data\n"
    assert printed.stderr.splitlines() == [
        f"{letter}, line 1, column 6: [MM_Member_Data name='firstName'] became {{{{ member.first_name }}}}.",
        f"{letter}, line 2, column 1: [MM_Order_Data name='ipAddress'] {LEFT_OUT}",
        f"{letter}, line 2, column 33: [MM_Member_Data: {UNCLOSED}",
        "3 tags of MemberMouse: 1 translated, 0 translated as near as possible, 1 left out, 1 to correct.",
    ]
    assert letter.read_text() == LETTER


def test_the_file_is_written_where_it_is_wanted(desk: Desk, letter: Path) -> None:
    out = letter.with_name("ours.html")
    printed = desk.run("messages", "translate", letter, "--out", out)
    assert printed.stdout == ""
    assert out.read_text().startswith("Dear {{ member.first_name }},\n")
    assert desk.run("messages", "translate", out, "--out", out).stderr.startswith(f"{out}, line 2, column 39")


def test_programs_get_the_report_as_json(desk: Desk, letter: Path) -> None:
    told = desk.read_json("messages", "translate", letter)
    assert told["text"].startswith("Dear {{ member.first_name }},\n")
    assert told["changes"][0] == {
        "line": 1,
        "column": 6,
        "outcome": "exact",
        "was": "[MM_Member_Data name='firstName']",
        "became": "{{ member.first_name }}",
        "why": "",
        "advice": "",
    }
    assert [change["outcome"] for change in told["changes"]] == ["exact", "no counterpart", "fault"]


def test_line_ends_stay_and_a_mark_at_the_start_goes(desk: Desk, tmp_path: Path) -> None:
    file, out = tmp_path / "letter.txt", tmp_path / "out.txt"
    file.write_bytes("\ufeffé [MM_Order_Data name='id']\r\n".encode())
    desk.run("messages", "translate", file, "--out", out)
    assert out.read_bytes() == "é {{ order.number }}\r\n".encode()


def test_a_blueprint_written_with_their_tags_is_applied_in_ours(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "club.toml"
    file.write_text(
        '[organization]\nkey = "club"\nname = "Club"\ntime_zone = "Europe/Paris"\n'
        '[[messages]]\nkey = "renewal"\nname = "Renewal"\n[messages.text.en]\nsubject = "Soon"\n'
        "html = \"<p>[MM_Member_Decision membershipId='2']Hi[/MM_Member_Decision] all</p>\"\n"
    )
    told = desk.run("apply", file).stderr
    assert (
        "Message \"renewal\", en: html, line 1, column 4: [MM_Member_Decision membershipId='2'] became"
        in told
    )
    exported = desk.run("export").stdout
    assert "MM_" not in exported
    desk.run("messages", "translate", file, "--out", file)
    again = desk.run("apply", file)
    assert "Nothing was changed." in again.stdout
    assert again.stderr == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.html", None, "cannot be read: No such file or directory."),
        ("latin.html", b"\xe9", "is not UTF-8 text; save it as UTF-8 and try again."),
        ("broken.toml", b"a = ", "cannot be translated. It is no TOML: "),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence(
    desk: Desk, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    printed = desk.run("messages", "translate", file, expect=1)
    assert printed.stderr.startswith(f"{file} {said}")
    assert len(printed.stderr.splitlines()) == 1
