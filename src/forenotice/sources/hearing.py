"""What systems tell by themselves is kept under their own name for it, and read anew where it points to."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings as instance
from django.db import DatabaseError, OperationalError

from forenotice.accounts.models import Organization
from forenotice.ledger.operations import room_for_many
from forenotice.sources.asking import as_ours, pages_of
from forenotice.sources.busy import alone
from forenotice.sources.contract import HearingSource
from forenotice.sources.errors import ForgedError, SourceBusyError, SourcesError
from forenotice.sources.models import InboxEntry, Source
from forenotice.sources.one_pull import OnePull
from forenotice.sources.opened import Opener, open_source
from forenotice.sources.push.scrub import without_card_numbers
from forenotice.sources.report import PullReport
from forenotice.sources.states import About, EntryState

_AT_ONCE = 1_000


def hear(
    *,
    organization_key: str,
    source_key: str,
    body: bytes,
    headers: Mapping[str, str],
    opener: Opener = open_source,
    now: datetime,
) -> bool:
    """Keep what a system tells, if its signature is right; False when it was kept before, or is no news.

    Nothing is asked of anybody here: the next pulse looks where it points to. Raise
    :class:`~forenotice.sources.errors.ForgedError` for whatever cannot be believed, and say no more.
    """
    source = (
        Source.objects.select_related("organization")
        .filter(organization__key=organization_key, key=source_key, pull_every_minutes__isnull=False)
        .filter(put_away_at=None)
        .first()
    )
    if source is None:
        raise ForgedError("Nobody here waits for it.")
    opened = opener(source, now)
    try:
        heard = opened.hear(body, headers) if isinstance(opened, HearingSource) else None
    finally:
        opened.close()
    if heard is None:
        return False
    _, is_new = InboxEntry.objects.get_or_create(
        organization=source.organization,
        source=source,
        external_id=heard.entry_id,
        defaults={
            "about": About.NEWS,
            "words": _kept(heard.words),
            "actor": f"source {source.key}",
            "received_at": now,
        },
    )
    return is_new


def _kept(words: str) -> str:
    try:
        return without_card_numbers(words).replace("\0", "")
    except (ValueError, RecursionError):
        return words.replace("\0", "")


def look_where_told(
    *, organization: Organization, opener: Opener = open_source, now: datetime
) -> list[PullReport]:
    """Read anew what was heard of since the last time, source by source; what fails is tried again later."""
    waiting = InboxEntry.objects.filter(organization=organization, about=About.NEWS, state=EntryState.WAITING)
    reports = []
    for number in sorted(set(waiting.values_list("source_id", flat=True))):
        source = Source.objects.select_related("organization").get(organization=organization, pk=number)
        if source.failing_since is not None and source.next_pull_at is not None and source.next_pull_at > now:
            continue
        if source.stopped_at is not None and source.put_away_at is None:
            # What it tells waits for whoever lets it go on.
            continue
        entries = list(waiting.filter(source=source).order_by("pk").values_list("pk", "words")[:_AT_ONCE])
        if source.pull_every_minutes is None or source.put_away_at is not None:
            reports.append(_give_up(source, entries, PullReport(source.key), now))
            continue
        try:
            reports.append(_look(source, entries, opener, now))
        except SourceBusyError:
            # Whoever pulls it at this moment may have been there too early: the next pulse looks.
            continue
    return reports


def _look(source: Source, entries: list[tuple[int, str]], opener: Opener, now: datetime) -> PullReport:
    organization, report = source.organization, PullReport(source.key)
    folder = Path(instance.FORENOTICE_HOME) / "snapshots"
    with alone(folder, organization.key, source.key), room_for_many():
        one = OnePull(organization, source, report, now)
        try:
            opened = opener(source, now)
            if not isinstance(opened, HearingSource):
                return _give_up(source, entries, report, now)
            words = [each for _, each in entries]
            one.take_aside(pages_of(opened, lambda: opened.look_again(words)))
        except (OperationalError, SourceBusyError):
            raise
        except DatabaseError as error:
            one.fail(SourcesError(f"The database refuses what it tells ({type(error).__name__})."))
            return report
        except Exception as error:
            one.fail(as_ours(error))
            return report
        numbers = [number for number, _ in entries]
        rows = InboxEntry.objects.filter(organization=organization, pk__in=numbers, state=EntryState.WAITING)
        rows.update(state=EntryState.APPLIED, applied_at=now)
    return report


def _give_up(source: Source, entries: list[tuple[int, str]], report: PullReport, now: datetime) -> PullReport:
    """What was heard when the source was of another kind tells this one nothing."""
    numbers = [number for number, _ in entries]
    rows = InboxEntry.objects.filter(
        organization=source.organization, pk__in=numbers, state=EntryState.WAITING
    )
    reason = f'Its source is of the kind "{source.kind}" now, which is not told anything.'
    rows.update(state=EntryState.REJECTED, applied_at=now, reason=reason)
    return report
