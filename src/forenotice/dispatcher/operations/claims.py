"""The statements with which deliveries are claimed and written down before anything is handed over."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from forenotice.dispatcher.moments import stored
from forenotice.dispatcher.states import DeliveryReason, DeliveryState, DeliveryType, Role
from forenotice.planner.bare import marks, run, run_many


class NewDelivery(NamedTuple):
    """A delivery that comes into being with its reminder's release, in flight at once or in the queue."""

    reminder_id: int
    channel_id: int
    recipient: str
    role: Role
    message_id: str
    state: DeliveryState
    reason: DeliveryReason
    member_id: int | None = None
    booster: str | None = None
    type: DeliveryType = DeliveryType.DUE


_INSERT_DELIVERIES = (
    "INSERT INTO dispatcher_delivery (organization_id, reminder_id, channel_id, recipient, type, role, state,"
    " reason, actor, message_id, member_id, booster, next_try_at, attempts_made, worker, created_at,"
    " changed_at) VALUES "
)
_INSERT_ATTEMPTS = (
    "INSERT INTO dispatcher_attempt (organization_id, delivery_id, number, started_at, finished_at, outcome,"
    " code, detail, reference, bytes_sha256, proof) VALUES "
)


def insert_deliveries(
    organization_id: int, deliveries: Sequence[NewDelivery], *, worker: str, now: datetime
) -> dict[str, int]:
    """Insert deliveries; return the row of each by its message id. One that exists already is left out."""
    if not deliveries:
        return {}
    at = stored(now)
    values: list[Any] = []
    for delivery in deliveries:
        is_queued = delivery.state is DeliveryState.QUEUED
        values += (organization_id, delivery.reminder_id, delivery.channel_id, delivery.recipient)
        values += (delivery.type, delivery.role, delivery.state, delivery.reason)
        values += (worker, delivery.message_id, delivery.member_id, delivery.booster)
        values += (at if is_queued else None, 0 if is_queued else 1)
        values += (worker if delivery.state is DeliveryState.ATTEMPTING else "", at, at)
    rows = run(_insert_deliveries(len(deliveries)), values)
    return {message_id: delivery_id for delivery_id, message_id in rows}


def claim_queued(organization_id: int, ids: Sequence[int], *, worker: str, now: datetime) -> dict[int, int]:
    """Begin an attempt of each queued delivery that nobody took meanwhile; return the attempts' numbers."""
    if not ids:
        return {}
    taken: list[Any] = [DeliveryState.ATTEMPTING, DeliveryReason.CLAIMED, worker, worker, stored(now)]
    return dict(run(_claim(len(ids)), [*taken, organization_id, *ids, DeliveryState.QUEUED]))


def fail_queued(organization_id: int, ids: Sequence[int], *, now: datetime) -> None:
    """Give up queued deliveries that cannot be put into words."""
    if not ids:
        return
    reason = DeliveryReason.NOT_RENDERED
    run_many(
        "UPDATE dispatcher_delivery SET state = %s, reason = %s, next_try_at = NULL, changed_at = %s"
        " WHERE id = %s AND organization_id = %s AND state = 'queued'",
        [(DeliveryState.FAILED, reason, stored(now), row, organization_id) for row in ids],
    )


def insert_attempts(organization_id: int, attempts: Sequence[tuple[int, int, str]], *, now: datetime) -> None:
    """Write down attempts that begin now: delivery, number, and the proof as JSON."""
    if not attempts:
        return
    at = stored(now)
    values: list[Any] = []
    for delivery_id, number, proof in attempts:
        values += (organization_id, delivery_id, number, at, None, "", "", "", "", "", proof)
    run(_insert_attempts(len(attempts)), values)


@lru_cache(maxsize=128)
def _insert_deliveries(count: int) -> str:
    only_once = " ON CONFLICT (reminder_id, channel_id, recipient, type) DO NOTHING RETURNING id, message_id"
    return _INSERT_DELIVERIES + _rows(17, count) + only_once


@lru_cache(maxsize=128)
def _insert_attempts(count: int) -> str:
    return _INSERT_ATTEMPTS + _rows(11, count)


@lru_cache(maxsize=128)
def _claim(count: int) -> str:
    # Rows that another worker holds are passed over; waiting for them in another order could lock both up.
    lock = "" if connection.vendor == "sqlite" else " ORDER BY id FOR UPDATE SKIP LOCKED"
    return (
        "UPDATE dispatcher_delivery SET state = %s, reason = %s, actor = %s, worker = %s, changed_at = %s,"
        " next_try_at = NULL, attempts_made = attempts_made + 1"
        " WHERE id IN (SELECT id FROM dispatcher_delivery"
        # The plus keeps SQLite from walking a whole index instead of looking up a few ids.
        f" WHERE +organization_id = %s AND id IN ({marks(count)}) AND state = %s{lock})"
        " RETURNING id, attempts_made"
    )


def _rows(columns: int, count: int) -> str:
    return ", ".join([f"({marks(columns)})"] * count)
