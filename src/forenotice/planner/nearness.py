"""Which step of a rule is the nearest to the due date, where several courtesy steps are due at once. Pure."""

from collections.abc import Iterable, Mapping

from forenotice.kernel.message import MessageClass
from forenotice.planner.steps import PlannedStep


def courtesy_ranks(
    steps: Iterable[PlannedStep], classes: Mapping[str, MessageClass]
) -> list[tuple[int, int, int]]:
    """The courtesy steps of rules that have several: rule, step, rank. The shorter its lead, the higher."""
    by_rule: dict[int, list[PlannedStep]] = {}
    for step in steps:
        words = step.specification
        if words is not None and classes.get(words.message) is not MessageClass.REQUIRED:
            by_rule.setdefault(step.rule.rule_id, []).append(step)
    return [
        (rule_id, step.step_id, -round(step.timing.lead.shortest_days * 24))
        for rule_id, together in by_rule.items()
        if len(together) > 1
        for step in together
        if step.timing is not None
    ]
