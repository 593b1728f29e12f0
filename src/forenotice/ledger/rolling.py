"""What comes after a payment that passed without news: the next cycle, estimated. Pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from forenotice.kernel.interval import Interval
from forenotice.kernel.local_time import end_of_day, instant, local_clock, local_day
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.attributes import follow
from forenotice.ledger.cycles import which_payment
from forenotice.ledger.due import NEW, Due, Moment
from forenotice.ledger.payments import can_go_on, payment_count, regular_kind
from forenotice.ledger.states import Closing


def has_passed(row: Due, now: datetime) -> bool:
    """True from the instant on where one is known, and in any case once the day is over for the member."""
    if row.due_at is not None and row.due_at <= now:
        return True
    return row.due_on < local_day(now, row.zone)


def passed_at(row: Due) -> datetime:
    """The moment from which it has passed."""
    return row.due_at if row.due_at is not None else end_of_day(row.due_on, row.zone)


def next_cycle(
    agreement: Agreement, passed: Due, rows: Sequence[Due], known_at: datetime, now: datetime
) -> Due | None:
    """The first payment after ``passed`` that has not passed itself; None when no other comes.

    ``rows`` are all payments of the subscription, ``passed`` among them. Days keep their anchor, hours what
    the member's clocks show, and the last day to cancel its distance. ``known_at`` is since when we know it.
    """
    interval = agreement.interval
    if interval is None or not can_go_on(agreement, passed):
        return None
    times = 1
    moved = _moved(passed, interval, times)
    while has_passed(moved, now):
        times += 1
        moved = _moved(passed, interval, times)
    number, total = passed.payment_number, agreement.told.total_payments
    number = None if number is None else number + times
    if number is not None and total is not None and number > total:
        return None
    today = max(local_day(now, passed.zone), passed.due_on + timedelta(days=1))
    which = which_payment(Moment(moved.due_on, moved.due_at), interval, rows, today)
    fields = {
        "cycle": which.cycle,
        "kind": regular_kind(agreement),
        "estimated": True,
        "previous_amount_minor": passed.amount_minor,
        **payment_count(agreement, number),
    }
    if which.row is not None:
        # A row that was withdrawn long ago knows nothing of what became of the subscription since.
        return follow(which.row, {**moved._asdict(), **_own(which.row), **fields}, now)
    fresh = moved._replace(first_on=moved.due_on, first_at=moved.due_at, known_at=known_at)
    return fresh._replace(id=NEW, **fields)


def _moved(row: Due, interval: Interval, times: int) -> Due:
    on = interval.after(row.due_on, times, row.anchor_day)
    shift = on - row.due_on
    return row._replace(
        due_on=on,
        due_at=_at_the_same_hour(row.due_at, on, row.zone),
        cancel_by_on=row.cancel_by_on + shift if row.cancel_by_on else None,
        cancel_by_at=_later(row.cancel_by_at, shift, row.zone),
        closing=Closing.OPEN.value,
        closed_at=None,
    )


def _own(row: Due) -> dict[str, Any]:
    """What a row keeps when its payment comes up again: which one it is, and since when we know of it."""
    return {"id": row.id, "first_on": row.first_on, "first_at": row.first_at, "known_at": row.known_at}


def _later(at: datetime | None, shift: timedelta, zone: str) -> datetime | None:
    return None if at is None else _at_the_same_hour(at, local_day(at, zone) + shift, zone)


def _at_the_same_hour(at: datetime | None, on: date, zone: str) -> datetime | None:
    return None if at is None else instant(on, local_clock(at, zone), zone).astimezone(UTC)
