"""The words of members are read from the rows, piece by piece, some while after these were written.

Whoever imports a million rows does not wait for it. Rows of an organization are numbered by one transaction
at a time, so that what lies behind a number, once the ledger is ours, has been written whole.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, insert_rows, lock_ledger, select
from forenotice.ledger.models import MemberWord, WordsKept
from forenotice.ledger.states import PayerKind, Standing
from forenotice.ledger.words import trait, words_of

# A piece takes a few tenths of a second, in which nobody else writes to SQLite.
_AT_ONCE = 4_000
_LAST = """
    SELECT COALESCE((SELECT max(id) FROM ledger_member), 0),
        COALESCE((SELECT max(id) FROM ledger_subscription), 0),
        COALESCE((SELECT max(id) FROM ledger_change), 0)
"""
# The plus keeps the databases to the numbers, of which a short range is asked for.
_TOLD = """
    SELECT DISTINCT member_id FROM ledger_subscription
    WHERE +organization_id = %s AND id > %s AND id <= %s
"""
_CHANGED = """
    SELECT DISTINCT s.member_id FROM ledger_change c JOIN ledger_subscription s ON s.id = c.subscription_id
    WHERE +c.organization_id = %s AND c.id > %s AND c.id <= %s
"""
_ALONE = """
    SELECT m.id FROM ledger_member m WHERE +m.organization_id = %s AND m.id > %s AND m.id <= %s
    AND NOT EXISTS (SELECT 1 FROM ledger_subscription s WHERE s.member_id = m.id)
"""


class Numbers(NamedTuple):
    """The last numbers of members, subscriptions and changes."""

    member: int
    subscription: int
    change: int


def keep_words(*, organization: Organization, is_time_up: Callable[[], bool] = lambda: False) -> int:
    """Read the words of members who are new or changed, until the time is up; how many members there were.

    It costs two quick questions where nothing is new.
    """
    kept, _ = WordsKept.objects.get_or_create(organization=organization)
    if not _is_behind(kept, last_numbers()):
        return 0
    with transaction.atomic():
        lock_ledger(organization)
        ends = last_numbers()
    count = 0
    while True:
        done = _keep_piece(organization, ends)
        if done is None:
            return count
        count += done
        if is_time_up():
            return count


def last_numbers() -> Numbers:
    """The last numbers that anything of anybody bears."""
    return Numbers(*select(_LAST, [])[0])


def write_words(organization: Organization, member_ids: Collection[int]) -> None:
    """Write the words of these members anew, within a transaction."""
    if not member_ids:
        return
    within, ids = among("member_id", member_ids)
    with connection.cursor() as cursor:
        sql = f"DELETE FROM ledger_memberword WHERE +organization_id = %s AND {within}"
        cursor.execute(sql, [organization.pk, ids])
    found = _words(organization, member_ids)
    rows = [(word, organization.pk, number) for number, words in found for word in words]
    insert_rows(MemberWord, ("word", "organization_id", "member_id"), rows)


@transaction.atomic
def _keep_piece(organization: Organization, ends: Numbers) -> int | None:
    """The next piece: what subscriptions are new, then what changed, then members who have none."""
    kept = WordsKept.objects.select_for_update().get(organization=organization)
    stretches = (("subscription_id", _TOLD), ("change_id", _CHANGED), ("member_id", _ALONE))
    for (name, question), end in zip(stretches, (ends.subscription, ends.change, ends.member), strict=True):
        begin = getattr(kept, name)
        if begin < end:
            upto = min(begin + _AT_ONCE, end)
            numbers = [row[0] for row in select(question, [organization.pk, begin, upto])]
            write_words(organization, numbers)
            setattr(kept, name, upto)
            if kept.subscription_id >= ends.subscription:
                kept.since_id = kept.subscription_id
            kept.save()
            return len(numbers)
    return None


def _is_behind(kept: WordsKept, last: Numbers) -> bool:
    # An erased member's changes are deleted, so that the last number may be a smaller one.
    mine = (kept.member_id, kept.subscription_id, kept.change_id)
    return any(number < end for number, end in zip(mine, last, strict=True))


def _words(organization: Organization, member_ids: Collection[int]) -> Iterable[tuple[int, Sequence[bytes]]]:
    within, ids = among("id", member_ids)
    sql = "SELECT id, email, first_name, last_name FROM ledger_member WHERE +organization_id = %s AND "
    members = select(sql + within, [organization.pk, ids])
    within, ids = among("member_id", member_ids)
    sql = (
        "SELECT member_id, order_number, standing, payer_kind, product_id FROM ledger_subscription"
        " WHERE +organization_id = %s AND "
    )
    numbers: dict[int, list[str]] = {}
    traits: dict[int, set[bytes]] = {}
    for member, order_number, standing, payer_kind, product in select(sql + within, [organization.pk, ids]):
        numbers.setdefault(member, []).append(order_number)
        own = traits.setdefault(member, set())
        own.add(trait("product", product))
        # What nearly everyone is finds nobody.
        if standing != Standing.ACTIVE:
            own.add(trait("standing", standing))
        if payer_kind != PayerKind.AUTOMATIC:
            own.add(trait("payer", payer_kind))
    for number, email, first, last in members:
        names = (first, last, *numbers.get(number, ()))
        yield number, [*words_of(names, [email] if email else ()), *traits.get(number, ())]
