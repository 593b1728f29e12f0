"""The payment that comes next, as a due date: which one it is, and what it is like. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forenotice.kernel.local_time import local_day
from forenotice.ledger.agreement import Agreement, told_moment
from forenotice.ledger.attributes import follow, shared_attributes
from forenotice.ledger.cycles import anchor_of, current_row, first_cycle, interval_columns, which_payment
from forenotice.ledger.due import NEW, Due, Moment
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.states import Closing, Kind, Occasion, PayerKind, Standing

# Plain texts, because the values of an enum are slow to come by and each new subscription asks for them.
_PAYMENT = str(Occasion.PAYMENT)
_RENEWAL, _PAYMENT_DUE, _TRIAL_END = str(Kind.RENEWAL), str(Kind.PAYMENT_DUE), str(Kind.TRIAL_END)


def payment_rows(
    agreement: Agreement, before: SubscriptionFacts | None, rows: Sequence[Due], now: datetime
) -> list[Due]:
    """The payments of a subscription that are new or changed.

    ``rows`` are all that there are, ``before`` is what the source had told last, None the first time.
    """
    moment = agreement.next_payment()
    if not rows:
        return [] if moment is None else [_new_row(agreement, moment, first_cycle(moment), None, now)]
    open_rows = [row for row in rows if row.is_open]
    if moment is None:
        return [row.closed(Closing.WITHDRAWN, now) for row in open_rows]
    if open_rows and before is not None and told_moment(before, agreement.zone) == moment:
        return keep_open(agreement, before, current_row(open_rows), now)
    return _told_rows(agreement, moment, rows, now)


def is_recorded(
    agreement: Agreement, before: SubscriptionFacts | None, rows: Sequence[Due], now: datetime
) -> bool:
    """True when the source still tells of a payment that somebody recorded meanwhile as made.

    Such a payment is not taken up again; what comes goes on from the latest one.
    """
    moment = agreement.next_payment()
    if moment is None or agreement.is_by_hand or all(row.closing != Closing.RECORDED for row in rows):
        return False
    told = which_payment(moment, agreement.interval, rows, local_day(now, agreement.zone)).row
    if told is not None and told.closing == Closing.RECORDED:
        return True
    is_repeated = before is not None and told_moment(before, agreement.zone) == moment
    return is_repeated and latest_known(rows).closing == Closing.RECORDED


def latest_known(rows: Sequence[Due]) -> Due:
    """The payment that is open, else the last that there was, leaving out those taken back."""
    return current_row([row for row in rows if row.closing != Closing.WITHDRAWN])


def keep_open(agreement: Agreement, before: SubscriptionFacts, row: Due, now: datetime) -> list[Due]:
    """The open payment as it becomes while its source has nothing to say of its date."""
    kept = follow(row, _kept_fields(agreement, before, row), now)
    return [kept] if kept != row else []


def can_go_on(agreement: Agreement, row: Due) -> bool:
    """True when another payment comes by itself after this one."""
    told = agreement.told
    if not agreement.is_ongoing or agreement.interval is None or row.is_last:
        return False
    return told.total_payments is None or (row.payment_number or 0) < told.total_payments


def regular_kind(agreement: Agreement) -> str:
    """What a payment is when no trial ends with it."""
    return _PAYMENT_DUE if agreement.told.payer_kind == PayerKind.MANUAL else _RENEWAL


def payment_count(agreement: Agreement, number: int | None) -> dict[str, Any]:
    """The fields that say the how-manieth payment it is."""
    total = agreement.told.total_payments
    return {"payment_number": number, "is_last": number is not None and number == total}


def _told_rows(agreement: Agreement, moment: Moment, rows: Sequence[Due], now: datetime) -> list[Due]:
    which = which_payment(moment, agreement.interval, rows, local_day(now, agreement.zone))
    closing = Closing.PAID if which.steps > 0 else Closing.WITHDRAWN
    changed = [row.closed(closing, now) for row in rows if row.is_open and row is not which.row]
    # A source that goes on has taken note of what was recorded, and may take it back from now on.
    noted = [row for row in rows if row.closing == Closing.RECORDED and row is not which.row]
    changed += [row._replace(closing=Closing.PAID.value) for row in noted]
    if which.row is None:
        changed.append(_new_row(agreement, moment, which.cycle, current_row(rows), now))
    elif not _stays_closed(agreement, moment, which.row):
        told = follow(which.row, _told_fields(agreement, moment, which.row, which.cycle), now)
        changed += [told] if told != which.row else []
    return changed


def _stays_closed(agreement: Agreement, moment: Moment, row: Due) -> bool:
    """A payment whose day has passed is only taken up again when it moved, or to go on from there."""
    if row.closing != Closing.PASSED or moment.on != row.due_on or moment.at != row.due_at:
        return False
    return not can_go_on(agreement, row)


def _new_row(agreement: Agreement, moment: Moment, cycle: str, earlier: Due | None, now: datetime) -> Due:
    told = agreement.told
    count, unit, days = interval_columns(agreement.interval)
    number = _number(agreement)
    # Every new subscription comes through here, and a tuple is made three times as fast as from keywords.
    return Due._make(
        (
            NEW,
            agreement.organization_id,
            agreement.subscription_id,
            agreement.member_id,
            agreement.product_id,
            _PAYMENT,
            cycle,
            _kind(agreement, moment),
            moment.on,  # first_on
            moment.at,  # first_at
            anchor_of(moment.on, told.anchor_day, earlier.anchor_day if earlier else None),
            moment.on,
            moment.at,
            agreement.zone,
            agreement.day_of(told.cancel_by_on, told.cancel_by_at),
            told.cancel_by_at,
            told.amount_minor,
            earlier.amount_minor if earlier else None,  # previous_amount_minor
            agreement.currency,
            told.payer_kind,
            count,
            unit,
            days,
            told.member.country,
            told.tags,
            number,
            number is not None and number == told.total_payments,  # is_last
            told.next_is_estimated,  # estimated
            str(agreement.why_quiet()),
            now,  # known_at
            "",  # closing
            None,  # closed_at
        )
    )


def _told_fields(agreement: Agreement, moment: Moment, row: Due, cycle: str) -> dict[str, Any]:
    """What a known row becomes when its source tells a date for it."""
    return {
        **_followed_fields(agreement, row),
        **_dates(agreement, moment),
        **payment_count(agreement, _number(agreement)),
        "cycle": cycle,
        "kind": _kind(agreement, moment),
        "anchor_day": anchor_of(moment.on, agreement.told.anchor_day, row.anchor_day),
        "estimated": agreement.told.next_is_estimated,
    }


def _kept_fields(agreement: Agreement, before: SubscriptionFacts, row: Due) -> dict[str, Any]:
    """What a row becomes when the old date is told again: it keeps its own, rolled or set by hand."""
    moment = Moment(row.due_on, row.due_at)
    if row.due_at is not None:
        moment = Moment(local_day(row.due_at, agreement.zone), row.due_at)
    fields = _followed_fields(agreement, row)
    if row.estimated:
        fields |= {"due_on": moment.on, "kind": regular_kind(agreement)}
        number = row.payment_number
        if agreement.told.payments_made != before.payments_made:
            number = _number(agreement)
    else:
        fields |= {**_dates(agreement, moment), "kind": _kind(agreement, moment)}
        number = _number(agreement)
    return fields | payment_count(agreement, number)


def _followed_fields(agreement: Agreement, row: Due) -> dict[str, Any]:
    fields = {**shared_attributes(agreement), "quiet": str(agreement.why_quiet())}
    if row.amount_minor is not None and row.amount_minor != agreement.told.amount_minor:
        earlier = row.previous_amount_minor
        fields["previous_amount_minor"] = row.amount_minor if earlier is None else earlier
    return fields


def _dates(agreement: Agreement, moment: Moment) -> dict[str, Any]:
    told = agreement.told
    return {
        "due_on": moment.on,
        "due_at": moment.at,
        "cancel_by_on": agreement.day_of(told.cancel_by_on, told.cancel_by_at),
        "cancel_by_at": told.cancel_by_at,
    }


def _kind(agreement: Agreement, moment: Moment) -> str:
    told = agreement.told
    trial_ends_on = agreement.day_of(told.trial_ends_on, told.trial_ends_at)
    if told.standing == Standing.TRIALING or trial_ends_on == moment.on:
        return _TRIAL_END
    return regular_kind(agreement)


def _number(agreement: Agreement) -> int | None:
    made = agreement.told.payments_made
    return None if made is None else made + 1
