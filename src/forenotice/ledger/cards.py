"""The expiry of a member's card, as a due date: when it matters, and what it is like. Pure.

Why it looks 92 days past the next payment: docs/decisions/0010-a-card-is-told-of-in-time.md.
"""

from datetime import date, datetime, timedelta
from typing import Any

from forenotice.ledger.agreement import Agreement
from forenotice.ledger.attributes import shared_attributes
from forenotice.ledger.due import NEW, Due
from forenotice.ledger.states import Kind, Occasion, Quiet

FORESIGHT = timedelta(days=92)
_OVER = frozenset(
    {Quiet.CANCELLED, Quiet.CANCELLED_AT_PERIOD_END, Quiet.ENDED, Quiet.GONE, Quiet.PAYMENTS_COMPLETE}
)


def card_row(agreement: Agreement, payment: Due | None, now: datetime) -> Due | None:
    """The expiry that is to be spoken of, as a new row; ``payment`` is the one to come, if there is one."""
    expires_on = agreement.told.card_expires_on
    if expires_on is None or payment is None or not agreement.is_automatic:
        return None
    if payment.quiet in _OVER or not _leaves_a_payment_unpaid(agreement, payment, expires_on):
        return None
    return Due(
        id=NEW,
        **shared_attributes(agreement),
        **_card_fields(agreement, expires_on),
        first_on=expires_on,
        first_at=None,
        anchor_day=expires_on.day,
        due_on=expires_on,
        due_at=None,
        cancel_by_on=None,
        cancel_by_at=None,
        previous_amount_minor=None,
        payment_number=None,
        is_last=False,
        estimated=False,
        quiet=payment.quiet,
        known_at=now,
        closing="",
        closed_at=None,
    )


def _card_fields(agreement: Agreement, expires_on: date) -> dict[str, Any]:
    told = agreement.told
    return {
        "occasion": Occasion.CARD.value,
        "cycle": f"{told.card_brand.lower()}:{told.card_last4}:{expires_on:%Y-%m}",
        "kind": Kind.CARD_EXPIRY.value,
    }


def _leaves_a_payment_unpaid(agreement: Agreement, payment: Due, expires_on: date) -> bool:
    """True when the card is no good at the next payment, or at a later one and its expiry is not far off."""
    if expires_on < payment.due_on:
        return True
    if expires_on > payment.due_on + FORESIGHT or not agreement.is_ongoing:
        return False
    return payments_until(agreement, payment, expires_on) is not None


def payments_until(agreement: Agreement, payment: Due, day: date) -> int | None:
    """How many intervals after ``payment`` the first payment after ``day`` lies; None when there is none."""
    interval, total = agreement.interval, agreement.told.total_payments
    if interval is None or payment.is_last:
        return None
    times = 1
    while interval.after(payment.due_on, times, payment.anchor_day) <= day:
        times += 1
    if total is not None and payment.payment_number is not None and payment.payment_number + times > total:
        return None
    return times
