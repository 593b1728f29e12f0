"""The steps of an organization as planning sees them: timing, conditions, since when they are in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
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


@dataclass(frozen=True)
class PlannedStep:
    """A step that speaks, or that does so no more, in the mode the organization is in."""

    organization_id: int
    mode: str
    rule: RuleInForce
    step_id: int
    key: str
    effective_at: datetime
    specification: StepSpecification | None
    timing: Timing | None

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
        of = (self.rule.state, self.speaks_of_past, self.timing, self.conditions, self.effective_at)
        return sha256(repr(of).encode()).hexdigest()


def planned_steps(organization: Organization) -> list[PlannedStep]:
    """Every step the organization ever had, in the order of their rules."""
    window = Window(organization.window_start, organization.window_end)
    return [
        _planned_step(organization, window, rule, step)
        for rule in all_rules(organization)
        for step in rule.steps
    ]


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
