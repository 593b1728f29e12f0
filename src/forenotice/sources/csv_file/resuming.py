"""What a crash left undone is finished from the copy of the file."""

from datetime import datetime
from pathlib import Path

from django.conf import settings as instance
from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.ledger.models import Product
from forenotice.sources.busy import alone
from forenotice.sources.csv_file.finishing import apply_snapshot
from forenotice.sources.csv_file.look import Look, look_at
from forenotice.sources.csv_file.settings import FileSettings, read_settings
from forenotice.sources.csv_file.surroundings import Reader, Surroundings
from forenotice.sources.errors import FileRefusedError, SourceBusyError
from forenotice.sources.models import Snapshot
from forenotice.sources.report import Examination, ImportReport
from forenotice.sources.states import Stage

_DECLARED = "blueprint"


def resume_all(*, organization: Organization, now: datetime) -> list[ImportReport]:
    """Finish the imports of an organization that a crash left undone, but for those still running."""
    waiting = Snapshot.objects.filter(organization=organization, stage=Stage.APPLYING)
    reports: list[ImportReport] = []
    for source_key in sorted(set(waiting.values_list("source__key", flat=True))):
        try:
            with alone(snapshots_folder(), organization.key, source_key):
                reports += resume_source(organization, source_key, now)
        except SourceBusyError:
            # Whoever holds the source is taking its file in at this moment.
            continue
    return reports


def resume_source(organization: Organization, source_key: str, now: datetime) -> list[ImportReport]:
    """Finish what is undone of one source, oldest first, so that newer facts come last."""
    waiting = Snapshot.objects.filter(
        organization=organization, source__key=source_key, stage=Stage.APPLYING
    ).select_related("source")
    return [_resume(organization, snapshot, now) for snapshot in waiting.order_by("told_at", "pk")]


def snapshots_folder() -> Path:
    """Where copies of files are kept, for the owner of this instance only."""
    folder = Path(instance.FORENOTICE_HOME) / "snapshots"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def reader_for(
    organization: Organization,
    look: Look,
    settings: FileSettings,
    *,
    may_hold_cards: bool,
    is_damaged: bool,
    may_hold_errors: bool,
) -> Reader:
    """All that is needed to understand a file of this organization.

    Rows that name no product are of the only one that the blueprint declares, if there is just one.
    """
    declared = list(
        Product.objects.filter(organization=organization, source=_DECLARED).values_list(
            "external_id", "name"
        )[:2]
    )
    surroundings = Surroundings(organization.time_zone, organization.currency)
    if len(declared) == 1:
        surroundings = Surroundings(organization.time_zone, organization.currency, *declared[0])
    return Reader(look.layout, settings, surroundings, may_hold_cards, is_damaged, may_hold_errors)


def _resume(organization: Organization, snapshot: Snapshot, now: datetime) -> ImportReport:
    settings = read_settings(snapshot.settings)
    try:
        look = look_at(Path(snapshot.stored_as), settings, snapshot.encoding)
    except FileRefusedError as error:
        return _abandon(organization, snapshot, str(error), now)
    reader = reader_for(
        organization,
        look,
        settings,
        may_hold_cards=snapshot.counts.get("cards_removed", 0) > 0,
        is_damaged=snapshot.counts.get("is_damaged", False),
        may_hold_errors=snapshot.counts.get("may_hold_errors", False),
    )
    report = apply_snapshot(organization, snapshot, look, reader, now, None)
    report.is_resumed = True
    return report


@transaction.atomic
def _abandon(organization: Organization, snapshot: Snapshot, why: str, now: datetime) -> ImportReport:
    """Give up an import whose copy is lost. What it had taken in stays."""
    snapshot.stage, snapshot.finished_at = Stage.ABANDONED, now
    snapshot.save(update_fields=["stage", "finished_at"])
    record_audit(
        organization=organization,
        action="source.abandoned",
        subject=snapshot.source.key,
        detail={"why": why},
        actor=snapshot.actor,
        now=now,
    )
    report = ImportReport(snapshot.source.key, Examination(snapshot.name, "", "", "", ()), is_resumed=True)
    report.warnings = [f"An unfinished import was given up: {why} Import the file again."]
    return report
