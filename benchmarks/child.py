"""One benchmark in a process of its own: sets up an empty instance, measures, writes the figures."""

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import django
from django.core.management import call_command


def main() -> None:
    """Run the benchmark named on the command line."""
    name, rows, answer = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    django.setup()
    call_command("migrate", verbosity=0)
    figures = importlib.import_module(f"benchmarks.{name}").run(rows)
    answer.write_text(json.dumps([asdict(figure) for figure in figures]))


if __name__ == "__main__":
    main()
