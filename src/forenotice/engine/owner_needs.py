"""What needs the owner now, asked of the rooms: a few cheap questions, as every pulse asks them."""

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.channels.queries import switched_off_since, unread_mailboxes
from forenotice.channels.states import Disabled
from forenotice.dispatcher.queries import channel_failures, open_causes
from forenotice.dispatcher.states import DeliveryState, UnreachedCause
from forenotice.engine.causes import Cause
from forenotice.engine.findings import (
    DiskNearlyFull,
    FailingChannels,
    FailingSources,
    Finding,
    MissedReminders,
    RejectedRows,
    StaleSources,
    SwitchedOffChannels,
    UnknownMessages,
    UnreachedMembers,
    is_nearly_full,
)
from forenotice.kernel.local_time import local_day, zone
from forenotice.planner.queries.numbers import missed_since
from forenotice.sources.operations import PUSH
from forenotice.sources.queries import SourceHealth, source_health

SOURCE_PATIENCE = timedelta(hours=1)
"""So long a source may fail before its owner hears of it; what it told stays true for much longer."""

PATIENCE = timedelta(minutes=15)
"""A channel that fails for less long than this is news to nobody: servers pause."""

# Every pulse asks this, so it does without the work of putting a statement together.
_UNKNOWN = (
    "SELECT c.key, COUNT(*) FROM dispatcher_delivery d JOIN channels_channel c ON c.id = d.channel_id"
    f" WHERE d.organization_id = %s AND d.state = '{DeliveryState.UNKNOWN}' GROUP BY c.key ORDER BY c.key"
)


class Disk(Protocol):
    """Bytes of a disk."""

    @property
    def total(self) -> int: ...

    @property
    def free(self) -> int: ...


MeasureDisk = Callable[[Path], Disk]


@dataclass(frozen=True, slots=True)
class Needs:
    """Finds what needs the owner of an organization `now`.

    ``told_since`` says of a cause since when the owner has not been told of it: what was missed, rejected or
    switched off once is told once, while everything else is told for as long as it lasts.
    """

    organization: Organization
    now: datetime
    told_since: Callable[[Cause], datetime]
    measure_disk: MeasureDisk = shutil.disk_usage

    def find(self, unless: Callable[[Cause], bool]) -> list[Finding]:
        """What needs the owner, but for some causes, which cost nothing then."""
        found: list[Finding] = []
        for cause, ask in (
            (Cause.MISSED, self._missed),
            (Cause.UNKNOWN, self._unknown),
            (Cause.UNREACHED, self._unreached),
            (Cause.CHANNEL_FAILING, self._failing),
            (Cause.CHANNEL_OFF, self._switched_off),
            (Cause.DISK_NEARLY_FULL, self._disk),
        ):
            finding = None if unless(cause) else ask()
            found += [finding] if finding is not None else []
        about = (Cause.REJECTED_ROWS, Cause.STALE_SOURCE, Cause.SOURCE_FAILING)
        if not all(unless(cause) for cause in about):
            health = source_health(self.organization, self.now)
            for about_sources in (self._rejected(health), self._stale(health), self._unasked(health)):
                if about_sources is not None and not unless(about_sources.cause):
                    found.append(about_sources)
        return found

    def _missed(self) -> Finding | None:
        by_step = missed_since(self.organization, self.told_since(Cause.MISSED))
        return MissedReminders(by_step) if by_step else None

    def _unknown(self) -> Finding | None:
        with connection.cursor() as cursor:
            cursor.execute(_UNKNOWN, [self.organization.pk])
            by_channel = [(channel, count) for channel, count in cursor.fetchall()]
        return UnknownMessages(by_channel) if by_channel else None

    def _unreached(self) -> Finding | None:
        counts = Counter(UnreachedCause(cause) for cause in open_causes(self.organization))
        return UnreachedMembers(sorted(counts.items())) if counts else None

    def _failing(self) -> Finding | None:
        where = zone(self.organization.time_zone)
        channels = [
            (row.channel.key, row.failing_since.astimezone(where), row.detail or row.code)
            for row in channel_failures(self.organization)
            if row.mode == self.organization.mode
            and row.failing_since <= self.now - PATIENCE
            and row.channel.disabled_at is None
        ]
        channels += [
            (f"{box.channel.key} (bounces)", box.failing_since.astimezone(where), box.detail)
            for box in unread_mailboxes(self.organization, self.now - PATIENCE)
            if box.failing_since is not None
        ]
        return FailingChannels(channels) if channels else None

    def _switched_off(self) -> Finding | None:
        off = switched_off_since(self.organization, self.told_since(Cause.CHANNEL_OFF))
        channels = [(channel.key, Disabled(channel.disabled_reason)) for channel in off]
        return SwitchedOffChannels(channels) if channels else None

    def _disk(self) -> Finding | None:
        folder = Path(settings.FORENOTICE_HOME)
        disk = self.measure_disk(folder)
        if not is_nearly_full(total_bytes=disk.total, free_bytes=disk.free):
            return None
        return DiskNearlyFull(str(folder), disk.free, disk.total)

    def _rejected(self, health: Sequence[SourceHealth]) -> RejectedRows | None:
        since = self.told_since(Cause.REJECTED_ROWS)
        by_source = [
            (one.key, one.rejected, one.rejects)
            for one in health
            if one.rejected and one.imported_at is not None and one.imported_at > since
        ]
        return RejectedRows(by_source) if by_source else None

    def _stale(self, health: Sequence[SourceHealth]) -> StaleSources | None:
        by_source = [
            (one.key, local_day(one.last_told_at, self.organization.time_zone))
            for one in health
            # Why one that we ask is silent is told in a letter of its own.
            if one.is_stale and one.last_told_at is not None and one.failing_since is None
        ]
        pushed = [one.key for one in health if one.kind == PUSH]
        return StaleSources(by_source, pushed) if by_source else None

    def _unasked(self, health: Sequence[SourceHealth]) -> FailingSources | None:
        where = zone(self.organization.time_zone)
        sources = [
            (one.key, one.failing_since.astimezone(where), one.failure)
            for one in health
            if one.failing_since is not None and one.failing_since <= self.now - SOURCE_PATIENCE
        ]
        return FailingSources(sources) if sources else None
