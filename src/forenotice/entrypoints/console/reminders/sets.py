"""Ready-made reminders to begin with, and an empty one."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.blueprint.parts import EMAIL
from forenotice.blueprint.ready_sets import READY, Ready, ReadySet
from forenotice.channels.purpose import is_for_programs
from forenotice.channels.states import MAIL
from forenotice.entrypoints.console.frame.ready_made import SETS, names_for, when_words
from forenotice.entrypoints.console.reminders.fields import new_key
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.states import Kind
from forenotice.rules.queries import RuleInForce
from forenotice.rules.specification import Audience, RuleSpecification, StepSpecification

EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Offer:
    """A reminder to begin with, what it is good for, and the rule that was made of it already, if any.

    ``name`` is what the reminder that begins so is called.
    """

    key: str
    title: Promise
    when: str
    reason: Promise
    name: str
    there: RuleInForce | None


_EMPTY = Ready("", Kind.RENEWAL, READY[ReadySet.ANNUAL].message, (7,))


def offers(shelves: Shelves) -> list[Offer]:
    """All there are, in their order."""
    there = {rule.key: rule for rule in shelves.rules}
    names, _messages = names_for(shelves.organization)
    ready = [
        Offer(each.value, words.title, when_words(each), words.reason, names[each], there.get(each.value))
        for each, words in SETS.items()
    ]
    title = _("A reminder of your own")
    return [*ready, Offer(EMPTY, title, "", _("Begin with one moment."), str(title), None)]


def written_set(key: str, shelves: Shelves) -> RuleSpecification:
    """A set as a rule, by the way out that reaches people, or will once mail is set up."""
    ready = READY[ReadySet(key)] if key != EMPTY else _EMPTY
    mail = [each.key for each in shelves.channels if each.kind in MAIL]
    ways = mail or [each.key for each in shelves.channels if not is_for_programs(each)] or [EMAIL]
    keys: set[str] = set()
    steps = []
    for days in ready.days:
        lead = LeadTime(days, Unit.DAY)
        step_key = new_key(lead, keys)
        keys.add(step_key)
        steps.append(StepSpecification(step_key, lead, ready.message, (ways[0],)))
    audience = Audience(intervals=ready.intervals)
    return RuleSpecification(kinds=(str(ready.kind),), steps=tuple(steps), audience=audience)
