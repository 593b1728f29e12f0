"""Time passes: due dates close behind us, and payments without news go on to their next cycle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.bulk import among, keep_moment, lock_ledger, read_moment, select, update_rows
from forenotice.ledger.cycles import current_row
from forenotice.ledger.due import Due
from forenotice.ledger.models import Sighting
from forenotice.ledger.operations.due_book import DueBook
from forenotice.ledger.operations.passing import passed_subscriptions
from forenotice.ledger.operations.pausing import end_corrections
from forenotice.ledger.payments import can_go_on
from forenotice.ledger.rolling import next_cycle, passed_at
from forenotice.ledger.states import Closing, Occasion
from forenotice.ledger.stored import Stored, subscriptions_numbered

_AT_ONCE = 2_000
_LAPSED = """
    SELECT subscription_id FROM ledger_sighting
    WHERE organization_id = %s AND lapsed_source = %s AND lapsed_source > '' AND seen_at >= %s LIMIT %s
"""


@dataclass(slots=True)
class Rolled:
    """How many due dates passed, how many payments went on to a next cycle, how many wait for news.

    ``resumed`` counts the subscriptions whose pause was over.
    """

    passed: int = 0
    went_on: int = 0
    lapsed: int = 0
    resumed: int = 0


def roll_forward(*, organization: Organization, fresh_since: Mapping[str, datetime], now: datetime) -> Rolled:
    """Close the due dates that have passed, and let ongoing payments go on, estimated.

    A payment goes on when its source last told of it at or after ``fresh_since`` of that source. Where it did
    not, it goes on once the source speaks again. Some thousands at a time, each in a transaction of its own.
    Before that, pauses end whose day has come.
    """
    rolled = Rolled(resumed=end_corrections(organization=organization, now=now))
    while passed_subscriptions(organization, now, _AT_ONCE):
        _roll_passed(organization, fresh_since, now, rolled)
    for source, since in fresh_since.items():
        while _lapsed(organization, source, since):
            _roll_lapsed(organization, source, since, now, rolled)
    return rolled


@transaction.atomic
def _roll_passed(
    organization: Organization, fresh_since: Mapping[str, datetime], now: datetime, rolled: Rolled
) -> None:
    lock_ledger(organization)
    ids = passed_subscriptions(organization, now, _AT_ONCE)
    seen_at = _seen_at(organization, ids)
    stored, book = _open(organization, ids, now)
    lapsed = []
    for each in stored:
        since = fresh_since.get(each.source)
        is_fresh = since is not None and each.id in seen_at and seen_at[each.id] >= since
        if _pass(each, book, rolled, is_fresh=is_fresh):
            lapsed.append((each.id, each.source))
    book.write()
    update_rows(Sighting, ("subscription_id", "lapsed_source"), lapsed)
    rolled.lapsed += len(lapsed)


def _pass(stored: Stored, book: DueBook, rolled: Rolled, *, is_fresh: bool) -> bool:
    """Close what has passed of one subscription, and go on; True when its next payment waits for news."""
    agreement = stored.agreement(book.organization)
    payments = _payments(book, stored.id)
    passed = book.close_passed(agreement)
    rolled.passed += len(passed)
    payment = next((row for row in passed if row.occasion == Occasion.PAYMENT), None)
    coming: list[Due] = []
    if payment is not None and is_fresh:
        coming = _next(agreement, payment, payments, book, min(passed_at(payment), book.now), rolled)
    book.settle_card(agreement, book.rows.get(stored.id, ()), coming)
    return payment is not None and not is_fresh and can_go_on(agreement, payment)


@transaction.atomic
def _roll_lapsed(
    organization: Organization, source: str, since: datetime, now: datetime, rolled: Rolled
) -> None:
    lock_ledger(organization)
    ids = _lapsed(organization, source, since)
    stored, book = _open(organization, ids, now)
    for each in stored:
        _resume(each, book, rolled)
    book.write()
    update_rows(Sighting, ("subscription_id", "lapsed_source"), [(each, "") for each in ids])


def _resume(stored: Stored, book: DueBook, rolled: Rolled) -> None:
    """Go on from the last payment that passed, unless there is one to come already."""
    agreement = stored.agreement(book.organization)
    payments = _payments(book, stored.id)
    passed = [row for row in payments if row.closing == Closing.PASSED]
    if not passed or any(row.is_open for row in payments):
        return
    last = current_row(passed)
    reopened = last._replace(closing=Closing.OPEN.value, closed_at=None)
    payments = [reopened if row is last else row for row in payments]
    coming = _next(agreement, reopened, payments, book, book.now, rolled)
    book.settle_card(agreement, book.rows.get(stored.id, ()), coming)


def _next(
    agreement: Agreement,
    payment: Due,
    payments: Sequence[Due],
    book: DueBook,
    known_at: datetime,
    rolled: Rolled,
) -> list[Due]:
    coming = next_cycle(agreement, payment, payments, known_at, book.now)
    rolled.went_on += coming is not None
    return [] if coming is None else [coming]


def _open(organization: Organization, ids: Sequence[int], now: datetime) -> tuple[list[Stored], DueBook]:
    stored = subscriptions_numbered(organization, ids)
    return stored, DueBook(organization, ids, [each.member_id for each in stored], now)


def _payments(book: DueBook, subscription_id: int) -> list[Due]:
    return [row for row in book.rows.get(subscription_id, ()) if row.occasion == Occasion.PAYMENT]


def _lapsed(organization: Organization, source: str, since: datetime) -> list[int]:
    return [row[0] for row in select(_LAPSED, [organization.pk, source, keep_moment(since), _AT_ONCE])]


def _seen_at(organization: Organization, ids: Sequence[int]) -> dict[int, datetime]:
    condition, param = among("subscription_id", ids)
    sql = f"SELECT subscription_id, seen_at FROM ledger_sighting WHERE organization_id = %s AND {condition}"
    rows = ((row[0], read_moment(row[1])) for row in select(sql, [organization.pk, param]))
    return {number: at for number, at in rows if at is not None}
