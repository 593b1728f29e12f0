"""Of what nobody will hear: payments that no reminder is meant for, and those that are too near already."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from forenotice.accounts.models import Organization
from forenotice.blueprint.ready_sets import READY, ReadySet
from forenotice.composer.formats import every
from forenotice.entrypoints.console.frame.labels import PAYER_WORDS
from forenotice.entrypoints.console.frame.piecewise import WHOLE, counted_on
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.kernel.interval import Interval
from forenotice.kernel.local_time import local_day
from forenotice.planner.queries import (
    InsideCount,
    inside_by_day,
    inside_through,
    last_due_on,
    sorts_without_rule,
)
from forenotice.rules.queries import all_rules


@dataclass(frozen=True, slots=True)
class Silent:
    """So many payments of one sort: what they are, how often, and how they are paid."""

    kind: str
    how_often: str
    payer: str
    count: int


@dataclass(frozen=True, slots=True)
class Silence:
    """What is counted of them. ``share`` is how much that is, in per cent: while it is not all, it grows."""

    sorts: Sequence[Silent]
    share: int

    @property
    def count(self) -> int:
        """How many payments that are."""
        return sum(each.count for each in self.sorts)

    @property
    def is_counting(self) -> bool:
        """Whether there may be more."""
        return self.share < WHOLE


@dataclass(frozen=True, slots=True)
class NearOne:
    """How many payments are nearer already than the first moment of a reminder, and than all its moments."""

    rule_id: int
    name: str
    speaks: bool
    count: int
    over: int


@dataclass(frozen=True, slots=True)
class Near:
    """For each reminder, how many payments are nearer already than its moments, as far as counted."""

    counts: Sequence[NearOne]
    share: int

    @property
    def is_counting(self) -> bool:
        """Whether there may be more."""
        return self.share < WHOLE


def without_reminder(visitor: Visitor, *, but_for: Sequence[ReadySet] = ()) -> Silence:
    """The payments to come that no reminder is meant for, nor any of some sets; the most first."""
    organization = visitor.organization
    today = local_day(visitor.now, organization.time_zone)
    last_on = last_due_on(organization) or today
    so_far = counted_on(
        ("without", *_asked(organization)),
        today,
        last_on,
        lambda begin: sorts_without_rule(organization, begin, last_on),
    )
    found: Counter[tuple[str, Interval | None, str]] = Counter()
    for sort in so_far.found:
        if not any(READY[each].meets(sort.kind, sort.interval) for each in but_for):
            interval = sort.interval and sort.interval.spellings[0]
            found[sort.kind, interval, sort.payer_kind] += sort.count
    sorts = [
        Silent(kind, _how_often(interval, visitor.locale), str(PAYER_WORDS.get(payer, payer)), count)
        for (kind, interval, payer), count in found.most_common()
    ]
    return Silence(sorts, so_far.share)


def inside(visitor: Visitor) -> Near:
    """For each reminder, how many payments are nearer already than its first moment."""
    organization, now = visitor.organization, visitor.now
    last_on = inside_through(organization, now)
    so_far = counted_on(
        ("inside", *_asked(organization)),
        local_day(now, organization.time_zone),
        last_on,
        lambda begin: inside_by_day(organization, now, begin, last_on),
    )
    by_step: dict[tuple[str, str], InsideCount] = {}
    for each in so_far.found:
        before = by_step.get((each.rule, each.step))
        count = each.count + (before.count if before else 0)
        by_step[each.rule, each.step] = replace(each, count=count)
    found = []
    for rule in all_rules(organization):
        theirs = [each for each in by_step.values() if each.rule == rule.key and each.count]
        if theirs:
            counts = [each.count for each in theirs]
            # Whoever is inside the nearest moment is inside all of them.
            over = min(counts) if len(counts) == len(rule.specification.steps) else 0
            found.append(NearOne(rule.rule_id, rule.name, theirs[0].speaks, max(counts), over))
    return Near(found, so_far.share)


def _asked(organization: Organization) -> list[object]:
    """What the counts follow from, besides the facts."""
    rules = all_rules(organization)
    return [organization.pk, *((rule.rule_id, rule.revision, str(rule.state)) for rule in rules)]


def _how_often(interval: Interval | None, locale: str) -> str:
    return gettext("once") if interval is None else every(interval, locale)
