"""What an owner should look at, in numbers and in three questions, for a page that is opened often.

The letters to the owner (:mod:`engine.owner_needs`) say the same at length, and once a day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery

from forenotice.accounts.models import Organization
from forenotice.channels.states import Disabled
from forenotice.dispatcher.states import ARRIVED, DeliveryState, Role, UnreachedCause
from forenotice.engine.behind import BEHIND, asked_of, count_all
from forenotice.engine.importing import PARTING
from forenotice.engine.models import BrokenPulse, Undertaking
from forenotice.engine.owner_needs import PATIENCE, SOURCE_PATIENCE
from forenotice.engine.states import NEED_SENTENCES, Need, UndertakingState
from forenotice.engine.undertaking import SILENT_FOR
from forenotice.ledger.bulk import keep_moment
from forenotice.planner.states import Reason, ReminderState
from forenotice.sources.models import Snapshot, Source
from forenotice.sources.states import Stage

_ARRIVED = f"({', '.join(repr(each.value) for each in ARRIVED)})"
_WITHHELD = f"('{UnreachedCause.SUPPRESSED}', '{UnreachedCause.NO_ADDRESS}')"
# Each is a look into an index that holds little else, or into what is counted by day.
_COUNTS = f"""
    SELECT '{Need.PULSE_BROKEN}', COUNT(*) FROM engine_brokenpulse
        WHERE organization_id = %(whose)s AND since_at <= %(several_pulses)s
    UNION ALL SELECT '{Need.UNKNOWN}', COUNT(*) FROM dispatcher_delivery
        WHERE organization_id = %(whose)s AND state = '{DeliveryState.UNKNOWN}'
    UNION ALL SELECT '{Need.UNREACHED}', COUNT(*) FROM dispatcher_unreached u
        WHERE organization_id = %(whose)s AND settled_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM dispatcher_delivery v
            WHERE v.reminder_id = u.reminder_id AND v.role = '{Role.MEMBER}' AND v.state IN {_ARRIVED}
            AND (v.replay_of <> '' OR u.cause IN {_WITHHELD})
        )
    UNION ALL SELECT '{Need.CHANNEL_FAILING}', COUNT(DISTINCT f.channel_id) FROM dispatcher_channelfailure f
        JOIN channels_channel c ON c.id = f.channel_id AND c.disabled_at IS NULL
        WHERE f.organization_id = %(whose)s AND f.mode = %(mode)s AND f.failing_since <= %(patience)s
    UNION ALL SELECT '{Need.CHANNEL_OFF}', COUNT(*) FROM channels_channel
        WHERE organization_id = %(whose)s AND disabled_at IS NOT NULL AND retired_at IS NULL
        AND disabled_reason IN ('{Disabled.GONE}', '{Disabled.FAILING}')
    UNION ALL SELECT '{Need.NO_WAY_OUT}', COUNT(*) FROM planner_reminder
        WHERE organization_id = %(whose)s AND mode = %(mode)s AND latest_at >= %(now)s
        AND state = '{ReminderState.SKIPPED}' AND reason = '{Reason.NO_CHANNEL}'
    UNION ALL SELECT '{Need.UNCLEAR_ROWS}', COUNT(*) FROM sources_unclearrow
        WHERE organization_id = %(whose)s
    UNION ALL {BEHIND}
"""
_COMMANDS = {
    Need.PULSE_BROKEN: "pulse",
    Need.UNKNOWN: "deliveries unknown",
    Need.UNREACHED: "deliveries letters",
    Need.CHANNEL_FAILING: "channels list",
    Need.CHANNEL_OFF: "channels list",
    Need.NO_WAY_OUT: "channels list",
    Need.UNCLEAR_ROWS: "sources list",
    Need.MISSED: "reminders --state missed",
    Need.BOUNCED: "deliveries list --state bounced",
}

PULSE_PATIENCE = timedelta(minutes=5)
"""What breaks one pulse may be gone at the next; what lasts for several is news."""


@dataclass(frozen=True, slots=True)
class OwnerNeed:
    """So many things of one sort that an owner should look at, and the command that shows them.

    ``subject`` is the key of the source that it is about, if it is about one, and ``since_at`` tells of what
    breaks each time since when.
    """

    need: Need
    count: int
    command: str
    subject: str = ""
    since_at: datetime | None = None

    @property
    def sentence(self) -> str:
        """What it is, for a person."""
        return NEED_SENTENCES[self.need]


def needs_owner(organization: Organization, now: datetime, days: int = 30) -> list[OwnerNeed]:
    """What there is to look at, the most pressing first; missed and bounced are of the last days only."""
    found = [*_counted(organization, now, days), *_of_sources(organization, now)]
    return sorted(found, key=lambda one: ([*Need].index(one.need), one.subject))


def _counted(organization: Organization, now: datetime, days: int) -> Iterator[OwnerNeed]:
    asked = asked_of(organization, now, days) | {
        "now": keep_moment(now),
        "patience": keep_moment(now - PATIENCE),
        "several_pulses": keep_moment(now - PULSE_PATIENCE),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, asked)
        counts = {Need(need): int(count) for need, count in cursor.fetchall()}
    for need, count in counts.items():
        if count:
            since_at = _broken_since(organization) if need is Need.PULSE_BROKEN else None
            command = f"forenotice {_COMMANDS[need]}"
            yield OwnerNeed(need, count_all(need, count, asked), command, since_at=since_at)


def _broken_since(organization: Organization) -> datetime | None:
    rows = BrokenPulse.objects.filter(organization=organization)
    return rows.values_list("since_at", flat=True).first()


def _of_sources(organization: Organization, now: datetime) -> Iterator[OwnerNeed]:
    for source in _sources(organization):
        command = f"forenotice sources show {source.key}"
        if source.parting_at is not None:
            if not _is_parting(organization, now):
                yield OwnerNeed(Need.HALF_PARTED, 1, command, source.key)
            continue
        rejected = int((getattr(source, "newest_file", None) or {}).get("rejected", 0))
        if rejected:
            yield OwnerNeed(Need.REJECTED_ROWS, rejected, command, source.key)
        told_at = source.last_told_at
        if source.failing_since is not None:
            if source.failing_since <= now - SOURCE_PATIENCE:
                yield OwnerNeed(Need.SOURCE_FAILING, 1, command, source.key)
        elif told_at is not None and told_at + timedelta(days=source.fresh_for_days) < now:
            yield OwnerNeed(Need.STALE_SOURCE, 1, command, source.key)


def _is_parting(organization: Organization, now: datetime) -> bool:
    """Whether somebody is at it still."""
    running = Undertaking.objects.filter(organization=organization, state=UndertakingState.RUNNING)
    return running.filter(kind=PARTING, beat_at__gte=now - SILENT_FOR).exists()


def _sources(organization: Organization) -> "QuerySet[Source]":
    """The sources in use, each with what came of its newest file."""
    files = Snapshot.objects.filter(organization=organization, source=OuterRef("pk"))
    newest = files.exclude(stage=Stage.ABANDONED).order_by("-pk").values("counts")[:1]
    mine = Source.objects.filter(organization=organization, put_away_at=None)
    return mine.annotate(newest_file=Subquery(newest))
