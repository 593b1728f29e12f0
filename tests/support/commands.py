"""Commands of a whole instance without its start-up: each forks from ``python -m tests.support.commands``."""

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

from tests.support.forks import Forker, fork_for_each, forker
from tests.support.instance import Instance


def command(*, words: list[str], to: str) -> None:
    """Run one command, and write its exit code and what it said into a file."""
    from forenotice.entrypoints.cli.start import run_command

    os.chdir(os.environ["FORENOTICE_HOME"])
    said = Path(to).with_suffix(".said")
    with said.open("w") as file, contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
        code = run_command(words)
    Path(to).write_text(json.dumps([int(code), said.read_text()]))


def to_older_tables(*, app: str, name: str) -> None:
    """Undo the newest migrations of an app, as if an older version had made the tables."""
    from django.core.management import call_command

    call_command("migrate", app, name, verbosity=0)


class Typist:
    """Types the commands of one instance."""

    def __init__(self, instance: Instance, forked: Forker) -> None:
        self.home = instance.home
        self.forked = forked

    def run(self, *words: str | Path, expect: int = 0) -> str:
        """Run a command, assert its exit code, and return what it said on both streams."""
        answer = self.home / "answer.json"
        self.forked.do("command", words=[str(word) for word in words], to=str(answer))
        code, said = json.loads(answer.read_text())
        assert code == expect, f"{words} ended with {code}:\n{said}"
        return str(said)

    def read_json(self, *words: str | Path) -> Any:
        """What the command prints with `--json`."""
        return json.loads(self.run(*words, "--json"))


@contextmanager
def typist(instance: Instance) -> Iterator[Typist]:
    """Somebody who types at an instance for the length of a test."""
    with forker(instance, "tests.support.commands") as forked:
        yield Typist(instance, forked)


def main() -> None:
    """Fork for each line that comes."""
    os.environ["COLUMNS"] = "120"
    django.setup()
    # Imported once, so that every child has them already.
    from forenotice.entrypoints.cli.app import command_line

    command_line()
    fork_for_each(command, to_older_tables)


if __name__ == "__main__":
    main()
