"""What brings subscriptions, or takes them away, takes long and is undertaken."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Organization
from forenotice.dispatcher.operations import Clock
from forenotice.engine.models import Undertaking
from forenotice.engine.operations import ask_for_pulse
from forenotice.engine.undertaking import Tell, undertake
from forenotice.ledger.errors import LedgerError
from forenotice.ledger.queries import counts
from forenotice.planner.operations import count_ahead
from forenotice.sources.errors import SourcesError
from forenotice.sources.models import Source, UploadedFile
from forenotice.sources.operations import (
    forget_upload,
    import_file,
    pull_source,
    put_away,
    rejects_place,
)
from forenotice.sources.queries import rejects_of
from forenotice.sources.report import ImportReport, PullReport

BRINGING = "bring"
"""The kind of undertaking that brings subscriptions."""

PARTING = "part"
"""The kind that puts a source away."""

_EXPECTED = (SourcesError, LedgerError, AccountsError)
_SHOWN = 50
_SHORTEST_NAME = 3
_ALL_DAY = 24 * 3600.0


def begin_import(*, upload: UploadedFile, origin: str = "", actor: str, clock: Clock) -> Undertaking:
    """Take the file in that was handed in, and forget it then; raise :class:`UndertakingBusyError`.

    ``origin`` is which system wrote it, where its owner says so; else it is told by its columns if it can be.
    """

    def work(tell: Tell) -> Mapping[str, Any]:
        done = take_in(upload, actor=actor, now=clock(), tell=tell)
        return {**done, "shape": origin} if origin else done

    return undertake(
        organization=upload.organization,
        kind=BRINGING,
        subject=upload.name,
        work=work,
        expected=_EXPECTED,
        actor=actor,
        clock=clock,
    )


def take_in(
    upload: UploadedFile,
    *,
    source_key: str = "",
    actor: str,
    now: datetime,
    tell: Tell | None = None,
) -> Mapping[str, Any]:
    """Take a file in now, as of its source or another; raise what the sources raise."""
    organization, path = upload.organization, Path(upload.stored_as)
    report = import_file(
        organization=organization,
        path=path,
        source_key=source_key or upload.source_key,
        settings=upload.settings,
        rejects_path=rejects_place(organization),
        actor=actor,
        now=now,
        progress=tell,
    )
    # Another one may have been handed in meanwhile.
    forget_upload(organization=organization, read=upload)
    return _of_file(report) | _all_there_is(organization, now)


def begin_pull(
    *,
    organization: Organization,
    source: Source,
    from_beginning: bool = True,
    actor: str,
    clock: Clock,
) -> Undertaking:
    """Ask a source for all that it has, or for what is new; raise :class:`UndertakingBusyError`."""

    def work(tell: Tell) -> Mapping[str, Any]:
        def told(report: PullReport) -> None:
            tell(report.told, report.total or 0)

        report = pull_source(
            organization=organization,
            source=source,
            seconds=_ALL_DAY,
            from_beginning=from_beginning,
            progress=told,
            now=clock(),
        )
        if report.failure:
            raise SourcesError(report.failure)
        return _of_source(report) | _all_there_is(organization, clock())

    return undertake(
        organization=organization,
        kind=BRINGING,
        subject=source.key,
        work=work,
        expected=_EXPECTED,
        actor=actor,
        clock=clock,
    )


def begin_parting(*, organization: Organization, source: Source, actor: str, clock: Clock) -> Undertaking:
    """Put a source away, with all its subscriptions; raise :class:`UndertakingBusyError`."""

    def work(_tell: Tell) -> Mapping[str, Any]:
        now = clock()
        gone = put_away(organization=organization, key=source.key, actor=actor, now=now)
        return {"gone": gone} | _all_there_is(organization, now)

    return undertake(
        organization=organization,
        kind=PARTING,
        subject=source.key,
        work=work,
        expected=_EXPECTED,
        actor=actor,
        clock=clock,
    )


def _of_file(report: ImportReport) -> dict[str, Any]:
    numbers = ("rows", "created", "changed", "unchanged", "rejected", "dateless")
    return {
        **{name: getattr(report, name) for name in numbers},
        "shape": report.examination.shape,
        "rejected_lines": [asdict(line) for line in report.rejected_lines[:_SHOWN]],
        "rejects_path": report.rejects_path if report.rejected else "",
        "warnings": report.warnings,
    }


def _of_source(report: PullReport) -> dict[str, Any]:
    lines = [{"line": one.place, "column": one.column, "reason": one.reason} for one in report.unclear_rows]
    return {
        "rows": report.told,
        **{name: getattr(report, name) for name in ("created", "changed", "unchanged")},
        "rejected": report.unclear,
        "dateless": 0,
        "shape": "",
        "rejected_lines": lines[:_SHOWN],
        "rejects_path": "",
        "warnings": report.warnings,
    }


def _all_there_is(organization: Organization, now: datetime) -> dict[str, int]:
    """Counted once here, where it may take a while, so that no page has to; and the days ahead with it."""
    ask_for_pulse()
    count_ahead(organization=organization, now=now)
    found = counts(organization)
    return {"members": found.members, "subscriptions": found.subscriptions}


def forget_rejected(*, organization: Organization, names: Collection[str]) -> None:
    """Forget the rejected rows that were shown on a page, of each file in which one of these names stood."""
    # A shorter name stands in too many words that are somebody else's.
    names = [name for name in names if len(name) >= _SHORTEST_NAME]
    for row in Undertaking.objects.filter(organization=organization, kind=BRINGING):
        if any(name in str(row.result) for name in names):
            row.result["rejected_lines"] = []
            row.save(update_fields=["result"])
    path = rejects_of(organization)
    if path is not None and any(name.encode() in path.read_bytes() for name in names):
        path.unlink()
