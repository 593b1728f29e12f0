"""Where members come from who may fit: in an order that an index has, so many at a time."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, select
from forenotice.ledger.queries.wanted import FEW, TOP, Candidate, Order, Wanted
from forenotice.ledger.states import PayerKind, Standing
from forenotice.ledger.words import trait

Candidates = Callable[[tuple[Any, ...] | None, int], list[Candidate]]
"""Asked with the place after which they begin, and how many. A place in another order is the beginning."""

# How many candidates are looked at: few at first, for most searches find enough among these.
_ROUNDS = (200, 2_000)
_NONE_YET = 2**62
_SPARSE = 20
_REACHED = "(SELECT max(id) FROM ledger_member WHERE id < %s) - %s"
_NEAR = f"""
    SELECT id FROM ledger_member WHERE +organization_id = %s AND id < %s AND id > {_REACHED}
    ORDER BY id DESC LIMIT %s
"""
# The first question costs nothing; is there anything below, whosever it is?
_IS_LOWER = f"SELECT 1 WHERE {_REACHED} > 0 -- of any organization"
_ANYWHERE = "SELECT id FROM ledger_member WHERE organization_id = %s AND id < %s ORDER BY id DESC LIMIT %s"


def candidates_for(organization: Organization, wanted: Wanted) -> tuple[Candidates, Sequence[int]]:
    """Where candidates come from, in the order that is wanted, and in which rounds."""
    is_by_day = wanted.order is Order.PAYMENT or wanted.due_by is not None
    terms = _rarest_first(organization, _terms(wanted), is_counted=is_by_day)
    if is_by_day:
        if wanted.members is not None or (terms and terms[0].met <= FEW):
            few = wanted.members
            if terms and terms[0].met <= FEW:
                few = _with_word(organization, terms[0].term)
            return _payments_of(organization, wanted, few or ()), (FEW * 4,)
        return _payments(organization, wanted), _ROUNDS
    if wanted.members is not None:
        return _these(wanted.members), (len(wanted.members) + 1,)
    if terms:
        rarest = terms[0].term
        is_trait = rarest[0].startswith(b"\0")
        return (_with_trait if is_trait else _with_words)(organization, rarest), _ROUNDS
    return _newest(organization), _ROUNDS


class _Term(NamedTuple):
    met: int
    term: tuple[bytes, bytes]


def _terms(wanted: Wanted) -> list[tuple[bytes, bytes]]:
    """What to look up among the words, each from where to where."""
    found = [(term, term + TOP) for term in wanted.terms]
    if wanted.standing and wanted.standing != Standing.ACTIVE:
        found.append(_exactly(trait("standing", wanted.standing)))
    if wanted.payer_kind and wanted.payer_kind != PayerKind.AUTOMATIC:
        found.append(_exactly(trait("payer", wanted.payer_kind)))
    if wanted.product_id is not None:
        found.append(_exactly(trait("product", wanted.product_id)))
    return found


def _exactly(word: bytes) -> tuple[bytes, bytes]:
    return word, word + b"\0"


def _rarest_first(
    organization: Organization, terms: Sequence[tuple[bytes, bytes]], *, is_counted: bool
) -> list[_Term]:
    """The terms by how many words they meet, counted as far as it matters, in one question."""
    if len(terms) < (1 if is_counted else 2):
        return [_Term(0, term) for term in terms]
    one = (
        "(SELECT count(*) FROM (SELECT 1 FROM ledger_memberword WHERE organization_id = %s"
        f" AND word >= %s AND word < %s LIMIT {FEW + 1}) AS t)"
    )
    params = [value for term in terms for value in (organization.pk, *term)]
    counts = select(f"SELECT {', '.join([one] * len(terms))}", params)[0]
    return sorted(_Term(count, term) for count, term in zip(counts, terms, strict=True))


def _with_word(organization: Organization, term: tuple[bytes, bytes]) -> list[int]:
    sql = (
        "SELECT DISTINCT member_id FROM ledger_memberword"
        " WHERE organization_id = %s AND word >= %s AND word < %s"
    )
    return [row[0] for row in select(sql, [organization.pk, *term])]


def _newest(organization: Organization) -> Candidates:
    """Members by our own numbers, as long as these lie close together; else sorted among the organization's.

    Several organizations draw their numbers from one well. A small one's may lie far apart, or far back.
    """

    def some(after: tuple[Any, ...] | None, most: int) -> list[Candidate]:
        (before,) = after if after and len(after) == 1 else (_NONE_YET,)
        reach = _SPARSE * most
        rows = select(_NEAR, [organization.pk, before, before, reach, most])
        if len(rows) < most and select(_IS_LOWER, [before, reach]):
            rows = select(_ANYWHERE, [organization.pk, before, most])
        return [Candidate((number,), number, None) for (number,) in rows]

    return some


def _with_trait(organization: Organization, term: tuple[bytes, bytes]) -> Candidates:
    sql = (
        "SELECT member_id FROM ledger_memberword WHERE organization_id = %s AND word = %s AND member_id < %s"
        " ORDER BY member_id DESC LIMIT %s"
    )

    def some(after: tuple[Any, ...] | None, most: int) -> list[Candidate]:
        (before,) = after if after and len(after) == 1 else (_NONE_YET,)
        rows = select(sql, [organization.pk, term[0], before, most])
        return [Candidate((number,), number, None) for (number,) in rows]

    return some


def _these(members: Collection[int]) -> Candidates:
    def some(after: tuple[Any, ...] | None, most: int) -> list[Candidate]:
        (before,) = after if after and len(after) == 1 else (_NONE_YET,)
        numbers = sorted((number for number in members if number < before), reverse=True)
        return [Candidate((number,), number, None) for number in numbers[:most]]

    return some


def _with_words(organization: Organization, term: tuple[bytes, bytes]) -> Candidates:
    """Members by the words that lie in a range, each at the first of theirs."""
    begin, end = term
    sql = (
        "SELECT w.word, w.member_id FROM ledger_memberword w"
        " WHERE w.organization_id = %s AND w.word >= %s AND w.word < %s"
        " AND (w.word > %s OR w.member_id > %s)"
        " AND NOT EXISTS (SELECT 1 FROM ledger_memberword v WHERE v.member_id = w.member_id"
        " AND v.word >= %s AND v.word < w.word)"
        " ORDER BY w.word, w.member_id LIMIT %s"
    )

    def some(after: tuple[Any, ...] | None, most: int) -> list[Candidate]:
        word, member = (bytes.fromhex(after[0]), after[1]) if after and len(after) == 2 else (begin, 0)
        rows = select(sql, [organization.pk, word, end, word, member, begin, most])
        return [Candidate((bytes(told).hex(), number), number, None) for told, number in rows]

    return some


_PAYMENT = (
    "SELECT d.due_on, d.zone, d.id, d.member_id FROM ledger_duedate d WHERE d.organization_id = %s"
    " AND d.closing = '' AND d.due_on >= %s AND (d.due_on > %s OR d.zone > %s OR (d.zone = %s AND d.id > %s))"
)
_PAYMENT_ORDER = " ORDER BY d.due_on, d.zone, d.id LIMIT %s"


def _payments(organization: Organization, wanted: Wanted) -> Candidates:
    """What is to come, by day, with the members whom it is of."""
    return _by_day(organization, wanted, "", [])


def _payments_of(organization: Organization, wanted: Wanted, members: Collection[int]) -> Candidates:
    """The same of a few members, sorted afresh."""
    within, ids = among("d.subscription_id", _subscriptions_of(organization, members))
    return _by_day(organization, wanted, f" AND {within}", [ids])


def _by_day(organization: Organization, wanted: Wanted, more: str, params: list[Any]) -> Candidates:
    until = "" if wanted.due_by is None else " AND d.due_on <= %s"
    bounds = [] if wanted.due_by is None else [wanted.due_by]

    def some(after: tuple[Any, ...] | None, most: int) -> list[Candidate]:
        day, zone, number = after if after and len(after) == 3 else ("0001-01-01", "", 0)
        asked = [organization.pk, day, day, zone, zone, number, *bounds, *params, most]
        rows = select(_PAYMENT + until + more + _PAYMENT_ORDER, asked)
        return [Candidate((str(on), zone, pk), member, pk) for on, zone, pk, member in rows]

    return some


def _subscriptions_of(organization: Organization, members: Collection[int]) -> list[int]:
    within, ids = among("member_id", members)
    sql = f"SELECT id FROM ledger_subscription WHERE +organization_id = %s AND {within}"
    return [row[0] for row in select(sql, [organization.pk, ids])]
