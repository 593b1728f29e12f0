"""The reminders that most organizations want, ready-made: what they are about, and how long before."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from forenotice.channels.states import MAIL
from forenotice.entrypoints.console.reminders.fields import new_key
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.states import Kind
from forenotice.rules.specification import Audience, RuleSpecification, StepSpecification


@dataclass(frozen=True, slots=True)
class ReadySet:
    """A reminder to begin with; ``message`` is the key of ours that speaks of it."""

    key: str
    name: str
    why: str
    kind: Kind
    days: tuple[int, ...]
    intervals: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is called, in the reader's language."""
        return gettext(self.name)

    @property
    def reason(self) -> str:
        """What it is good for, in the reader's language."""
        return gettext(self.why)


SETS: Mapping[str, ReadySet] = {
    each.key: each
    for each in (
        ReadySet(
            "annual",
            _("Yearly renewals"),
            _("35 and 21 days before: early enough for the yearly notices that laws commonly ask for."),
            Kind.RENEWAL,
            (35, 21),
            ("1 year",),
        ),
        ReadySet(
            "trial",
            _("Trials that end"),
            _("7 and 3 days before the first real payment, so that nobody is surprised by it."),
            Kind.TRIAL_END,
            (7, 3),
        ),
        ReadySet(
            "card",
            _("Cards that expire"),
            _("30 and 7 days before: most failed payments are cards that had expired."),
            Kind.CARD_EXPIRY,
            (30, 7),
        ),
        ReadySet(
            "manual",
            _("Payments made by hand"),
            _("14, 7 and 1 days before, for those who pay by transfer or by a link."),
            Kind.PAYMENT_DUE,
            (14, 7, 1),
        ),
        ReadySet(
            "monthly",
            _("Every month"),
            _("5 days before each monthly charge. Members hear from you often: choose this with care."),
            Kind.RENEWAL,
            (5,),
            ("1 month",),
        ),
        ReadySet("empty", _("A reminder of your own"), _("Begin with one step."), Kind.RENEWAL, (7,)),
    )
}


def written_set(ready: ReadySet, shelves: Shelves) -> RuleSpecification:
    """A set as a rule, with the message of ours or theirs about it, and the way out that reaches people."""
    ways = sorted(shelves.channels, key=lambda each: each.kind not in MAIL)
    keys: set[str] = set()
    steps = []
    for days in ready.days:
        lead = LeadTime(days, Unit.DAY)
        key = new_key(lead, keys)
        keys.add(key)
        steps.append(StepSpecification(key, lead, str(ready.kind), tuple(each.key for each in ways[:1])))
    audience = Audience(intervals=ready.intervals)
    return RuleSpecification(kinds=(str(ready.kind),), steps=tuple(steps), audience=audience)
