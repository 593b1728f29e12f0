"""Reads of the ways in: how fresh their facts are, and how the last import of each went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.sources.models import RejectedRow, Snapshot, Source
from forenotice.sources.states import Stage


def freshness(organization: Organization, now: datetime) -> Mapping[str, datetime]:
    """For each source, since when it must have told of a subscription for those facts to be fresh."""
    return {
        source.key: now - timedelta(days=source.fresh_for_days)
        for source in Source.objects.filter(organization=organization)
    }


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source does. ``rejected`` counts rows of its newest file, ``waiting`` are unfinished imports.

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


def source_health(organization: Organization, now: datetime) -> list[SourceHealth]:
    """Every source of an organization, by key."""
    sources = Source.objects.filter(organization=organization).order_by("key")
    return [_health(organization, source, now) for source in sources]


def _health(organization: Organization, source: Source, now: datetime) -> SourceHealth:
    snapshots = Snapshot.objects.filter(organization=organization, source=source)
    newest = snapshots.exclude(stage=Stage.ABANDONED).order_by("-told_at", "-pk").first()
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
        waiting=snapshots.filter(stage=Stage.APPLYING).count(),
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
