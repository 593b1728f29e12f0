"""Which of the members who may fit do: everything that is asked, of the rows as they stand."""

from collections.abc import Sequence
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, select
from forenotice.ledger.queries.wanted import TOP, Candidate, Wanted, name_of

# Without this PostgreSQL may go through everybody's due dates first, though a few hundred are asked for.
_ONE_BY_ONE = " LIMIT 1 OFFSET 0"
# What is left of who was forgotten is nobody: its id as a whole finds it, and no list does.
_NOT_FORGOTTEN = (
    " AND NOT EXISTS (SELECT 1 FROM ledger_erasure e WHERE e.member_id = m.id"
    f" AND +e.organization_id = m.organization_id{_ONE_BY_ONE})"
)


def fitting(organization: Organization, wanted: Wanted, some: Sequence[Candidate]) -> set[int]:
    """The members, or the due dates where they came by these, that fit everything."""
    if not some:
        return set()
    names = [name_of(one) for one in some]
    if some[0].due_date_id is not None:
        return _of_due_dates(organization, wanted, names)
    return _of_members(organization, wanted, names)


def _of_due_dates(organization: Organization, wanted: Wanted, numbers: Sequence[int]) -> set[int]:
    asks, params = _of_subscription(wanted)
    due, more = _of_due_date(wanted)
    words, terms = _of_words(wanted, "d", "member_id")
    within, ids = among("d.id", numbers)
    own, mine = among("d.member_id", wanted.members or ())
    only, theirs = ("", []) if wanted.members is None else (f" AND {own}", [mine])
    sql = (
        "SELECT d.id FROM ledger_duedate d JOIN ledger_subscription s ON s.id = d.subscription_id"
        f" WHERE {within} AND +d.organization_id = %s{asks}{due}{words}{only}"
    )
    return {row[0] for row in select(sql, [ids, organization.pk, *params, *more, *terms, *theirs])}


def _of_members(organization: Organization, wanted: Wanted, numbers: Sequence[int]) -> set[int]:
    asks, params = _of_subscription(wanted)
    due, more = _of_due_date(wanted)
    words, terms = _of_words(wanted, "m", "id")
    within, ids = among("m.id", numbers)
    has_due = (
        " AND EXISTS (SELECT 1 FROM ledger_duedate d WHERE d.subscription_id = s.id"
        f" AND +d.organization_id = s.organization_id AND d.closing = ''{due}{_ONE_BY_ONE})"
    )
    has = (
        " AND EXISTS (SELECT 1 FROM ledger_subscription s WHERE s.member_id = m.id"
        f" AND +s.organization_id = m.organization_id{asks}{has_due if due else ''}{_ONE_BY_ONE})"
    )
    sql = (
        f"SELECT m.id FROM ledger_member m WHERE {within} AND +m.organization_id = %s"
        f"{has if asks or due else ''}{words}{_NOT_FORGOTTEN}"
    )
    return {row[0] for row in select(sql, [ids, organization.pk, *params, *more, *terms])}


def _of_subscription(wanted: Wanted) -> tuple[str, list[Any]]:
    asked = {
        "s.standing = %s": wanted.standing,
        "s.product_id = %s": wanted.product_id,
        "s.payer_kind = %s": wanted.payer_kind,
        "s.source = %s": wanted.source,
        "s.card_expires_on <= %s": wanted.card_by,
    }
    given = {sql: value for sql, value in asked.items() if value not in ("", None)}
    return "".join(f" AND {sql}" for sql in given), list(given.values())


def _of_due_date(wanted: Wanted) -> tuple[str, list[Any]]:
    asked = {"d.kind = %s": wanted.kind, "d.due_on <= %s": wanted.due_by}
    given = {sql: value for sql, value in asked.items() if value not in ("", None)}
    return "".join(f" AND {sql}" for sql in given), list(given.values())


def _of_words(wanted: Wanted, row: str, member: str) -> tuple[str, list[Any]]:
    one = (
        f" AND EXISTS (SELECT 1 FROM ledger_memberword w WHERE w.member_id = {row}.{member}"
        f" AND +w.organization_id = {row}.organization_id AND w.word >= %s AND w.word < %s{_ONE_BY_ONE})"
    )
    return one * len(wanted.terms), [value for term in wanted.terms for value in (term, term + TOP)]
