"""Every row is found with the line it begins on, whatever stands in its cells."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forenotice.sources.csv_file.dialect import Dialect
from forenotice.sources.csv_file.rejects import NOTES, Rejected, append_rejects, free_place
from forenotice.sources.csv_file.rows import Chunk, chunks

DIALECT = Dialect("utf-8-sig", ",", ("id", "name"), 1)


def _read(path: Path, text: str, size: int = 2_000) -> list[Chunk]:
    path.write_bytes(text.encode())
    return list(chunks(path, DIALECT, size))


def _lines(found: list[Chunk]) -> dict[int, list[str]]:
    return {line: row for chunk in found for line, row in zip(chunk.lines, chunk.rows, strict=True)}


def test_rows_have_the_line_they_begin_on(tmp_path: Path) -> None:
    text = 'id,name\n1,a\n\n2,"b\nb\r\nb"\n,\n3,c\n'
    [chunk] = _read(tmp_path / "f.csv", text)
    assert _lines([chunk]) == {2: ["1", "a"], 4: ["2", "b\nb\r\nb"], 8: ["3", "c"]}
    assert chunk.last_line == 8


def test_rows_with_too_few_or_too_many_cells_are_broken(tmp_path: Path) -> None:
    [chunk] = _read(tmp_path / "f.csv", 'id,name\n1,a\n2\n3,c,x\n4,d,,\n5,"e\n6,f\n7,g",x\n8,h\n')
    assert _lines([chunk]) == {2: ["1", "a"], 5: ["4", "d"], 9: ["8", "h"]}
    assert [(row.line, row.cells) for row in chunk.broken] == [
        (3, ["2"]),
        (4, ["3", "c", "x"]),
        (6, ["5", "e\n6,f\n7,g", "x"]),
    ]
    assert "quotation mark" in chunk.broken[2].sentence


def test_a_quotation_mark_that_never_ends_costs_the_rows_it_swallows_only(tmp_path: Path) -> None:
    text = "id,name\n1,a\n" + '2,"b\n' + "x,y\n" * 60_000 + "3,c\n"
    found = _read(tmp_path / "f.csv", text)
    broken = [row for chunk in found for row in chunk.broken]
    assert broken[0].line == 3
    assert "Lines 3 to" in broken[0].sentence
    assert "quotation mark may be missing in line 3" in broken[0].sentence
    assert ["3", "c"] in _lines(found).values()
    assert _lines(found)[2] == ["1", "a"]


def test_a_huge_cell_costs_its_own_row_only(tmp_path: Path) -> None:
    [broken_off, rest] = _read(tmp_path / "f.csv", f"id,name\n1,a\n2,{'x' * 200_000}\n3,c\n4,d\n")
    [broken] = broken_off.broken
    assert (broken.line, _lines([broken_off, rest])) == (3, {2: ["1", "a"], 4: ["3", "c"], 5: ["4", "d"]})
    assert "more than 131,072 characters" in broken.sentence
    assert "the rows below it were read" in broken.sentence


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_chunks_hold_the_same_rows_whatever_their_size(tmp_path: Path, size: int) -> None:
    text = "id,name\n" + "".join(f'{n},"x{chr(10) * (n % 3)}"\n' for n in range(20))
    assert _lines(_read(tmp_path / "f.csv", text, size)) == _lines(_read(tmp_path / "f.csv", text))


CELLS = st.text(
    st.characters(categories=("L", "M", "N", "P", "S", "Z", "Cc"), exclude_characters="\0"), max_size=12
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=12), size=st.integers(1, 5))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path: Path, rows: list[tuple[str, str]], size: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("id", "name"), *rows])
    found = _lines(_read(tmp_path / "f.csv", text.getvalue(), size))
    assert list(found.values()) == [list(row) for row in rows if any(row)]


def test_rejects_are_as_they_came_behind_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    size = append_rejects(path, DIALECT, [Rejected(2, "name", "Bad, really.", ["1", "Zoë"])], 0)
    append_rejects(path, DIALECT, [Rejected(9, "", "Short.", ["2"])], size)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            [*NOTES, "id", "name"],
            ["2", "name", "Bad, really.", "1", "Zoë"],
            ["9", "", "Short.", "2"],
        ]


def test_rejects_hold_no_formula_and_come_in_again_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    names = ["=1+1", "@sum", "-12.50", "+33 6 12", "'=x", "''", "-a", "o'"]
    append_rejects(path, DIALECT, [Rejected(2, "=name", "Bad.", ["1", name]) for name in names], 0)
    written = list(csv.reader(path.read_text("utf-8-sig").splitlines()))[1:]
    assert [row[4] for row in written] == ["'=1+1", "'@sum", "-12.50", "+33 6 12", "''=x", "''", "'-a", "o'"]
    assert {row[1] for row in written} == {"'=name"}
    (chunk,) = chunks(path, Dialect("utf-8-sig", ",", (*NOTES, "id", "name"), 1))
    assert [row[4] for row in chunk.rows] == names


def test_what_a_crash_left_behind_the_last_kept_row_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    size = append_rejects(path, DIALECT, [Rejected(2, "", "Kept.", ["1", "a"])], 0)
    append_rejects(path, DIALECT, [Rejected(3, "", "Lost.", ["2", "b"])], size)
    append_rejects(path, DIALECT, [Rejected(3, "", "Again.", ["2", "b"])], size)
    assert [row[2] for row in csv.reader(path.read_text("utf-8-sig").splitlines())][1:] == ["Kept.", "Again."]


def test_notes_of_an_earlier_import_are_not_repeated(tmp_path: Path) -> None:
    dialect = Dialect("utf-8-sig", ";", (*NOTES, "id", "name"), 1)
    path = tmp_path / "rejects.csv"
    append_rejects(path, dialect, [Rejected(2, "", "Still bad.", ["2", "name", "Bad.", "1", "a"])], 0)
    assert path.read_text("utf-8-sig").splitlines() == [";".join([*NOTES, "id", "name"]), "2;;Still bad.;1;a"]


def test_a_file_that_may_be_under_correction_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    (tmp_path / "a-2.csv").touch()
    assert free_place(tmp_path / "a.csv") == tmp_path / "a-3.csv"
