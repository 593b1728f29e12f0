"""A workbook is taken in as the CSV file that its sheet would be, and refused kindly when it cannot be."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from forenotice.ledger.models import Subscription
from forenotice.sources.errors import FileRefusedError
from forenotice.sources.models import Snapshot
from forenotice.sources.operations import declare_source, import_file, resume_snapshots
from forenotice.sources.report import ImportReport
from tests.sources.desk import NOW, Desk, counted
from tests.sources.sheets import HEADERS, rewritten, write_workbook

SHEET = "xl/worksheets/sheet1.xml"


def _row(number: int, amount: Any = 12.5, due: Any = date(2026, 4, 10)) -> list[Any]:
    return [number, f"member{number}@b.example", "Gold", amount, "month", due]


def _import(desk: Desk, path: Path, **choices: Any) -> ImportReport:
    desk.day += 1
    return import_file(organization=desk.organization, path=path, actor="tester", now=desk.now, **choices)


def _book(
    desk: Desk,
    *rows: Sequence[Any],
    others: Mapping[str, Sequence[Sequence[Any]]] | None = None,
    **formats: str,
) -> Path:
    sheets = {"Members": [HEADERS, *rows], **(others or {})}
    return write_workbook(desk.folder / "members.xlsx", sheets, formats)


def _due() -> dict[str, tuple[int | None, date | None]]:
    rows = Subscription.objects.order_by("external_id")
    return {row.external_id: (row.amount_minor, row.next_on) for row in rows}


def test_values_are_read_and_rows_are_known_by_their_number(desk: Desk) -> None:
    path = _book(
        desk,
        _row(1),
        _row(2, 19.989999999999998, datetime.fromisoformat("2026-04-11")),
        [],
        _row(3, "1,234", "not a date"),
        _row(4, "7,50 €", "2026-04-12"),
        [*_row(5), "a remark"],
        [6, "member6@b.example"],
    )
    report = _import(desk, path)
    assert counted(report) == (4, 0, 0, 2)
    assert [row.line for row in report.rejected_lines] == [5, 7]
    assert report.examination.dialect == 'the sheet "Members" of a workbook'
    assert _due() == {
        "1": (1250, date(2026, 4, 10)),
        "2": (1999, date(2026, 4, 11)),
        "4": (750, date(2026, 4, 12)),
        "6": (None, None),
    }
    assert counted(_import(desk, path)) == (0, 0, 4, 2)


def test_rejected_rows_are_corrected_in_a_csv_file_of_the_same_source(desk: Desk) -> None:
    others = {"Old": [HEADERS, _row(9)]}
    report = _import(desk, _book(desk, _row(1, "many"), others=others), settings={"sheet": "Members"})
    rejects = Path(report.rejects_path)
    rejects.write_text(rejects.read_text("utf-8-sig").replace("many", "12.50"))
    assert counted(_import(desk, rejects)) == (1, 0, 0, 0)
    # Which sheet it was is still known.
    again = _import(desk, _book(desk, _row(1, 13), others=others))
    assert (counted(again), again.examination.remembered) == ((0, 1, 0, 0), ("--sheet Members",))


def test_a_declared_format_is_that_of_texts_and_numbers_need_none(desk: Desk) -> None:
    declare_source(
        organization=desk.organization,
        key="csv",
        kind="csv",
        settings={"amount_format": "1.234,50", "date_format": "DD/MM/YYYY", "delimiter": "semicolon"},
        fresh_for_days=45,
        actor="tester",
        now=NOW,
    )
    _import(desk, _book(desk, _row(1, 1234.5), _row(2, "1.234,50", "10/04/2026")))
    assert _due() == {str(number): (123_450, date(2026, 4, 10)) for number in (1, 2)}


def test_the_currency_that_a_cell_shows_must_be_that_of_its_row(desk: Desk) -> None:
    report = _import(desk, _book(desk, _row(1), _row(2), D2='0.00 "€"', D3='"$"0.00'))
    assert [(row.line, row.column) for row in report.rejected_lines] == [(3, "amount")]
    assert "not in EUR" in report.rejected_lines[0].reason


def test_what_a_spreadsheet_could_not_work_out_costs_its_row(desk: Desk) -> None:
    report = _import(desk, _book(desk, _row(1), [2, "m2@b.example", "#N/A", 5, "month", date(2026, 4, 10)]))
    assert [(row.line, row.column) for row in report.rejected_lines] == [(3, "product")]
    assert "could not work the cell out" in report.rejected_lines[0].reason


def test_formulas_count_as_their_results(desk: Desk) -> None:
    path = _book(desk, _row(1, "=6*2"))
    known, pending = b'<c r="D2"><f>6*2</f><v>12</v></c>', b'fullCalcOnLoad="1"'
    with pytest.raises(FileRefusedError, match="never worked out"):
        _import(desk, path)
    with ZipFile(path) as archive:
        written = archive.read(SHEET)
    cell = written[written.index(b'<c r="D2"') : written.index(b"</c>", written.index(b'<c r="D2"')) + 4]
    # A program that wrote the file may have put down anything as the result.
    with pytest.raises(FileRefusedError, match="never worked out"):
        _import(desk, rewritten(path, SHEET, cell, known))
    rewritten(path, "xl/workbook.xml", pending, b"")
    with pytest.raises(FileRefusedError, match="never worked out"):
        _import(desk, rewritten(path, SHEET, known, cell))
    _import(desk, rewritten(path, SHEET, cell, known))
    assert _due() == {"1": (1200, date(2026, 4, 10))}
    _import(desk, rewritten(path, SHEET, known, b'<c r="D2" t="str"><f>IF(1,"")</f><v></v></c>'))
    assert _due() == {"1": (None, date(2026, 4, 10))}


def test_which_sheet_is_read_is_never_guessed(desk: Desk) -> None:
    path = _book(desk, _row(1), others={"Empty": [], "Old": [HEADERS, _row(9)]})
    with pytest.raises(FileRefusedError, match=r'"Members", "Empty", "Old"\. Say which'):
        _import(desk, path)
    with pytest.raises(FileRefusedError, match=r'no sheet "Ancient"\. It has "Members"'):
        _import(desk, path, settings={"sheet": "Ancient"})
    assert _import(desk, path, settings={"sheet": "Old"}, dry_run=True).created == 1
    assert not _due()
    with pytest.raises(FileRefusedError, match="no workbook"):
        desk.take_in("m.csv", settings={"sheet": "Old"})
    assert counted(_import(desk, _book(desk, _row(1), others={"Empty": []}))) == (1, 0, 0, 0)


def test_an_import_that_stopped_goes_on_without_the_workbook(desk: Desk) -> None:
    path = _book(
        desk, _row(1, 1234.5), _row(2, "1.234,50"), _row(3, "lots"), others={"Old": [HEADERS, _row(9)]}
    )
    told = {"sheet": "Members", "amount_format": "1.234,50", "delimiter": "semicolon"}

    def pull_the_plug(_done: int, _whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _import(desk, path, settings=told, progress=pull_the_plug)
    path.unlink()
    Snapshot.objects.update(applied_through=0, counts={})
    [report] = resume_snapshots(organization=desk.organization, now=desk.now)
    assert (report.is_resumed, counted(report)) == (True, (0, 0, 2, 1))
    assert _due() == {str(number): (123_450, date(2026, 4, 10)) for number in (1, 2)}


def test_card_numbers_are_left_out_of_the_copy(desk: Desk) -> None:
    report = _import(desk, _book(desk, _row(1), _row(2, "4242 4242 4242 4242"), _row(3, 4242424242424242)))
    assert (counted(report), report.cards_removed) == ((1, 0, 0, 2), 2)
    [snapshot] = Snapshot.objects.all()
    assert "4242" not in Path(snapshot.stored_as).read_text()


def _bomb(folder: Path, part: str, words: bytes, times: int) -> Path:
    path = write_workbook(folder / "bomb.xlsx", {"Members": [HEADERS, _row(1)]})
    with ZipFile(path, "a", ZIP_DEFLATED) as archive, archive.open(part, "w") as file:
        for _ in range(times):
            file.write(words)
    return path


@pytest.mark.parametrize(
    ("part", "words", "times", "sentence"),
    [
        ("xl/printer.xml", b" " * (1 << 20), 17, "17 MB in its part printer.xml"),
        ("xl/worksheets/sheet2.xml", b"<c/>" * (1 << 18), 18, "more than 16 MB"),
        ("xl/other.xml", b'<!DOCTYPE a [<!ENTITY b "bb">]>', 1, "document type"),
        ("xl/other.xml", '<!DOCTYPE a [<!ENTITY b "bb">]>'.encode("utf-16"), 1, "document type"),
    ],
)
def test_what_unpacks_into_too_much_is_refused_before_it_is_read(
    desk: Desk, part: str, words: bytes, times: int, sentence: str
) -> None:
    with pytest.raises(FileRefusedError, match=sentence):
        _import(desk, _bomb(desk.folder, part, words, times))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b'<row r="2"', b'<row r="99999999"', "larger than any list"),
        (b'<c r="A2"', b'<c r="ZZZZZ2"', "damaged or locked"),
        (b"</sheetData>", b"</sheet", "damaged or locked"),
    ],
)
def test_a_sheet_that_lies_is_refused_and_nothing_is_changed(
    desk: Desk, old: bytes, new: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefusedError, match=sentence):
        _import(desk, rewritten(_book(desk, _row(1)), SHEET, old, new))
    assert not _due()
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"PK\x03\x04 and no more", "damaged or locked"), (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "with a password")],
)
def test_what_is_no_workbook_is_refused_kindly(desk: Desk, content: bytes, sentence: str) -> None:
    path = desk.folder / "members.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefusedError, match=sentence):
        _import(desk, path)
    with ZipFile(path, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(FileRefusedError, match="LibreOffice"):
        _import(desk, path)
