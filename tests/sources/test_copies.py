"""Copies of old files do not pile up, and what an import still needs stays."""

from pathlib import Path

from forenotice.ledger.models import Change
from forenotice.sources.csv_file.copies import KEPT, delete_old_copies
from forenotice.sources.models import RejectedRow, Snapshot
from forenotice.sources.states import Stage
from tests.sources.desk import Desk, row, rows


def _copies(home: Path) -> set[str]:
    return {str(path) for path in (home / "snapshots").glob("*.csv")}


def test_only_the_newest_copies_of_a_source_are_kept(desk: Desk, home: Path) -> None:
    for number in range(KEPT + 3):
        desk.take_in("m.csv", *rows(2, amount=f"{number + 1}.00"), row(9, amount="lots"))
    snapshots = Snapshot.objects.order_by("-pk")
    assert _copies(home) == {one.stored_as for one in snapshots[:KEPT]}
    assert [one.stored_as for one in snapshots[KEPT:]] == [""] * 3
    assert {one.counts["rejected"] for one in snapshots} == {1}, "what became of them stays known"
    assert RejectedRow.objects.count() == KEPT
    assert Change.objects.count() > KEPT, "the history of the ledger stays"


def test_a_file_that_came_again_is_one_copy(desk: Desk, home: Path) -> None:
    desk.take_in("m.csv", *rows(2))
    for number in range(KEPT - 1):
        desk.take_in("n.csv", *rows(2, amount=f"{number + 1}.00"))
    desk.take_in("m.csv", *rows(2))
    newest = Snapshot.objects.latest("pk")
    assert newest.stored_as in _copies(home)
    assert len(_copies(home)) == KEPT


def test_a_copy_that_an_unfinished_import_needs_stays(desk: Desk, home: Path) -> None:
    for number in range(KEPT + 1):
        desk.take_in("m.csv", *rows(2, amount=f"{number + 1}.00"))
    oldest = Snapshot.objects.exclude(stored_as="").earliest("pk")
    Snapshot.objects.filter(pk=oldest.pk).update(stage=Stage.APPLYING)
    newest = Snapshot.objects.latest("pk")
    for _ in range(2):
        newest.pk = None
        newest.told_at = desk.now
        newest.save()
    assert delete_old_copies(desk.organization, "csv") == []
    assert oldest.stored_as in _copies(home)


def test_another_sources_copies_are_its_own(desk: Desk, home: Path) -> None:
    other = [line.replace("s", "x", 1).replace("Gold", "Silver") for line in rows(2)]
    desk.take_in("x.csv", *other, source_key="other")
    kept = _copies(home)
    for number in range(KEPT + 1):
        desk.take_in("m.csv", *rows(2, amount=f"{number + 1}.00"))
    assert kept < _copies(home)
    assert len(_copies(home)) == KEPT + 1


def test_a_copy_that_cannot_be_deleted_is_told_of(desk: Desk) -> None:
    for _ in range(KEPT):
        desk.take_in("m.csv", *rows(2))
    oldest = Snapshot.objects.earliest("pk")
    folder = desk.folder / "not-a-file"
    folder.mkdir()
    Snapshot.objects.filter(pk=oldest.pk).update(stored_as=str(folder))
    report = desk.take_in("n.csv", *rows(2))
    assert any("cannot be deleted" in warning for warning in report.warnings)
