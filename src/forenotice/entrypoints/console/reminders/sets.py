"""Ready-made reminders to begin with, and an empty one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.blueprint.parts import EMAIL
from forenotice.blueprint.ready_sets import READY, Ready, ReadySet
from forenotice.channels.states import MAIL
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
    """A reminder to begin with, what it is good for, and the rule that was made of it already, if any."""

    key: str
    title: Promise
    reason: Promise
    there: RuleInForce | None


_WORDS: Mapping[str, tuple[Promise, Promise]] = {
    ReadySet.ANNUAL: (
        _("Yearly renewals"),
        _("35 and 21 days before: early enough for the yearly notices that laws commonly ask for."),
    ),
    ReadySet.TRIAL: (
        _("Trials that end"),
        _("7 and 3 days before the first real payment, so that nobody is surprised by it."),
    ),
    ReadySet.CARD: (
        _("Cards that expire"),
        _("30 and 7 days before: most failed payments are cards that had expired."),
    ),
    ReadySet.MANUAL: (
        _("Payments made by hand"),
        _("14, 7 and 1 days before, for those who pay by transfer or by a link."),
    ),
    ReadySet.MONTHLY: (
        _("Every month"),
        _("5 days before each monthly charge. Members hear from you often: choose this with care."),
    ),
    EMPTY: (_("A reminder of your own"), _("Begin with one step.")),
}
_EMPTY = Ready("", Kind.RENEWAL, READY[ReadySet.ANNUAL].message, (7,))


def offers(shelves: Shelves) -> list[Offer]:
    """All there are, in their order."""
    there = {rule.key: rule for rule in shelves.rules}
    return [Offer(str(key), *words, there.get(str(key))) for key, words in _WORDS.items()]


def written_set(key: str, shelves: Shelves) -> RuleSpecification:
    """A set as a rule, by the way out that reaches people, or will once mail is set up."""
    ready = READY[ReadySet(key)] if key != EMPTY else _EMPTY
    mail = [each.key for each in shelves.channels if each.kind in MAIL]
    ways = mail or [each.key for each in shelves.channels] or [EMAIL]
    keys: set[str] = set()
    steps = []
    for days in ready.days:
        lead = LeadTime(days, Unit.DAY)
        step_key = new_key(lead, keys)
        keys.add(step_key)
        steps.append(StepSpecification(step_key, lead, ready.message, (ways[0],)))
    audience = Audience(intervals=ready.intervals)
    return RuleSpecification(kinds=(str(ready.kind),), steps=tuple(steps), audience=audience)
