"""A snapshot is applied to its end: its rows, those it lacks, and what is written down about it."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.ledger.operations import mark_gone, room_for_many
from forenotice.sources.csv_file.absent import keys_in, unseen_but_present, why_nobody_is_gone
from forenotice.sources.csv_file.importing import Application, Progress
from forenotice.sources.csv_file.look import Look
from forenotice.sources.csv_file.remarks import examination_of, remarks_on
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.errors import SourcesError
from forenotice.sources.models import RejectedRow, Snapshot, Source
from forenotice.sources.report import ImportReport, RejectedLine
from forenotice.sources.states import Stage

_SHOWN = 100
_COUNTED = ("rows", "created", "changed", "unchanged", "rejected", "dateless", "gone", "cards_removed")


def apply_snapshot(
    organization: Organization,
    snapshot: Snapshot,
    look: Look,
    reader: Reader,
    now: datetime,
    progress: Progress | None,
) -> ImportReport:
    """Take in what is left of a snapshot, and tell what became of all of it."""
    try:
        with room_for_many():
            Application(organization, snapshot, look.dialect, reader, progress).apply()
    except OSError as error:
        raise SourcesError(
            f"The import stopped: {error.strerror}. What was taken in stays; the next pulse goes on."
        ) from None
    warnings = _mark_gone(organization, snapshot, look, reader)
    _finish(organization, snapshot, now)
    report = report_on(organization, snapshot, look)
    report.warnings = warnings + remarks_on(report, look.layout, reader)
    return report


def report_on(organization: Organization, snapshot: Snapshot, look: Look) -> ImportReport:
    """What has become of a snapshot so far."""
    rejected = RejectedRow.objects.filter(organization=organization, snapshot=snapshot).order_by("line")
    report = ImportReport(
        snapshot.source.key,
        examination_of(snapshot.name, look),
        rejected_lines=[RejectedLine(row.line, row.column, row.reason) for row in rejected[:_SHOWN]],
        rejects_path=snapshot.rejects if snapshot.counts.get("rejected") else "",
    )
    for name in _COUNTED:
        setattr(report, name, snapshot.counts.get(name, 0))
    return report


def _mark_gone(organization: Organization, snapshot: Snapshot, look: Look, reader: Reader) -> list[str]:
    """Mark what a complete file lacks. Rows that do not say whose they are could be anybody's."""
    if not snapshot.complete:
        return []
    source, told_at = snapshot.source.key, snapshot.told_at
    keys = keys_in(Path(snapshot.stored_as), look.dialect, reader)
    if keys.unreadable:
        return [why_nobody_is_gone(keys.unreadable)]
    snapshot.counts["gone"] = mark_gone(
        organization=organization,
        source=source,
        unseen_since=told_at,
        still_told=unseen_but_present(organization, source, keys, told_at),
        actor=snapshot.actor,
        now=told_at,
    )
    return []


@transaction.atomic
def _finish(organization: Organization, snapshot: Snapshot, now: datetime) -> None:
    snapshot.stage, snapshot.finished_at = Stage.APPLIED, now
    snapshot.save(update_fields=["stage", "finished_at", "counts"])
    counts = {name: snapshot.counts.get(name, 0) for name in _COUNTED}
    if counts["rows"] > counts["rejected"]:
        Source.objects.filter(organization=organization, pk=snapshot.source_id).update(
            last_told_at=snapshot.told_at, **Source.BACK
        )
    record_audit(
        organization=organization,
        action="source.imported",
        subject=snapshot.source.key,
        detail=counts,
        actor=snapshot.actor,
        now=now,
    )
