"""How a file is written is found out, or refused kindly."""

from pathlib import Path

import pytest

from forenotice.sources.csv_file.encodings import judge_encoding
from forenotice.sources.csv_file.look import look_at
from forenotice.sources.csv_file.settings import FileSettings, merged, read_settings
from forenotice.sources.errors import FileRefusedError, SettingsRefusedError

HEADER = "id;email;Prénom;next payment\n"


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "members.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_encodings_and_line_ends(
    tmp_path: Path, delimiter: str, encoding: str, line_end: str
) -> None:
    text = HEADER.replace(";", delimiter).replace("\n", line_end) + f"1{delimiter}…"[:1] + line_end
    dialect = look_at(_file(tmp_path, text.encode(encoding)), FileSettings()).dialect
    assert dialect.delimiter == delimiter
    assert dialect.headers == ("id", "email", "Prénom", "next payment")
    assert dialect.encoding == ("cp1252" if encoding == "latin-1" else "utf-8-sig")


def test_the_separator_is_the_one_that_makes_known_headers(tmp_path: Path) -> None:
    path = _file(tmp_path, b'id;email;next payment;"notes, remarks, thoughts, ideas, plans"\n')
    assert look_at(path, FileSettings()).dialect.delimiter == ";"


def test_the_line_that_excel_writes_for_itself_is_skipped(tmp_path: Path) -> None:
    dialect = look_at(_file(tmp_path, b"sep=;\r\n\r\nid;email;next payment\r\n"), FileSettings()).dialect
    assert (dialect.delimiter, dialect.lines_above, dialect.headers[0]) == (";", 3, "id")


def test_a_header_may_run_over_two_lines(tmp_path: Path) -> None:
    dialect = look_at(_file(tmp_path, b'id,email,"next\npayment"\n'), FileSettings()).dialect
    assert (dialect.headers[2], dialect.lines_above) == ("next\npayment", 2)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (HEADER.encode("utf-16-le"), "UTF-16"),
        (b"\xd0\xcf\x11\xe0rest", "Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8b\x08rest", "compressed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a picture"),
        (bytes(range(256)) * 20, "not a text file"),
        (b"id,em\0ail,next payment\n1,a@b.example,2026-04-30\n", "first line"),
        ("Имя;Почта;Дата\n".encode("utf-16-be"), "not a text file"),
    ],
)
def test_what_is_no_csv_file_is_refused_kindly(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises(FileRefusedError, match=kind):
        look_at(_file(tmp_path, content), FileSettings())


def test_one_damaged_byte_makes_no_other_file_of_it(tmp_path: Path) -> None:
    content = HEADER.encode() + b"1;a@b.exa\0mple;Ann;2026-04-30\n"
    for end in (b"", b"\0" * 9_000):
        assert look_at(_file(tmp_path, content + end), FileSettings()).dialect.delimiter == ";"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match=r"nobody\.csv cannot be read"):
        look_at(tmp_path / "nobody.csv", FileSettings())


def test_latin_1_is_told_from_damaged_utf_8() -> None:
    assert judge_encoding(["café, élève, Müller".encode("latin-1")]) == "cp1252"
    with pytest.raises(FileRefusedError, match="garbled"):
        judge_encoding(["café, élève".encode(), "Müller".encode("latin-1")])


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"date_fromat": "x"}, "did you mean .date_format"),
        ({"mapping": {"A": "emial"}}, 'did you mean "email"'),
        ({"always": {"payer": "manual"}}, "not something that a column can mean"),
        ({"mapping": "A=email"}, "table of pairs"),
        ({"delimiter": "pipe"}, "comma, semicolon, tab"),
        ({"encoding": "utf-16"}, "utf-8"),
        ({"date_format": "MM-YY"}, "date format"),
        ({"amount_format": "1_000"}, "amount format"),
        ({"amount_is": "some"}, "total, each"),
        ({"times_in": "Paris"}, "time zone"),
        ({"date_format": 5}, "quotation marks"),
    ],
)
def test_settings_that_make_no_sense_are_refused(declared: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsRefusedError, match=words):
        read_settings(declared)


def test_settings_for_one_file_win_over_those_of_its_source() -> None:
    declared = {"mapping": {"A": "email", "B": "phone"}, "date_format": "DD/MM/YYYY", "key": "A"}
    given = {"mapping": {"B": "ignore"}, "date_format": "MM/DD/YYYY", "key": ""}
    assert merged(declared, given) == {
        "mapping": {"A": "email", "B": "ignore"},
        "date_format": "MM/DD/YYYY",
        "key": "A",
    }
