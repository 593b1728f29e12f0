"""Of whom a trial speaks: a member who was named, the one whose turn is next, or a made-up one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from forenotice.composer.facts import Facts, OrganizationFacts, SenderFacts
from forenotice.composer.samples import Setting, sample_facts, samples_for
from forenotice.consent.queries import facts_as_wished
from forenotice.dispatcher.errors import NothingToTryError
from forenotice.dispatcher.situation import Situation, StepAtWork
from forenotice.dispatcher.spoken import facts_to_speak
from forenotice.ledger.queries import Known, due_dates_of, followed_by, has_more_than, subscription_by
from forenotice.ledger.states import Closing, Kind
from forenotice.planner.queries import Upcoming, explain, next_planned, upcoming

_AHEAD = timedelta(days=400)
# Who waits for a page is shown what can be found at once.
_NEAR, _FEW = timedelta(days=60), 1_000


class Wish(NamedTuple):
    """What a trial is to look like: which message, for a member (as `explain` knows them) or for a sample.

    With neither it is for whoever is told next, and where nobody will be, for a sample. One that ``is_quick``
    does not look through a whole large organization for that, and a glimpse looks no further than at what is
    written down already.
    """

    message: str
    member: str = ""
    sample: str = ""
    locale: str = ""
    is_draft: bool = False
    is_quick: bool = False
    is_glimpse: bool = False


class Example(NamedTuple):
    """Whom a message is made for, and ``at`` which moment. ``step`` is the one that says it, if any does.

    ``known`` is what the ledger knows of a member; else ``sample`` names the made-up one, met on an occasion
    of the kind ``kind``. With ``is_after`` the message is about the payment that follows the next one.
    """

    at: datetime
    locale: str
    step: StepAtWork | None
    known: Known | None = None
    sample: str = ""
    kind: str = ""
    is_after: bool = False

    def facts(self, organization: OrganizationFacts, sender: SenderFacts, situation: Situation) -> Facts:
        """Everything a message may say about it; a sample is shown no booster yet."""
        if self.known is not None:
            return facts_to_speak(self.known, organization, sender, self.at)
        us = situation.organization
        setting = Setting(organization, self.locale, self.at, sender, us.time_zone, us.currency)
        return sample_facts(self.sample, setting, self.kind)._replace(booster=None)


def example_for(wish: Wish, situation: Situation, now: datetime) -> Example:
    """Whom the message is made for. A reminder to come is shown as it will be said, at its own moment.

    Raise :class:`NothingToTryError` when the member has no payment ahead.
    """
    if not wish.sample:
        if wish.is_quick and (found := _at_hand(wish, situation, now)) is not None:
            return found
        for one in [] if _is_too_far(wish, situation) else _to_come(wish, situation, now):
            return example_of(one, wish, situation, now)
        if wish.member:
            known = _next_payment(wish, situation, now)
            return _of_member(known, _any_step(situation, wish.message), now, wish, situation)
    return _of_sample(wish, situation, now)


def example_of(one: Upcoming, wish: Wish, situation: Situation, now: datetime) -> Example:
    """One reminder to come, at its own moment."""
    known = facts_as_wished(situation.organization, [one.due_date_id], now)[one.due_date_id]
    is_after = one.due_on != known.due_on
    if is_after:
        known = followed_by(known, one.due_on, one.kind)
    step = _step(situation, one.rule, one.step)
    return _of_member(known, step, max(one.moment, now), wish, situation)._replace(is_after=is_after)


def _at_hand(wish: Wish, situation: Situation, now: datetime) -> Example | None:
    """The reminder to come that an index leads to: a member's own, or the first one that is written down."""
    organization = situation.organization
    steps = {
        number: step
        for number, step in situation.steps.items()
        if step.specification is not None and step.specification.message == wish.message
    }
    if not wish.member:
        first = next_planned(organization, steps)
        if first is None:
            return None
        due_date_id, step_id, moment = first
        known = facts_as_wished(organization, [due_date_id], now)[due_date_id]
        return _of_member(known, steps[step_id], max(moment, now), wish, situation)
    for due in explain(organization, subscription_by(organization, wish.member), now=now):
        for told in due.steps:
            step = _step(situation, told.rule, told.step)
            if told.will_speak_at is not None and step in steps.values():
                known = facts_as_wished(organization, [due.due_date.pk], now)[due.due_date.pk]
                return _of_member(known, step, max(told.will_speak_at, now), wish, situation)
    return None


def _is_too_far(wish: Wish, situation: Situation) -> bool:
    """Whether looking ahead at everybody is not worth the wait."""
    if wish.is_glimpse or not wish.is_quick:
        return wish.is_glimpse
    return bool(wish.member) or has_more_than(situation.organization, _FEW)


def _to_come(wish: Wish, situation: Situation, now: datetime) -> Iterator[Upcoming]:
    """The reminders that will be said with this message, to that member if one is named."""
    organization = situation.organization
    wanted = subscription_by(organization, wish.member).external_id if wish.member else ""
    for one in upcoming(organization, now=now, until=now + (_NEAR if wish.is_quick else _AHEAD)):
        if one.message == wish.message and wanted in ("", one.subscription):
            yield one


def _next_payment(wish: Wish, situation: Situation, now: datetime) -> Known:
    organization = situation.organization
    for due in due_dates_of(subscription_by(organization, wish.member)):
        if due.closing == Closing.OPEN:
            return facts_as_wished(organization, [due.pk], now)[due.pk]
    raise NothingToTryError(
        f'"{wish.member}" has no payment ahead. Name another member, or a made-up one: --sample automatic.'
    )


def _of_member(
    known: Known, step: StepAtWork | None, at: datetime, wish: Wish, situation: Situation
) -> Example:
    if wish.locale:
        known = known._replace(locale=wish.locale)
    return Example(at, known.locale or situation.organization.locale, step, known)


def _of_sample(wish: Wish, situation: Situation, now: datetime) -> Example:
    step = _any_step(situation, wish.message)
    kinds = step.rule.specification.kinds if step is not None else ()
    kind = next(iter(kinds), wish.message if wish.message in [*Kind] else Kind.RENEWAL)
    sample = wish.sample or samples_for([kind])[0].name
    return Example(now, wish.locale or situation.organization.locale, step, None, sample, kind)


def _any_step(situation: Situation, message: str) -> StepAtWork | None:
    """A step that says this message, rather one of a rule that is on."""
    found = [
        step
        for step in situation.steps.values()
        if step.specification is not None and step.specification.message == message
    ]
    return next((step for step in found if step.is_rule_on), next(iter(found), None))


def _step(situation: Situation, rule: str, key: str) -> StepAtWork | None:
    steps = situation.steps.values()
    return next((step for step in steps if (step.rule.key, step.key) == (rule, key)), None)
