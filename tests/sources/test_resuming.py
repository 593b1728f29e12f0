"""An import that stopped halfway goes on where it stopped."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from forenotice.ledger.models import Subscription
from forenotice.sources.busy import alone
from forenotice.sources.csv_file.rows import ROWS_AT_ONCE
from forenotice.sources.errors import SourceBusyError
from forenotice.sources.models import Snapshot, Source
from forenotice.sources.operations import import_file, resume_snapshots
from forenotice.sources.states import Stage
from tests.sources.desk import NOW, Desk, counted, row, rows

MANY = ROWS_AT_ONCE + 2_000
"""More than what is taken in by one transaction."""


class _PulledPlugError(Exception):
    pass


def _crash(desk: Desk, told: list[str], after: int, **choices: Any) -> None:
    def pull(done: int, _total: int) -> None:
        if done > after:
            raise _PulledPlugError

    with pytest.raises(_PulledPlugError):
        import_file(
            organization=desk.organization,
            path=desk.write("big.csv", *told),
            actor="tester",
            now=NOW,
            progress=pull,
            **choices,
        )


def test_an_import_that_stopped_goes_on_where_it_was(desk: Desk) -> None:
    told = [*rows(MANY), row(4, amount="77.00"), row(MANY + 1, amount="lots")]
    told[10] = row(10, amount="lots")
    _crash(desk, told, after=3_000)
    assert Subscription.objects.count() == ROWS_AT_ONCE - 1
    (desk.folder / "big.csv").unlink()
    [report] = resume_snapshots(organization=desk.organization, now=NOW + timedelta(hours=5))
    assert report.is_resumed
    assert counted(report) == (MANY - 1, 0, 0, 3)
    assert [line.line for line in report.rejected_lines] == [12, MANY + 2, MANY + 3]
    assert "stands in line 6 already" in report.rejected_lines[1].reason
    with Path(report.rejects_path).open(encoding="utf-8-sig", newline="") as file:
        assert [cells[0] for cells in csv.reader(file)][1:] == ["12", str(MANY + 2), str(MANY + 3)]
    assert Snapshot.objects.get().stage == Stage.APPLIED
    assert Source.objects.get().last_told_at == NOW
    assert resume_snapshots(organization=desk.organization, now=NOW) == []


def test_the_next_import_finishes_the_one_before_first(desk: Desk) -> None:
    _crash(desk, rows(MANY), after=1_000)
    report = desk.take_in("new.csv", *rows(MANY, amount="50.00"))
    assert [one.created for one in report.resumed] == [MANY]
    assert counted(report) == (0, MANY, 0, 0)
    assert set(Subscription.objects.values_list("amount_minor", flat=True)) == {5_000}


def test_a_complete_import_that_stopped_marks_the_gone_when_it_is_finished(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(MANY))
    crash_at = desk.now + timedelta(days=1)
    with pytest.raises(_PulledPlugError):
        import_file(
            organization=desk.organization,
            path=desk.write("n.csv", *rows(MANY - 100)),
            complete=True,
            actor="tester",
            now=crash_at,
            progress=_pull_plug,
        )
    assert not Subscription.objects.filter(gone_at__isnull=False).exists()
    [report] = resume_snapshots(organization=desk.organization, now=crash_at + timedelta(hours=1))
    assert report.gone == 100


def test_the_database_is_told_how_much_there_is_when_much_came_at_once(desk: Desk) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's statements name their order themselves")
    with connection.cursor() as cursor:
        # What it remembers of tables after a great deal was rolled back: pages, and nothing in them.
        cursor.execute("ANALYZE ledger_subscription")
        desk.take_in("m.csv", *rows(MANY))
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'ledger_subscription'")
        (seen,) = cursor.fetchone()
    assert ROWS_AT_ONCE <= seen <= MANY


def _pull_plug(_done: int, _total: int) -> None:
    raise _PulledPlugError


def test_an_import_whose_copy_is_lost_is_given_up_and_said_so(desk: Desk, home: Path) -> None:
    _crash(desk, rows(MANY), after=1_000)
    for copy in (home / "snapshots").glob("*.csv"):
        copy.unlink()
    [report] = resume_snapshots(organization=desk.organization, now=NOW)
    assert "given up" in report.warnings[0]
    assert Snapshot.objects.get().stage == Stage.ABANDONED


def test_while_one_import_runs_no_other_touches_its_source(desk: Desk, home: Path) -> None:
    _crash(desk, rows(MANY), after=1_000)
    with alone(home / "snapshots", "club", "csv"):
        with pytest.raises(SourceBusyError, match='Another import of the source "csv" is running'):
            desk.take_in("new.csv", *rows(3))
        assert resume_snapshots(organization=desk.organization, now=NOW) == []
        other = [
            line.replace("s", "x", 1).replace("member", "other").replace("Gold", "Silver") for line in rows(3)
        ]
        assert desk.take_in("x.csv", *other, source_key="other").created == 3
    assert len(resume_snapshots(organization=desk.organization, now=NOW)) == 1
