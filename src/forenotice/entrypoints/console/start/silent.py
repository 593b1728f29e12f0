"""Of what nobody will hear: payments that no reminder is meant for, and those that are too near already."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from forenotice.blueprint.ready_sets import READY, ReadySet
from forenotice.composer.formats import every
from forenotice.entrypoints.console.frame.labels import PAYER_WORDS
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.kernel.interval import Interval
from forenotice.kernel.local_time import local_day
from forenotice.planner.queries import InsideByDay, inside_by_day, sorts_without_rule


@dataclass(frozen=True, slots=True)
class Silent:
    """So many payments of one sort: what they are, how often, and how they are paid."""

    kind: str
    how_often: str
    payer: str
    count: int


@dataclass(frozen=True, slots=True)
class Silence:
    """All of them. Where it is not ``is_exact`` there are as many at least."""

    sorts: Sequence[Silent]
    is_exact: bool

    @property
    def count(self) -> int:
        """How many payments that are."""
        return sum(each.count for each in self.sorts)


def without_reminder(visitor: Visitor, *, but_for: Sequence[ReadySet] = ()) -> Silence:
    """The payments to come that no reminder is meant for, nor any of some sets; the most first."""
    organization = visitor.organization
    today = local_day(visitor.now, organization.time_zone)
    found: Counter[tuple[str, Interval | None, str]] = Counter()
    without = sorts_without_rule(organization, today)
    for sort in without.sorts:
        if not any(READY[each].meets(sort.kind, sort.interval) for each in but_for):
            interval = sort.interval and sort.interval.spellings[0]
            found[sort.kind, interval, sort.payer_kind] += sort.count
    sorts = [
        Silent(kind, _how_often(interval, visitor.locale), str(PAYER_WORDS.get(payer, payer)), count)
        for (kind, interval, payer), count in found.most_common()
    ]
    return Silence(sorts, without.is_exact)


def inside(visitor: Visitor) -> Sequence[InsideByDay]:
    """For each reminder, how many payments are nearer already than its first moment."""
    found: dict[str, InsideByDay] = {}
    for each in inside_by_day(visitor.organization, visitor.now):
        known = found.get(each.rule)
        if known is None or each.count > known.count:
            found[each.rule] = each
    return list(found.values())


def _how_often(interval: Interval | None, locale: str) -> str:
    return gettext("once") if interval is None else every(interval, locale)
