"""The end of a term that ends by itself, as a due date. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from forenotice.kernel.local_time import local_day
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.attributes import follow, shared_attributes
from forenotice.ledger.cycles import which_payment
from forenotice.ledger.due import NEW, Due, Moment
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.states import Closing, Kind, Occasion, Quiet

_OVER = frozenset({Quiet.CANCELLED, Quiet.CANCELLED_AT_PERIOD_END, Quiet.ENDED})


def term_rows(
    agreement: Agreement, before: SubscriptionFacts | None, rows: Sequence[Due], now: datetime
) -> list[Due]:
    """The ends of terms that are new or changed; ``before`` is what the source had told last."""
    ends_on = _ends_on(agreement)
    open_rows = [row for row in rows if row.is_open]
    if ends_on is None:
        return [row.closed(Closing.WITHDRAWN, now) for row in open_rows]
    if open_rows and before is not None and ends_on == before.term_ends_on:
        kept = follow(open_rows[0], _fields(agreement), now)
        return [kept] if kept != open_rows[0] else []
    which = which_payment(Moment(ends_on), agreement.interval, rows, local_day(now, agreement.zone))
    closing = Closing.PAID if which.steps > 0 else Closing.WITHDRAWN
    changed = [row.closed(closing, now) for row in open_rows if row is not which.row]
    if which.row is None:
        changed.append(_new_row(agreement, ends_on, which.cycle, now))
    elif which.row.closing != Closing.PASSED or which.row.due_on != ends_on:
        told = follow(which.row, {**_fields(agreement), "due_on": ends_on}, now)
        changed += [told] if told != which.row else []
    return changed


def _ends_on(agreement: Agreement) -> date | None:
    """The day the term ends by itself: not cancelled, and without a payment on that day or after it."""
    ends_on = agreement.told.term_ends_on
    payment = agreement.next_payment()
    if ends_on is None or agreement.why_standing_quiet() in _OVER:
        return None
    return None if payment is not None and payment.on >= ends_on else ends_on


def _fields(agreement: Agreement) -> dict[str, Any]:
    return {
        **shared_attributes(agreement),
        "kind": Kind.TERM_END.value,
        "quiet": agreement.why_standing_quiet().value,
    }


def _new_row(agreement: Agreement, ends_on: date, cycle: str, now: datetime) -> Due:
    return Due(
        id=NEW,
        **_fields(agreement),
        occasion=Occasion.TERM.value,
        cycle=cycle,
        first_on=ends_on,
        first_at=None,
        anchor_day=ends_on.day,
        due_on=ends_on,
        due_at=None,
        cancel_by_on=None,
        cancel_by_at=None,
        previous_amount_minor=None,
        payment_number=None,
        is_last=False,
        estimated=False,
        known_at=now,
        closing="",
        closed_at=None,
    )
