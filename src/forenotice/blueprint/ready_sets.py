"""Ready-made reminders: rules and our own messages, chosen by one click and taken back by another.

The days of "annual" lie inside the windows that American states and card networks ask for before a yearly
renewal (gathered in November 2026 as a help for design; nobody's legal advice).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.blueprint.declaring import By, put_message
from forenotice.blueprint.parts import EMAIL, Section, put_away_part
from forenotice.blueprint.sections.messages import MessageDeclaration
from forenotice.channels.queries import channels_of
from forenotice.channels.states import MAIL
from forenotice.composer.defaults import default_message
from forenotice.composer.queries import message_keys
from forenotice.kernel.interval import Interval
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.states import Kind
from forenotice.rules.operations import declare_rule
from forenotice.rules.queries import all_rules
from forenotice.rules.soundness import read_interval
from forenotice.rules.specification import Audience, RuleSpecification, StepSpecification
from forenotice.rules.states import RuleState


class ReadySet(StrEnum):
    """What a set of reminders is for."""

    ANNUAL = "annual"
    TRIAL = "trial"
    CARD = "card"
    MANUAL = "manual-payers"
    MONTHLY = "every-month"


@dataclass(frozen=True, slots=True)
class Ready:
    """One set: what its rule is called, what it meets, and how many days before it speaks."""

    name: str
    kind: Kind
    message: str
    days: tuple[int, ...]
    intervals: tuple[str, ...] = ()

    def meets(self, kind: str, interval: Interval | None) -> bool:
        """Whether it is meant for what is due so, and paid so often; 12 months are a year."""
        if kind != self.kind or not self.intervals:
            return kind == self.kind
        return interval is not None and not {*interval.spellings}.isdisjoint(
            map(read_interval, self.intervals)
        )


READY: dict[ReadySet, Ready] = {
    ReadySet.ANNUAL: Ready("Yearly renewal", Kind.RENEWAL, "renewal", (35, 21), ("1 year",)),
    ReadySet.TRIAL: Ready("Trial ends", Kind.TRIAL_END, "trial-end", (7, 3)),
    ReadySet.CARD: Ready("Card expires", Kind.CARD_EXPIRY, "card-expiry", (30, 7)),
    ReadySet.MANUAL: Ready("Please pay", Kind.PAYMENT_DUE, "payment-due", (14, 7, 1)),
    ReadySet.MONTHLY: Ready("Monthly renewal", Kind.RENEWAL, "renewal", (5,), ("1 month",)),
}

AT_FIRST: frozenset[ReadySet] = frozenset(ReadySet) - {ReadySet.MONTHLY}
"""What is chosen unless its owner says otherwise: monthly members are not written to every month."""


def chosen_sets(organization: Organization) -> frozenset[ReadySet]:
    """The sets whose rule is on."""
    on = {rule.key for rule in all_rules(organization) if rule.state is RuleState.ON}
    return frozenset(each for each in ReadySet if each.value in on)


@transaction.atomic
def choose_sets(
    *,
    organization: Organization,
    wanted: Collection[ReadySet],
    dropped: Collection[ReadySet] | None = None,
    names: Mapping[ReadySet, str] | None = None,
    message_names: Mapping[str, str] | None = None,
    actor: str,
    now: datetime,
) -> Sequence[ReadySet]:
    """Let these sets be on, and leave every rule alone that is none of ours; return those that changed.

    Those that are ``dropped`` are switched off: all others, unless it is said which. ``names`` are what new
    rules are called, and ``message_names`` what new messages are, by key; else they have English names. A
    rule that was put away comes back as its owner had left it, and a message that is there stays as it is.
    """
    before = chosen_sets(organization)
    to_drop = frozenset(ReadySet if dropped is None else dropped) & before
    changed = [each for each in ReadySet if (each in to_drop if each not in wanted else each not in before)]
    by = By(actor=actor, now=now)
    for each in changed:
        if each in wanted:
            _choose(organization, each, (names or {}).get(each, ""), message_names or {}, by)
        else:
            put_away_part(organization=organization, section=Section.RULES, key=each.value, **by)
    return changed


def _choose(
    organization: Organization, each: ReadySet, name: str, message_names: Mapping[str, str], by: By
) -> None:
    ready = READY[each]
    known = {rule.key: rule for rule in all_rules(organization)}.get(each.value)
    specification = known.specification if known is not None else _specification(organization, ready)
    missing = {step.message for step in specification.steps} - set(message_keys(organization))
    if ready.message in missing:
        default = default_message(ready.kind.value)
        declared = MessageDeclaration(
            key=ready.message,
            name=message_names.get(ready.message, default.name),
            default=default.key,
            message_class=default.message_class,
        )
        put_message(organization, declared, by)
    declare_rule(
        organization=organization,
        key=each.value,
        name=known.name if known is not None else name or ready.name,
        on=True,
        specification=specification,
        **by,
    )


def _specification(organization: Organization, ready: Ready) -> RuleSpecification:
    mail = [row.key for row in channels_of(organization) if row.kind in MAIL and row.retired_at is None]
    steps = tuple(
        StepSpecification(
            key=f"{days}-days-before" if days > 1 else "day-before",
            lead=LeadTime.parse(f"{days} days" if days > 1 else "1 day"),
            message=ready.message,
            channels=(mail[0] if mail else EMAIL,),
        )
        for days in ready.days
    )
    return RuleSpecification(
        kinds=(ready.kind.value,), steps=steps, audience=Audience(intervals=ready.intervals)
    )
