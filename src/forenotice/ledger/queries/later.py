"""Payments that are no rows yet: what comes after the next one, as time would roll it forward."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.bulk import among, in_chunks, read_moment, select
from forenotice.ledger.due import Due
from forenotice.ledger.rolling import next_cycle, passed_at
from forenotice.ledger.states import Closing, Occasion
from forenotice.ledger.stored import due_dates_of_subscriptions, subscriptions_numbered

_AT_ONCE = 2_000
_CANDIDATES = """
    SELECT subscription_id FROM ledger_duedate
    WHERE organization_id = %s AND closing = '' AND occasion = 'payment' AND quiet = ''
    AND interval_days > 0 AND NOT is_last AND due_on <= %s AND """
_SEEN = "SELECT subscription_id, seen_at FROM ledger_sighting WHERE organization_id = %s AND "


class Later(NamedTuple):
    """A payment after the next one. ``base_id`` is the due date row that it follows, having none itself."""

    base_id: int
    due: Due


def later_payments(
    organization: Organization, *, due_by: date, fresh_for: Mapping[str, timedelta]
) -> Iterator[list[Later]]:
    """Every later payment that falls due by a day, some thousand subscriptions at a time.

    ``fresh_for`` is how long each source's facts stay fresh; beyond that a payment does not go on by itself.
    """
    shortest = "date(due_on, '+' || interval_days || ' days')"
    if connection.vendor == "postgresql":
        shortest = "due_on + interval_days"
    found = select(f"{_CANDIDATES}{shortest} <= %s", [organization.pk, due_by, due_by])
    for ids in in_chunks(sorted({row[0] for row in found}), _AT_ONCE):
        yield list(_later(organization, ids, due_by, fresh_for))


def _later(
    organization: Organization, ids: Sequence[int], due_by: date, fresh_for: Mapping[str, timedelta]
) -> Iterator[Later]:
    rows = due_dates_of_subscriptions(organization, ids)
    condition, param = among("subscription_id", ids)
    seen = {number: read_moment(at) for number, at in select(_SEEN + condition, [organization.pk, param])}
    for each in subscriptions_numbered(organization, ids):
        seen_at, kept = seen.get(each.id), fresh_for.get(each.source)
        if seen_at is not None and kept is not None:
            payments = [row for row in rows.get(each.id, ()) if row.occasion == Occasion.PAYMENT]
            for due in _chain(each.agreement(organization), payments, due_by):
                if seen_at < due.known_at - kept:
                    break
                yield Later(next(row.id for row in payments if row.is_open), due)


def _chain(agreement: Agreement, payments: Sequence[Due], due_by: date) -> Iterator[Due]:
    """The payments that follow the open one, each known from the moment at which the one before it passes."""
    rows = list(payments)
    last = next((row for row in rows if row.is_open), None)
    while last is not None:
        passes_at = passed_at(last)
        coming = next_cycle(agreement, last, rows, passes_at, passes_at)
        if coming is None or coming.due_on > due_by:
            return
        yield coming
        rows = [row.closed(Closing.PASSED, passes_at) if row is last else row for row in rows] + [coming]
        last = coming
