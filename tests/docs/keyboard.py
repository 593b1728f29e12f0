"""Types commands as the reader of a page does, and sees what a terminal would show."""

import contextlib
import io
from collections.abc import Sequence

import pytest

from forenotice.entrypoints.cli.start import run_command


class Answer(io.StringIO):
    """A keyboard at which somebody answers a question."""

    def isatty(self) -> bool:
        return True


def type_command(words: Sequence[str], monkeypatch: pytest.MonkeyPatch, answer: str = "") -> tuple[int, str]:
    """The exit code of `forenotice` with these words, and all that it prints."""
    monkeypatch.setattr("sys.stdin", Answer(f"{answer}\n"))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = run_command(words)
    return code, printed.getvalue()
