"""Why a step of a rule speaks of a due date or does not, in plain words and condition by condition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from forenotice.entrypoints.console.frame.leads import lead_before
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.members.conditions import condition_words
from forenotice.planner.queries import DueTold, StepTold
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState
from forenotice.rules.specification import Anchor


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step beside a due date: what it comes to, and each condition with yes or no.

    ``is_about_it``: it is meant for the due date, or was. ``may_be_asked``: somebody may ask that it speaks
    now. ``leaves_at`` is when it will speak, if it will and nobody asked for it at once.
    ``is_from_cancel_by``: its time is counted back from the last day to cancel.
    """

    told: StepTold
    lead: str
    sentence: str
    conditions: Sequence[tuple[str, bool]]
    is_about_it: bool
    may_be_asked: bool
    leaves_at: datetime | None
    is_from_cancel_by: bool


def why(due: DueTold) -> list[StepShown]:
    """Every step beside a due date."""
    return [_shown(due, each) for each in due.steps]


def _shown(due: DueTold, step: StepTold) -> StepShown:
    words = step.asks.step(step.step) if step.conditions else None
    is_met = step.is_on and bool(step.conditions) and all(each.holds for each in step.conditions)
    is_silent = step.state is ReminderState.SKIPPED and step.reason is Reason.ALREADY_INSIDE
    is_to_come = step.state in (None, ReminderState.PLANNED) or is_silent
    return StepShown(
        told=step,
        lead=lead_before(words.lead) if words is not None else step.lead,
        sentence=_sentence(due, step, is_met=is_met),
        conditions=[(condition_words(each, step.asks), each.holds) for each in step.conditions],
        is_about_it=is_met or step.reminder_id is not None,
        is_from_cancel_by=words is not None and words.anchor is Anchor.CANCEL_BY,
        leaves_at=None if step.reason is Reason.ASKED_NOW else step.will_speak_at or step.leaves_at,
        may_be_asked=is_met and is_to_come and not due.due_date.closing and not due.due_date.quiet,
    )


def _sentence(due: DueTold, step: StepTold, *, is_met: bool) -> str:
    """What it comes to, from what is known and not from sentences that hold values."""
    if step.withheld is not None:
        return _nobody(REASON_SENTENCES[step.withheld])
    if step.reason is not None:
        return said(REASON_SENTENCES[step.reason])
    if not step.is_on:
        return said(REASON_SENTENCES[Reason.RULE_OFF])
    if not is_met:
        return _not_meant(step)
    if due.sentence:
        return said(due.sentence)
    if step.will_speak_at is not None:
        return gettext("Its moment lies ahead.")
    if step.moment is None:
        return gettext("No last day to cancel is known, from which its days could be counted.")
    return said(step.sentence)


def _not_meant(step: StepTold) -> str:
    """That it is meant for others, and by which conditions one sees that."""
    unmet = [condition_words(each, step.asks) for each in step.conditions if not each.holds]
    if not unmet:
        return said(step.sentence)
    words = gettext("This reminder is not meant for it, because this is not so: %(unmet)s.")
    return words % {"unmet": "; ".join(unmet)}


def _nobody(reason: str) -> str:
    return gettext("Nobody will be told: %(reason)s") % {"reason": said(reason)}
