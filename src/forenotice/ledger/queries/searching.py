"""Members found among a million: by the beginnings of words, and by what their subscriptions are like.

Candidates come in an order that an index has, and are looked at in a few rounds; those that fit everything
are shown. A page therefore costs the same wherever it lies, and says where to look further if it ran out of
rounds before it was full.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import select
from forenotice.ledger.queries.candidates import candidates_for
from forenotice.ledger.queries.fitting import fitting
from forenotice.ledger.queries.wanted import FEW, Candidate, Wanted, name_of

PAGE = 50
_HOW_FAR = """
    SELECT (SELECT max(id) FROM ledger_subscription),
        (SELECT subscription_id FROM ledger_wordskept WHERE organization_id = %s),
        (SELECT since_id FROM ledger_wordskept WHERE organization_id = %s)
"""


class Found(NamedTuple):
    """A member that fits, and the due date that they were found by, if they were found by one."""

    member_id: int
    due_date_id: int | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Some members. ``after`` is where the next ones begin, None at the end. ``is_cut`` is of a page that
    ran out of candidates to look at before it was full.
    """

    rows: Sequence[Found]
    after: tuple[Any, ...] | None
    is_cut: bool


def find_members(
    organization: Organization, wanted: Wanted, after: tuple[Any, ...] | None = None, most: int = PAGE
) -> FoundPage:
    """The members who fit, after where the last page ended."""
    found: list[tuple[Candidate, Found]] = []
    candidates, rounds = candidates_for(organization, wanted)
    place, is_more = after, True
    for size in rounds:
        some = candidates(place, size)
        fit = fitting(organization, wanted, some)
        found += [(one, Found(one.member_id, one.due_date_id)) for one in some if name_of(one) in fit]
        is_more = len(some) == size
        place = some[-1].place if some else place
        if len(found) > most or not is_more:
            break
    if len(found) > most:
        return FoundPage([one for _, one in found[:most]], found[most - 1][0].place, is_cut=False)
    return FoundPage([one for _, one in found], place if is_more else None, is_cut=is_more)


def words_left(organization: Organization) -> float:
    """Which part of the members is still to be read for their words, 0 when all were; fresh ones aside."""
    (found,) = select(_HOW_FAR, [organization.pk, organization.pk])
    last, done, since = (number or 0 for number in found)
    is_told = last - done > FEW or (last and not done)
    return (last - done) / (last - since) if is_told else 0.0
