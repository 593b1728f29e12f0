"""Facts and the rows that there are become the rows that there should be. Pure."""

from collections.abc import Sequence
from datetime import datetime

from forenotice.ledger.agreement import Agreement
from forenotice.ledger.attributes import follow, shared_attributes
from forenotice.ledger.cards import card_row
from forenotice.ledger.due import NEW, Due
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.payments import is_recorded, keep_open, latest_known, payment_rows
from forenotice.ledger.rolling import next_cycle
from forenotice.ledger.states import Closing, Occasion
from forenotice.ledger.terms import term_rows


def derive(
    agreement: Agreement, before: SubscriptionFacts | None, rows: Sequence[Due], now: datetime
) -> list[Due]:
    """The payments and ends of terms that are new or changed.

    ``rows`` are all due dates of the subscription that there are, ``before`` is what its source had told last
    (None the first time). Cards are not the subscription's alone: see :func:`derive_card`.
    """
    payments = [row for row in rows if row.occasion == Occasion.PAYMENT] if rows else []
    if payments and is_recorded(agreement, before, payments, now):
        changed = _after_recorded(agreement, before, payments, now)
    else:
        changed = payment_rows(agreement, before, payments, now)
    if agreement.told.term_ends_on is not None or len(payments) < len(rows):
        terms = [row for row in rows if row.occasion == Occasion.TERM]
        changed += term_rows(agreement, before, terms, now)
    return changed


def _after_recorded(
    agreement: Agreement, before: SubscriptionFacts | None, payments: Sequence[Due], now: datetime
) -> list[Due]:
    last = latest_known(payments)
    if last.is_open:
        return keep_open(agreement, before or agreement.told, last, now)
    coming = next_cycle(agreement, last, payments, now, now)
    if coming is None:
        return []
    return [coming._replace(**shared_attributes(agreement), quiet=str(agreement.why_quiet()))]


def open_payment(rows: Sequence[Due], changed: Sequence[Due]) -> Due | None:
    """The payment to come once ``changed`` is written."""
    for row in changed:
        if row.occasion == Occasion.PAYMENT and row.is_open:
            return row
    if not rows:
        return None
    newer = {row.id for row in changed if row.id != NEW}
    for row in rows:
        if row.occasion == Occasion.PAYMENT and row.is_open and row.id not in newer:
            return row
    return None


def derive_card(
    agreement: Agreement, payment: Due | None, cards: Sequence[Due], now: datetime
) -> tuple[list[Due], bool]:
    """The card expiries of a member that are new or changed for this subscription, and whether one fell free.

    ``cards`` are all of the member's. A card that another open row speaks for needs no second one; a row that
    fell free may be taken over by another subscription that is paid with the same card.
    """
    wanted = card_row(agreement, payment, now)
    if wanted is None and not cards:
        return [], False
    own = [row for row in cards if row.subscription_id == agreement.subscription_id and row.is_open]
    gone = [row for row in own if wanted is None or row.cycle != wanted.cycle]
    changed = [row.closed(Closing.WITHDRAWN, now) for row in gone]
    if wanted is None:
        return changed, bool(gone)
    known = next((row for row in cards if row.cycle == wanted.cycle), None)
    if known is None:
        return [*changed, wanted], bool(gone)
    is_ours = known.subscription_id == agreement.subscription_id
    if known.closing == Closing.PASSED or (known.is_open and not is_ours):
        return changed, bool(gone)
    kept = {"id": known.id, "known_at": known.known_at, "first_on": known.first_on}
    followed = follow(known, {**wanted._asdict(), **kept}, now)
    return changed + ([followed] if followed != known else []), bool(gone)
