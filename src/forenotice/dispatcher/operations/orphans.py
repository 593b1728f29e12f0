"""Deliveries whose worker vanished in the middle: that nobody knows what became of them is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.channels.purpose import is_repeatable
from forenotice.channels.queries import channels_of
from forenotice.dispatcher.moments import stored
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.kernel.message import Outcome
from forenotice.planner.bare import marks


@dataclass(frozen=True, slots=True)
class Settled:
    """How many deliveries had no worker any more: those nobody knows of, and those simply tried again."""

    unknown: int = 0
    queued_again: int = 0


def settle_orphans(
    *, organization: Organization, is_at_work: Callable[[str], bool], actor: str, now: datetime
) -> Settled:
    """Make deliveries that nobody attempts any more `unknown`, or queued where a repeat does no harm."""
    workers = _workers(organization)
    gone = [worker for worker in workers if not is_at_work(worker)]
    if not gone:
        return Settled()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.id, v.attempts_made, v.channel_id, r.mode FROM dispatcher_delivery v"
            " JOIN planner_reminder r ON r.id = v.reminder_id"
            " WHERE v.organization_id = %s AND v.state = %s"
            f" AND v.worker IN ({marks(len(gone))}) ORDER BY v.id",
            [organization.pk, DeliveryState.ATTEMPTING, *gone],
        )
        rows = cursor.fetchall()
        at = stored(now)
        cursor.executemany(
            _FINISH, [(at, Outcome.UNKNOWN, _DETAIL, row[0], organization.pk, row[1]) for row in rows]
        )
        harmless = {channel.pk for channel in channels_of(organization) if is_repeatable(channel)}
        again = [row[0] for row in rows if row[2] in harmless or row[3] == Mode.REHEARSAL]
        lost = [row[0] for row in rows if row[0] not in set(again)]
        unknown = (DeliveryState.UNKNOWN, DeliveryReason.WORKER_VANISHED, None, actor, at)
        queued = (DeliveryState.QUEUED, DeliveryReason.RESEND, at, actor, at)
        cursor.executemany(_SETTLE, [(*unknown, row, organization.pk) for row in lost])
        cursor.executemany(_SETTLE, [(*queued, row, organization.pk) for row in again])
    return Settled(unknown=len(lost), queued_again=len(again))


_DETAIL = "The program stopped before the channel answered."
_SETTLE = (
    "UPDATE dispatcher_delivery SET state = %s, reason = %s, next_try_at = %s, worker = '', actor = %s,"
    " changed_at = %s WHERE id = %s AND organization_id = %s AND state = 'attempting'"
)
_FINISH = (
    "UPDATE dispatcher_attempt SET finished_at = %s, outcome = %s, detail = %s"
    " WHERE delivery_id = %s AND organization_id = %s AND number = %s AND finished_at IS NULL"
)


def _workers(organization: Organization) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT worker FROM dispatcher_delivery WHERE organization_id = %s AND state = %s",
            [organization.pk, DeliveryState.ATTEMPTING],
        )
        return [row[0] for row in cursor.fetchall()]
