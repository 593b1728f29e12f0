"""Run the benchmarks and print a table: ``python -m benchmarks [NAME …] [--rows N] [--database …]``.

Each module of this folder with a ``run(rows)`` is one benchmark, in a process and a home of its own, so that
none inherits the memory, the cache or the rows of another. Nothing here is part of the test suite: a slow
machine must not fail a build.
"""

import argparse
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

import benchmarks
from benchmarks.figure import Figure

_NO_BENCHMARKS = frozenset({"__main__", "child", "figure", "fixture", "sinks", "web_sink"})


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(benchmarks.__path__)
        if module.name not in _NO_BENCHMARKS
    )


def measure(name: str, rows: int, database_url: str) -> list[Figure]:
    """Run one benchmark in a process of its own and return its figures."""
    with tempfile.TemporaryDirectory(prefix="forenotice-bench-") as folder:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("FORENOTICE_")}
        environment |= {
            "FORENOTICE_HOME": str(Path(folder) / "home"),
            "FORENOTICE_DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "forenotice.project.settings",
        }
        answer = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "benchmarks.child", name, str(rows), str(answer)]
        subprocess.run(command, env=environment, check=True)
        return [Figure(**figure) for figure in json.loads(answer.read_text())]


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which of: {', '.join(names())} (default: all)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many subscriptions")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="print figures for programs")
    asked = parser.parse_args()
    table = Table(
        "figure", "measured", "promised", "", "note", title=f"{asked.database}, {asked.rows:,} rows"
    )
    figures: list[Figure] = []
    for name in asked.names or names():
        Console(stderr=True).print(f"[dim]measuring {name} ...[/dim]")
        for figure in measure(name, asked.rows, _database_url(asked.database)):
            figures.append(figure)
            table.add_row(*figure.row())
    if asked.json:
        sys.stdout.write(json.dumps([figure.to_json() for figure in figures], indent=2) + "\n")
    else:
        Console().print(table)


def _database_url(database: str) -> str:
    if database == "sqlite":
        return ""
    from tests.support.postgres import start_postgres  # Only this choice needs a server.

    return start_postgres().new_database()


if __name__ == "__main__":
    main()
