"""A whole instance of Forenotice in a folder of its own, used from outside like a person does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.postgres import PostgresServer

COMMAND = Path(sys.executable).with_name("forenotice")


@dataclass(frozen=True)
class Instance:
    """One home and one database. Commands run as processes of their own, as in real life."""

    home: Path
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The environment that makes any process a part of this instance."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("FORENOTICE_")}
        return clean | {"FORENOTICE_HOME": str(self.home), "FORENOTICE_DATABASE_URL": self.database_url}

    def run(
        self, *words: str | Path, expect: int | None = 0, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run `forenotice` with these words and assert its exit code (None: any will do)."""
        done = subprocess.run(
            [COMMAND, *words],
            env=self.environment | dict(environment or {}),
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )
        if expect is not None:
            assert done.returncode == expect, (
                f"{words} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
            )
        return done

    def start(
        self, *words: str | Path, environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start `forenotice` with these words and leave it running; the test stops it."""
        return subprocess.Popen(
            [COMMAND, *words],
            env=self.environment | dict(environment or {}),
            cwd=self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read_json(self, *words: str | Path, environment: Mapping[str, str] | None = None) -> Any:
        """What the command prints with `--json`."""
        return json.loads(self.run(*words, "--json", environment=environment).stdout)


@dataclass(frozen=True)
class Foundry:
    """Makes instances whose tables are there already, because making tables takes a second each time."""

    pattern: Instance
    server: PostgresServer | None

    @classmethod
    def open(cls, folder: Path, tables: str, server: PostgresServer | None) -> "Foundry":
        """Copy these tables, before anything is in them, to the pattern of every instance."""
        if server is not None:
            return cls(Instance(folder, server.new_database(tables)), server)
        shutil.copy(tables, folder / "forenotice.sqlite3")
        return cls(Instance(folder), None)

    def new_instance(self, home: Path) -> Instance:
        """An instance at `home`, with a database (and a key) of its own."""
        home.mkdir(parents=True)
        if self.server is None:
            for path in self.pattern.home.glob("forenotice.sqlite3*"):
                shutil.copy(path, home / path.name)
            return Instance(home)
        template = self.pattern.database_url.split("?", maxsplit=1)[0].rsplit("/", maxsplit=1)[1]
        return Instance(home, self.server.new_database(template))
