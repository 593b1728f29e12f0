"""Files and functions stay short enough to be read in one sitting."""

import statistics

from tests.architecture.exceptions import LONG_FILES, LONG_FUNCTIONS
from tests.architecture.source_tree import ROOT, Source, length, sources

FILE_LINES, MEDIAN_FILE_LINES = 400, 80
FUNCTION_LINES, USUAL_FUNCTION_LINES, USUAL_SHARE = 50, 25, 0.9


def _lines(source: Source) -> int:
    return source.text.count("\n")


def test_no_file_is_longer_than_its_budget() -> None:
    long = {source.name for source in sources() if _lines(source) > FILE_LINES}
    assert long == set(LONG_FILES)


def test_half_of_the_files_are_short() -> None:
    assert statistics.median(_lines(source) for source in sources()) <= MEDIAN_FILE_LINES


def test_no_function_is_longer_than_its_budget() -> None:
    long = {
        f"{source.name}::{function.name}"
        for source in sources()
        for function in source.functions()
        if length(function) > FUNCTION_LINES
    }
    assert long == set(LONG_FUNCTIONS)


def test_nine_functions_in_ten_are_short() -> None:
    lengths = [length(function) for source in sources() for function in source.functions()]
    share = sum(lines <= USUAL_FUNCTION_LINES for lines in lengths) / len(lengths)
    assert share >= USUAL_SHARE, f"only {share:.1%} of functions have {USUAL_FUNCTION_LINES} lines or fewer"


def test_test_files_keep_the_budget_too() -> None:
    files = [path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    long = {path.relative_to(ROOT).as_posix() for path in files if path.read_text().count("\n") > FILE_LINES}
    assert not long
