"""Types commands inside the test's own process, because starting one takes longer than most commands do."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from forenotice.entrypoints.cli.start import run_command


@dataclass(frozen=True)
class Printed:
    """What a command printed."""

    stdout: str
    stderr: str


@dataclass(frozen=True)
class Desk:
    """Where somebody types commands. It is used like :class:`tests.support.instance.Instance`."""

    home: Path
    _capture: pytest.CaptureFixture[str]

    def run(self, *words: str | Path, expect: int = 0) -> Printed:
        """Run `forenotice` with these words and assert its exit code."""
        self._capture.readouterr()
        code = run_command([str(word) for word in words])
        printed = Printed(*self._capture.readouterr())
        assert code == expect, f"{words} ended with {code}:\n{printed.stdout}\n{printed.stderr}"
        return printed

    def read_json(self, *words: str | Path, expect: int = 0) -> Any:
        """What the command prints with `--json`."""
        return json.loads(self.run(*words, "--json", expect=expect).stdout)
