"""The steps of an organization as planning sees them: timing, conditions, since when they are in force."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.kernel.message import MessageClass
from forenotice.planner.classes import message_classes
from forenotice.planner.schedule import Timing, Window, timing
from forenotice.rules.match import Condition
from forenotice.rules.queries import RuleInForce, StepInForce, all_rules
from forenotice.rules.specification import Anchor, StepSpecification
from forenotice.rules.states import PastMoments, RuleState

HAS_CANCEL_BY = Condition(
    "cancel_by",
    "It can be cancelled until a known day, not after its due date.",
    "d.cancel_by_on IS NOT NULL AND d.cancel_by_on <= d.due_on",
)


@dataclass(frozen=True, slots=True)
class Wishing:
    """What members' wishes to hear some days before do to a step: it moves, or it gives way to one that does.

    ``since`` is when the moving step, or the owner's leave to wish for these days, came into force.
    """

    moves: bool
    allowed: range
    since: datetime


@dataclass(frozen=True)
class PlannedStep:
    """A step that speaks, or that does so no more, in the mode the organization is in.

    ``wishing`` is None where no member may wish for another moment; ``is_wished`` is true of an edition that
    speaks so long before as some of them wish.
    """

    organization_id: int
    mode: str
    rule: RuleInForce
    step_id: int
    key: str
    effective_at: datetime
    specification: StepSpecification | None
    timing: Timing | None
    wishing: Wishing | None = None
    is_wished: bool = False

    @property
    def is_removed(self) -> bool:
        """Whether it was taken out of its rule, or its rule was put away."""
        return self.timing is None or self.rule.state is RuleState.ARCHIVED

    @property
    def speaks(self) -> bool:
        """Whether it may meet due dates at all."""
        return self.rule.state is RuleState.ON and self.timing is not None

    @property
    def speaks_of_past(self) -> bool:
        """Whether its rule wants those told at once whose moment had passed already."""
        return self.rule.specification.past_moments is PastMoments.SPEAK

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Its rule's conditions and its own."""
        if self.timing is not None and self.timing.anchor is Anchor.CANCEL_BY:
            return (*self.rule.conditions, HAS_CANCEL_BY)
        return self.rule.conditions

    @cached_property
    def fingerprint(self) -> str:
        """Of all that its moments and its audience follow from; other words or channels leave it alone."""
        of: tuple[object, ...] = (self.rule.state, self.speaks_of_past, self.timing, self.conditions)
        of = (*of, self.effective_at, *([] if self.wishing is None else [self.wishing]))
        return sha256(repr(of).encode()).hexdigest()


def planned_steps(organization: Organization) -> list[PlannedStep]:
    """Every step the organization ever had, in the order of their rules."""
    window = Window(organization.window_start, organization.window_end)
    steps = [
        _planned_step(organization, window, rule, step)
        for rule in all_rules(organization)
        for step in rule.steps
    ]
    allowed = organization.lead_days_allowed
    return steps if allowed is None else list(_with_wishing(organization, steps, allowed))


def speaking(steps: Iterable[PlannedStep]) -> list[PlannedStep]:
    """Those that may meet due dates."""
    return [step for step in steps if step.speaks]


def _planned_step(
    organization: Organization, window: Window, rule: RuleInForce, step: StepInForce
) -> PlannedStep:
    words = step.specification
    effective_at = step.effective_at
    if organization.mode == Mode.LIVE and organization.live_since is not None:
        # What a rehearsal said counts as said to nobody, and what it missed as missed by nobody.
        effective_at = max(effective_at, organization.live_since)
    return PlannedStep(
        organization_id=organization.pk,
        mode=organization.mode,
        rule=rule,
        step_id=step.step_id,
        key=step.key,
        effective_at=effective_at,
        specification=words,
        timing=None if words is None else timing(words, window, rule.specification.catch_up_hours),
    )


def _with_wishing(
    organization: Organization, steps: Sequence[PlannedStep], allowed: range
) -> Iterator[PlannedStep]:
    """The steps with what wishes do to them: a rule's first courtesy step moves, the later ones give way.

    First is the one with the longest lead time among those that count days back from the same moment. What
    law or network demands stays where it is.
    """
    classes = message_classes(organization)
    courtesies: dict[tuple[int, Anchor], list[PlannedStep]] = {}
    for step in steps:
        words = step.specification
        if words is not None and classes.get(words.message) is not MessageClass.REQUIRED:
            courtesies.setdefault((step.rule.rule_id, words.anchor), []).append(step)
    wishing: dict[int, Wishing] = {}
    for together in courtesies.values():
        wishing |= _wishing(together, allowed, organization.lead_days_changed_at)
    for step in steps:
        yield replace(step, wishing=wishing.get(step.step_id))


def _wishing(
    together: Iterable[PlannedStep], allowed: range, changed_at: datetime | None
) -> dict[int, Wishing]:
    leads = [(step, step.timing.lead) for step in together if step.timing is not None]
    by_day = [(step, lead.shortest_days) for step, lead in leads if not lead.is_in_hours]
    if not by_day:
        return {}
    longest = max(days for _, days in by_day)
    moving = [step for step, days in by_day if days == longest]
    since = max([step.effective_at for step in moving] + ([] if changed_at is None else [changed_at]))
    return {step.step_id: Wishing(step in moving, allowed, since) for step, _ in leads}
