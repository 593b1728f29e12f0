"""What one channel may say next in one mode: reminders that are due, and deliveries waiting for a try."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.dispatcher.models import Attempt
from forenotice.dispatcher.moments import recalled, stored
from forenotice.dispatcher.states import DeliveryState, DeliveryType, Role
from forenotice.planner.bare import marks
from forenotice.planner.states import Reason, ReminderState


class Frozen(NamedTuple):
    """What a program was told at the first try, and is told at each other."""

    body: bytes
    composed_at: datetime
    flat: tuple[tuple[str, str], ...]


class Waiting(NamedTuple):
    """A delivery that was released before and waits for its next try.

    ``lapse`` is why and since when its reminder no longer holds. ``frozen`` is what the first try said, and
    ``before`` the number of tries that do not count any more; ``replay_of`` as in the row.
    """

    delivery_id: int
    recipient: str
    role: Role
    message_id: str
    booster: str | None = None
    type: DeliveryType = DeliveryType.DUE
    lapse: tuple[Reason, datetime] | None = None
    replay_of: str = ""
    before: int = 0
    frozen: Frozen | None = None


class Candidate(NamedTuple):
    """A reminder that may be said: planned still, or released with a delivery that is waiting.

    ``unconfirmed`` is why its source could not be asked about it just now, where sources are asked.
    """

    reminder_id: int
    due_date_id: int
    step_id: int
    mode: str
    since: datetime
    latest_at: datetime
    waiting: Waiting | None = None
    unconfirmed: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What is due in one mode: channels that have waiting deliveries, and steps that have due reminders."""

    channel_ids: frozenset[int]
    step_ids: frozenset[int]


def work_in(organization: Organization, mode: str, *, due_by: datetime, now: datetime) -> Work:
    """Whether there is anything to say in a mode, and by what."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT v.channel_id FROM dispatcher_delivery v"
            " JOIN planner_reminder r ON r.id = v.reminder_id"
            " WHERE v.organization_id = %s AND v.state = %s AND v.next_try_at <= %s AND r.mode = %s",
            [organization.pk, DeliveryState.QUEUED, stored(now), mode],
        )
        channel_ids = frozenset(row[0] for row in cursor.fetchall())
        cursor.execute(
            "SELECT DISTINCT step_id FROM planner_reminder"
            " WHERE organization_id = %s AND mode = %s AND state = %s AND release_at <= %s",
            [organization.pk, mode, ReminderState.PLANNED, stored(due_by)],
        )
        return Work(channel_ids, frozenset(row[0] for row in cursor.fetchall()))


def waiting_deliveries(
    organization: Organization, *, channel_id: int, mode: str, now: datetime, limit: int
) -> list[Candidate]:
    """Deliveries of a channel whose next try has come, the longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id, r.due_date_id, r.step_id, v.next_try_at, r.latest_at, v.id, v.recipient, v.role,"
            " v.message_id, v.booster, v.type, r.lapse_reason, r.lapsed_at, v.replay_of, v.replayed_after"
            " FROM dispatcher_delivery v"
            " JOIN planner_reminder r ON r.id = v.reminder_id"
            " WHERE v.organization_id = %s AND v.channel_id = %s AND v.state = %s AND v.next_try_at <= %s"
            " AND r.mode = %s ORDER BY v.next_try_at, v.id LIMIT %s",
            [organization.pk, channel_id, DeliveryState.QUEUED, stored(now), mode, limit],
        )
        rows = cursor.fetchall()
    frozen = _frozen(organization, [row[5] for row in rows if row[7] == Role.PROGRAM])
    return [
        Candidate(
            *(row[0], row[1], row[2], mode, recalled(row[3]), recalled(row[4])),
            waiting=Waiting(
                *(row[5], row[6], Role(row[7]), row[8], row[9], DeliveryType(row[10])),
                lapse=None if row[12] is None else (Reason(row[11]), recalled(row[12])),
                replay_of=row[13],
                before=row[14],
                frozen=frozen.get(row[5]),
            ),
        )
        for row in rows
    ]


def _frozen(organization: Organization, delivery_ids: Sequence[int]) -> dict[int, Frozen]:
    """What the first tries of these deliveries said, of those that were tried and still have their proof."""
    if not delivery_ids:
        return {}
    rows = Attempt.objects.filter(organization=organization, delivery_id__in=delivery_ids, number=1)
    return {
        delivery_id: Frozen(
            proof["payload"].encode(),
            datetime.fromisoformat(proof["at"]),
            tuple((name, value) for name, value in proof.get("flat", ())),
        )
        for delivery_id, proof in rows.values_list("delivery_id", "proof")
        if "payload" in proof
    }


def due_reminders(
    organization: Organization, *, step_ids: Sequence[int], mode: str, due_by: datetime, limit: int
) -> list[Candidate]:
    """Planned reminders of some steps whose moment has come, the earliest first."""
    if not step_ids or limit <= 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, due_date_id, step_id, release_at, latest_at FROM planner_reminder"
            " WHERE organization_id = %s AND mode = %s AND state = %s AND release_at <= %s"
            f" AND step_id IN ({marks(len(step_ids))}) ORDER BY release_at, id LIMIT %s",
            [organization.pk, mode, ReminderState.PLANNED, stored(due_by), *step_ids, limit],
        )
        return [
            Candidate(row[0], row[1], row[2], mode, recalled(row[3]), recalled(row[4]))
            for row in cursor.fetchall()
        ]
