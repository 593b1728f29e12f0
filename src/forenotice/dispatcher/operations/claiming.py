"""The one transaction between two hand-overs: answers written down, and the next attempts claimed."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.dispatcher.durability import commit_beside
from forenotice.dispatcher.identity import short_name
from forenotice.dispatcher.journal import Entry
from forenotice.dispatcher.operations.claims import (
    claim_queued,
    fail_queued,
    insert_attempts,
    insert_deliveries,
)
from forenotice.dispatcher.operations.desk import Desk
from forenotice.dispatcher.operations.drafts import Draft, FirstTry, NextTry
from forenotice.dispatcher.operations.first_day import left_under_cap
from forenotice.dispatcher.operations.receipts import Flight, Landing, write_landings
from forenotice.dispatcher.wording import Worded
from forenotice.planner.bare import marks
from forenotice.planner.operations import release
from forenotice.planner.states import ReminderState


class Departure(NamedTuple):
    """A message that is committed as being attempted, and for that reason alone may leave now."""

    worded: Worded[Any]
    flight: Flight
    about: str
    due_on: date

    @property
    def entry(self) -> Entry:
        """What the send journal tells of it."""
        name = short_name(self.worded.message.message_id)
        return Entry(self.about, self.due_on, name, self.flight.delivery_id, self.flight.number)


class Claimed(NamedTuple):
    """What was won. ``is_contended`` when another worker took some of it first."""

    departures: Sequence[Departure] = ()
    released: int = 0
    is_contended: bool = False
    is_capped: bool = False


def claim(
    desk: Desk,
    mode: str,
    drafts: Sequence[Draft],
    landings: Sequence[Landing],
    *,
    is_fresh: Callable[[], bool],
    meanwhile: Callable[[], None],
) -> Claimed:
    """Write `landings` down and claim `drafts`, in one transaction that is on the disk when this returns.

    Getting the transaction may take long when another program writes. What was looked at before is then
    claimed no more (`is_fresh`), and gets another look. `meanwhile` is called while the disk is waited for.
    """
    organization = desk.organization
    with transaction.atomic():
        write_landings(organization.pk, landings)
        if not is_fresh():
            return Claimed()
        now = desk.clock()
        first = [each for each in drafts if isinstance(each, FirstTry)]
        waiting = [each for each in drafts if isinstance(each, NextTry)]
        allowed = first[: left_under_cap(organization, mode, now)]
        won = _release(organization, allowed, now)
        departures = _first_departures(organization, won, desk.worker, now)
        again = _next_departures(organization, waiting, desk.worker, now)
        departures += again
        insert_attempts(
            organization.pk,
            [(each.flight.delivery_id, each.flight.number, each.worded.proof) for each in departures],
            now=now,
        )
        commit_beside(desk.clerk, meanwhile)
    is_contended = len(won) < len(allowed) or len(again) < sum(each.size for each in waiting)
    return Claimed(departures, len(won), is_contended, is_capped=len(allowed) < len(first))


def _release(organization: Organization, tries: Sequence[FirstTry], now: datetime) -> list[FirstTry]:
    ids = [each.reminder_id for each in tries]
    if connection.vendor != "sqlite":
        ids = _unlocked(organization, ids)
    if not ids:
        return []
    released = set(release(organization=organization, reminder_ids=ids, actor="dispatch", now=now))
    return [each for each in tries if each.reminder_id in released]


def _unlocked(organization: Organization, ids: Sequence[int]) -> list[int]:
    """Those that no other worker is releasing now; waiting for them in another order could lock both up."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM planner_reminder WHERE organization_id = %s AND id IN ({marks(len(ids))})"
            " AND state = %s ORDER BY id FOR UPDATE SKIP LOCKED",
            [organization.pk, *ids, ReminderState.PLANNED],
        )
        return [row[0] for row in cursor.fetchall()]


def _first_departures(
    organization: Organization, won: Sequence[FirstTry], worker: str, now: datetime
) -> list[Departure]:
    deliveries = [delivery for each in won for delivery in each.deliveries]
    rows = insert_deliveries(organization.pk, deliveries, worker=worker, now=now)
    return [
        Departure(worded, Flight(rows[worded.message.message_id], 1, each.hours), each.about, each.due_on)
        for each in won
        for worded in each.worded
        if worded.message.message_id in rows
    ]


def _next_departures(
    organization: Organization, tries: Sequence[NextTry], worker: str, now: datetime
) -> list[Departure]:
    worded = {each.delivery_id: each for each in tries if each.worded is not None}
    unworded = [each.delivery_id for each in tries if each.worded is None]
    fail_queued(organization.pk, unworded, now=now)
    numbers = claim_queued(organization.pk, list(worded), worker=worker, now=now)
    return [
        Departure(
            words,
            Flight(delivery_id, numbers[delivery_id], each.hours, each.before, each.was_taken),
            *(each.about, each.due_on),
        )
        for delivery_id, each in worded.items()
        if delivery_id in numbers and (words := each.worded) is not None
    ]
