"""Sources are pulled: each page is stored with its cursor, and a pull that breaks off goes on from there."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings as instance
from django.db import DatabaseError, OperationalError

from forenotice.accounts.models import Organization
from forenotice.ledger.operations import room_for_many
from forenotice.sources.asking import PATIENCE_SECONDS, as_ours, pages_of
from forenotice.sources.busy import alone
from forenotice.sources.csv_file.collector import held_back
from forenotice.sources.errors import SourceBusyError, SourceRefusedError
from forenotice.sources.models import Source
from forenotice.sources.one_pull import OnePull, Progress
from forenotice.sources.opened import Opener, open_source
from forenotice.sources.report import PullReport

PAGE = 500
"""About so many subscriptions are asked for, and stored, at a time."""

SECONDS_A_PULSE = 60.0
"""For how long one source is pulled in one pulse; the next goes on where it stopped."""


def due_sources(organization: Organization, now: datetime) -> list[Source]:
    """The sources that are to be pulled now, the longest waiting first."""
    sources = Source.objects.filter(
        organization=organization, pull_every_minutes__isnull=False, stopped_at=None
    )
    due = [each for each in sources if each.next_pull_at is None or each.next_pull_at <= now]
    beginning = datetime.min.replace(tzinfo=now.tzinfo)
    return sorted(due, key=lambda each: (each.next_pull_at or beginning, each.key))


def pull_due(
    *, organization: Organization, now: datetime, stop: Callable[[], bool], opener: Opener = open_source
) -> list[PullReport]:
    """Pull each source whose time has come; what goes wrong with one is its own affair."""
    reports = []
    for source in due_sources(organization, now):
        if stop():
            break
        try:
            reports.append(
                pull_source(organization=organization, source=source, opener=opener, stop=stop, now=now)
            )
        except SourceBusyError:
            # Somebody else is pulling it at this moment.
            continue
    return reports


def pull_source(
    *,
    organization: Organization,
    source: Source,
    opener: Opener = open_source,
    seconds: float = SECONDS_A_PULSE,
    patience_seconds: float = PATIENCE_SECONDS,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress | None = None,
    from_beginning: bool = False,
    allow_gone: bool = False,
    now: datetime,
) -> PullReport:
    """Take in what is new at a source, for so many seconds at most; what failed stands in the report.

    ``from_beginning`` reads all that there is, and ``allow_gone`` believes it however much is missing. Raise
    :class:`~forenotice.sources.errors.SourceBusyError` when somebody else is at it.
    """
    folder = Path(instance.FORENOTICE_HOME) / "snapshots"
    with alone(folder, organization.key, source.key), room_for_many():
        source.refresh_from_db()
        pull = OnePull(organization, source, PullReport(source.key), now, allow_gone=allow_gone)
        pull.begin(from_beginning=from_beginning)
        ends_at = time.monotonic() + seconds
        try:
            opened = opener(source, now)
            pages = held_back(
                pages_of(
                    opened,
                    lambda: opened.pull(source.cursor, page=PAGE),
                    patience_seconds=patience_seconds,
                )
            )
            pull.take(pages, lambda: stop() or time.monotonic() > ends_at, progress)
        except (OperationalError, SourceBusyError):
            # The database is locked or away, or somebody else was faster: no fault of the source.
            raise
        except DatabaseError as error:
            words = " ".join(str(error).split())[:300]
            pull.fail(SourceRefusedError(f"The database refuses what it tells: {words}."))
        except Exception as error:
            pull.fail(as_ours(error))
        return pull.report
