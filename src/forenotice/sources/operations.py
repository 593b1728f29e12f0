"""Writes of the ways in: declaring a source, taking facts in, and finishing what a crash left undone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.sources import inbox
from forenotice.sources.card_pages import make_card_page
from forenotice.sources.confirming import Asked, confirm_subscriptions
from forenotice.sources.csv_file.arrival import KIND, Arrival
from forenotice.sources.csv_file.importing import Progress
from forenotice.sources.csv_file.resuming import resume_all
from forenotice.sources.declaring import declare_source
from forenotice.sources.hearing import hear, look_where_told
from forenotice.sources.inbox import Pushed
from forenotice.sources.keeping import (
    LONGEST_SILENCE_DAYS,
    change_connection,
    go_on_asking,
    let_be_silent,
    put_away,
    stop_asking,
)
from forenotice.sources.models import Source
from forenotice.sources.naming import name_upload, rename_upload
from forenotice.sources.pulling import pull_due, pull_source
from forenotice.sources.push import applying
from forenotice.sources.report import Examination, ImportReport
from forenotice.sources.sample.shifted import SAMPLE, sample_from, sample_members
from forenotice.sources.states import About
from forenotice.sources.trying import Trial, check_settings, try_source
from forenotice.sources.uploads import (
    correct_upload,
    forget_source,
    forget_upload,
    keep_upload,
    rejects_place,
)

__all__ = [
    "API",
    "FILE",
    "LONGEST_SILENCE_DAYS",
    "PUSH",
    "SAMPLE",
    "Asked",
    "Pushed",
    "Trial",
    "ask_soon",
    "change_connection",
    "check_settings",
    "confirm_subscriptions",
    "correct_upload",
    "declare_source",
    "digest_inbox",
    "empty_old_entries",
    "examine_file",
    "forget_source",
    "forget_upload",
    "go_on_asking",
    "hear",
    "hear_of",
    "import_file",
    "keep_upload",
    "let_be_silent",
    "look_where_told",
    "make_card_page",
    "name_upload",
    "pull_due",
    "pull_source",
    "push_facts",
    "put_away",
    "rejects_place",
    "rename_upload",
    "resume_snapshots",
    "sample_from",
    "sample_members",
    "stop_asking",
    "try_source",
]

FILE = KIND
"""The kind of sources that are files, and the name of the one that a file is of unless another is named."""

PUSH = applying.KIND
"""The kind of sources that programs push to."""

API = "api"
"""The name of the source that the API pushes to unless another is named."""


def import_file(
    *,
    organization: Organization,
    path: Path,
    source_key: str = FILE,
    settings: Mapping[str, Any] | None = None,
    complete: bool = False,
    allow_gone: bool = False,
    dry_run: bool = False,
    rejects_path: Path | None = None,
    actor: str,
    now: datetime,
    progress: Progress | None = None,
) -> ImportReport:
    """Take a file of subscriptions into the ledger, chunk by chunk, each in a transaction of its own.

    ``settings`` add to those that the source declares. ``complete``: what the file lacks is gone; more than a
    fifth is only marked so when it is allowed. ``progress`` is told lines done and all lines. Raise an error
    of this room, with nothing changed, when the file cannot be taken in.
    """
    arrival = Arrival(
        organization=organization,
        path=path,
        source_key=source_key,
        settings=settings or {},
        complete=complete,
        allow_gone=allow_gone,
        rejects_path=rejects_path,
        actor=actor,
        now=now,
        progress=progress,
    )
    return arrival.look_through() if dry_run else arrival.take_in()


def examine_file(
    *,
    organization: Organization,
    path: Path,
    source_key: str = FILE,
    settings: Mapping[str, Any] | None = None,
    now: datetime,
) -> Examination:
    """How a file would be read, from its beginning; raise an error of this room when it cannot be."""
    arrival = Arrival(
        organization=organization, path=path, source_key=source_key, settings=settings or {}, now=now
    )
    return arrival.examine()


def resume_snapshots(*, organization: Organization, now: datetime) -> list[ImportReport]:
    """Finish the imports that a crash left undone, but for those that are still running."""
    return resume_all(organization=organization, now=now)


def push_facts(
    *,
    organization: Organization,
    source_key: str = API,
    about: About,
    words: str,
    entry_id: str = "",
    actor: str,
    now: datetime,
) -> Pushed:
    """Take in what a program tells, as JSON: one row, or a list of rows under the name of ``about``.

    The words are kept as they came, then understood at once, with a result for each row. ``entry_id`` tells
    two tellings apart; empty, this one is new. Raise an error of this room when the source takes no pushes.
    """
    return inbox.push(
        organization=organization,
        source_key=source_key,
        about=about,
        words=words,
        entry_id=entry_id,
        actor=actor,
        now=now,
    )


def hear_of(
    *, organization: Organization, source_key: str, subscription_ids: Sequence[int], now: datetime
) -> bool:
    """A program corrected subscriptions: where programs are their source, that keeps its facts fresh.

    Return whether they are. What a file told stays as old as it is.
    """
    return inbox.hear_of(
        organization=organization, source_key=source_key, subscription_ids=subscription_ids, now=now
    )


def ask_soon(*, organization: Organization, source: Source, now: datetime) -> None:
    """Have the next pulse ask a source, however long it would have waited; nothing for one that tells."""
    mine = Source.objects.filter(organization=organization, pk=source.pk, pull_every_minutes__isnull=False)
    mine = mine.filter(stopped_at=None)
    mine.update(next_pull_at=now)


def digest_inbox(*, organization: Organization, now: datetime) -> int:
    """Understand what was pushed and left waiting by a crash; how many entries there were."""
    return inbox.digest(organization=organization, now=now)


def empty_old_entries(*, organization: Organization, now: datetime) -> int:
    """Empty the words of entries that have been kept for long enough; how many there were."""
    return inbox.empty_old(organization=organization, now=now)
