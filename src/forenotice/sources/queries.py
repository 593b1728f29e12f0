"""Reads of the ways in: how fresh their facts are, and how the last import of each went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db.models import Count, OuterRef, Subquery

from forenotice.accounts.models import Organization
from forenotice.kernel.once import read_once
from forenotice.ledger.queries import count_current
from forenotice.sources.card_pages import KINDS
from forenotice.sources.csv_file.arrival import Arrival
from forenotice.sources.csv_file.copies import KEPT
from forenotice.sources.csv_file.preview import Preview, preview_of
from forenotice.sources.errors import SettingsRefusedError, SourcesError
from forenotice.sources.models import RejectedRow, Snapshot, Source, UnclearRow, UploadedFile
from forenotice.sources.naming import file_sources as file_sources
from forenotice.sources.opened import secrets_of
from forenotice.sources.sample.shifted import SAMPLE
from forenotice.sources.states import Stage
from forenotice.sources.uploads import rejects_of as rejects_of

COPIES_KEPT = KEPT
"""Of how many of a source's files the copies are kept."""

_AS_LONG_AS_ASKED = timedelta(days=36_500)


def freshness(organization: Organization, now: datetime) -> Mapping[str, datetime]:
    """For each source, since when it must have told of a subscription for those facts to be fresh.

    A source that is asked tells only what changed: while it answers, its silence says that all which it told
    of since its last whole reading is so still.
    """
    return {source.key: _fresh_since(source, now) for source in sources_of(organization)}


def fresh_for(organization: Organization, now: datetime) -> Mapping[str, timedelta]:
    """For each source, how long after it told of a subscription those facts will stay fresh.

    Of one that is asked and answers, it is foreseen that it goes on answering: what it told stays fresh.
    """
    return {
        source.key: _AS_LONG_AS_ASKED
        if _answers(source, now) and source.whole_at is not None
        else timedelta(days=source.fresh_for_days)
        for source in sources_of(organization)
    }


def _fresh_since(source: Source, now: datetime) -> datetime:
    if _answers(source, now) and source.whole_at is not None:
        return source.whole_at
    return now - timedelta(days=source.fresh_for_days)


def _answers(source: Source, now: datetime) -> bool:
    """Whether it was asked to the end lately enough for its silence to mean anything."""
    pulled_at = source.pulled_at
    return pulled_at is not None and pulled_at >= now - timedelta(days=source.fresh_for_days)


def kept_secrets(organization: Organization) -> Mapping[str, str]:
    """The secrets of an organization's sources, by where each was found (``env:STRIPE_KEY``).

    Raise `accounts.errors.SealBrokenError` when they cannot be opened.
    """
    kept: dict[str, str] = {}
    for source in Source.objects.filter(organization=organization).exclude(sealed_secrets=""):
        secrets = secrets_of(source)
        kept |= {found: secrets[name] for name, found in source.secret_references.items() if name in secrets}
    return kept


def confirming_sources(organization: Organization) -> list[str]:
    """The keys of the sources that can be asked about one subscription."""
    rows = Source.objects.filter(organization=organization, confirms=True, stopped_at=None)
    return list(rows.values_list("key", flat=True))


def taken_keys(organization: Organization) -> set[str]:
    """The keys of all sources, also of those put away: their members and subscriptions are still theirs."""
    return set(Source.objects.filter(organization=organization).values_list("key", flat=True))


def put_away_sources(organization: Organization, kind: str) -> list[Source]:
    """The sources of a kind that were put away, by key."""
    rows = Source.objects.filter(organization=organization, kind=kind, put_away_at__isnull=False)
    return list(rows.order_by("key"))


def sources_of(organization: Organization) -> list[Source]:
    """Every source of an organization, by key, without those that were put away."""
    rows = Source.objects.filter(organization=organization, put_away_at=None).order_by("key")
    return list(read_once(("sources", organization.pk), lambda: list(rows)))


def asked_source(organization: Organization, key: str) -> Source:
    """The source of that key, if it is one that is asked; raise :class:`SettingsRefusedError`."""
    source = Source.objects.filter(organization=organization, key=key, put_away_at=None).first()
    if source is None:
        known = ", ".join(each.key for each in sources_of(organization)) or "none yet"
        raise SettingsRefusedError(f'There is no source "{key}". There are: {known}.')
    if source.pull_every_minutes is None:
        raise SettingsRefusedError(
            f'The source "{key}" is of the kind "{source.kind}", which is not asked: it tells by itself.'
        )
    return source


def unclear_rows(organization: Organization, source: Source, limit: int = 100) -> list[UnclearRow]:
    """What a source that is asked told and nobody understood, the newest first; at most ``limit``."""
    rows = UnclearRow.objects.filter(organization=organization, source=source)
    return list(rows.order_by("-told_at", "place")[:limit])


def count_unclear(organization: Organization, source: Source) -> int:
    """How many rows of a source nobody understood are kept."""
    return UnclearRow.objects.filter(organization=organization, source=source).count()


def count_told(organization: Organization, source: Source) -> int:
    """How many subscriptions of a source there are that are not gone."""
    return count_current(organization, source.key)


def card_page_sources(organization: Organization) -> frozenset[str]:
    """The sources whose systems make a page for a member's card when it is asked for."""
    return frozenset(source.key for source in sources_of(organization) if source.kind in KINDS)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source does. ``rejected`` counts rows of its newest file, ``waiting`` are unfinished imports.

    ``failing_since`` is when one that is asked failed first, and ``failure`` why.
    ``imported_at`` is when that file came, ``last_told_at`` when one came that we understood.
    """

    key: str
    kind: str
    last_told_at: datetime | None
    imported_at: datetime | None
    fresh_until: datetime | None
    is_stale: bool
    rejected: int
    rejects: str
    waiting: int
    is_asked: bool = False
    stopped_at: datetime | None = None
    failing_since: datetime | None = None
    failure: str = ""


def source_health(organization: Organization, now: datetime) -> list[SourceHealth]:
    """Every source of an organization, by key, without those that were put away."""
    mine = Snapshot.objects.filter(organization=organization)
    its = mine.filter(source=OuterRef("pk")).exclude(stage=Stage.ABANDONED).order_by("-told_at", "-pk")
    ours = Source.objects.filter(organization=organization).annotate(newest=Subquery(its.values("pk")[:1]))
    newest = {each.source_id: each for each in mine.filter(pk__in=ours.values("newest"))}
    counted = mine.filter(stage=Stage.APPLYING).values_list("source").annotate(Count("pk"))
    waiting: dict[int, int] = dict(counted)
    return [
        _health(each, newest.get(each.pk), waiting.get(each.pk, 0), now) for each in sources_of(organization)
    ]


def _health(source: Source, newest: Snapshot | None, waiting: int, now: datetime) -> SourceHealth:
    told = source.last_told_at
    fresh_until = told + timedelta(days=source.fresh_for_days) if told else None
    return SourceHealth(
        key=source.key,
        kind=source.kind,
        last_told_at=told,
        imported_at=newest.told_at if newest else None,
        fresh_until=fresh_until,
        is_stale=fresh_until is not None and fresh_until < now,
        rejected=int(newest.counts.get("rejected", 0)) if newest else 0,
        rejects=newest.rejects if newest else "",
        waiting=waiting,
        is_asked=source.pull_every_minutes is not None,
        stopped_at=source.stopped_at,
        failing_since=source.failing_since,
        failure=source.failure,
    )


def rejected_rows(organization: Organization, source_key: str, limit: int = 100) -> list[RejectedRow]:
    """The rejected rows of a source's newest file, by line; at most ``limit`` of them."""
    newest = (
        Snapshot.objects.filter(organization=organization, source__key=source_key)
        .exclude(stage=Stage.ABANDONED)
        .order_by("-told_at", "-pk")
        .first()
    )
    if newest is None:
        return []
    return list(
        RejectedRow.objects.filter(organization=organization, snapshot=newest).order_by("line")[:limit]
    )


def upload_of(organization: Organization) -> UploadedFile | None:
    """The file that was handed in by a page and waits to be taken in."""
    return UploadedFile.objects.filter(organization=organization).first()


def preview_upload(upload: UploadedFile, *, now: datetime) -> Preview:
    """How it would be read, from its beginning; its ``fault`` where nothing of it can be."""
    arrival = Arrival(
        organization=upload.organization,
        path=Path(upload.stored_as),
        source_key=upload.source_key,
        settings=upload.settings,
        now=now,
    )
    try:
        return preview_of(arrival)
    except SourcesError as error:
        return Preview("", (), str(error), is_hopeless=True)


def has_sample(organization: Organization) -> bool:
    """Whether the made-up society is among the members."""
    return any(source.key == SAMPLE for source in sources_of(organization))
