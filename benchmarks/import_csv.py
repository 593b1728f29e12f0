"""Taking in a file of subscriptions, against ``csv.reader`` and a bare ``executemany`` of the same rows."""

import csv
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from benchmarks.figure import Figure
from benchmarks.fixture import HEADER, NOW, write_file
from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization
from forenotice.sources.operations import import_file


def run(rows: int) -> list[Figure]:
    """Measure a first import, the same file again, and next month's with one row in a hundred changed."""
    folder = Path(settings.FORENOTICE_HOME)
    first, later = folder / "first.csv", folder / "later.csv"
    write_file(first, rows)
    write_file(later, rows, changed_every=100)
    organization = declare_organization(
        key="bench", values={"name": "The Bench", "currency": "EUR"}, actor="benchmark", now=NOW
    ).organization
    bare = _seconds(lambda: _bare(first))
    new = _seconds(lambda: _import(organization, first, 0))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    same = _seconds(lambda: _import(organization, first, 1))
    changed = _seconds(lambda: _import(organization, later, 2))
    size = f"{rows:,} rows, {first.stat().st_size / 1e6:.0f} MB"
    return [
        Figure("bare csv.reader + executemany", bare, "s", note=size),
        Figure("first import / bare", new / bare, "x", at_most=10, aim=6, note=f"{new:.1f} s"),
        Figure("memory of the first import", peak, "MB", at_most=500),
        Figure("first / again, 1 % changed", new / changed, "x", at_least=2, note=f"{changed:.1f} s"),
        Figure("first / again, the same file", new / same, "x", note=f"{same:.1f} s"),
    ]


def _import(organization: Organization, path: Path, days: int) -> None:
    report = import_file(
        organization=organization, path=path, actor="benchmark", now=NOW + timedelta(days=days)
    )
    assert report.rejected == 0, report.rejected_lines[:3]
    sys.stderr.write(f"  new {report.created:,}, changed {report.changed:,}, same {report.unchanged:,}\n")


def _bare(path: Path) -> None:
    columns = [f"c{number}" for number in range(len(HEADER))]
    mark = "?" if connection.vendor == "sqlite" else "%s"
    with transaction.atomic(), path.open(newline="") as file:
        # Straight to the driver: Django's own cursor keeps every row that it is given until the last.
        cursor = connection.connection.cursor()
        cursor.execute(f"CREATE TABLE bare ({', '.join(f'{name} text' for name in columns)})")
        reader = csv.reader(file)
        next(reader)
        cursor.executemany(f"INSERT INTO bare VALUES ({', '.join([mark] * len(columns))})", reader)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare")


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
