"""What is different between two wordings of a reminder, a sentence for each difference."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from forenotice.entrypoints.console.frame.leads import lead_words
from forenotice.entrypoints.console.reminders.words import (
    Names,
    asked_words,
    kinds_words,
    products_words,
    step_words,
)
from forenotice.rules.specification import Anchor, Audience, RuleSpecification, StepSpecification
from forenotice.rules.states import PastMoments


@dataclass(frozen=True, slots=True)
class Wording:
    """A reminder as it stood or would stand. A name is only known of the present one."""

    specification: RuleSpecification
    is_on: bool
    name: str = ""


def differences(before: Wording, after: Wording, names: Names) -> list[str]:
    """The sentences, the most telling first; none where both say the same."""
    old, new = before.specification, after.specification
    found = [*_steps(old, new, names), *_audience(old, new, names)]
    if before.is_on != after.is_on:
        found.insert(0, gettext("It is switched on.") if after.is_on else gettext("It is switched off."))
    if before.name and after.name and before.name != after.name:
        found.append(_became(gettext("Its name"), before.name, after.name))
    return [*found, *_rest(old, new)]


def _became(what: str, before: str, after: str) -> str:
    nothing = gettext("nothing")
    values = {"what": what, "before": before or nothing, "after": after or nothing}
    return gettext("%(what)s: “%(after)s” instead of “%(before)s”.") % values


def _steps(old: RuleSpecification, new: RuleSpecification, names: Names) -> Iterator[str]:
    for step in new.steps:
        was = old.step(step.key)
        if was is None:
            yield gettext("New moment: %(sentence)s") % {"sentence": step_words(step, new, names)}
        elif was != step:
            yield from _step(was, step, names)
    for step in old.steps:
        if new.step(step.key) is None:
            yield gettext("Moment taken out: %(sentence)s") % {"sentence": step_words(step, old, names)}


def _step(was: StepSpecification, step: StepSpecification, names: Names) -> Iterator[str]:
    before, after = lead_words(was.lead), lead_words(step.lead)
    if was.lead != step.lead:
        yield _lead(was, step)
    place = {"lead": after}
    if was.anchor != step.anchor:
        if step.anchor is Anchor.CANCEL_BY:
            yield gettext("The moment %(lead)s before counts from the last day to cancel.") % place
        else:
            yield gettext("The moment %(lead)s before counts from the day itself.") % place
    if was.message != step.message:
        told = {name: names.messages.get(each, each) for name, each in _both(was.message, step.message)}
        yield _became(gettext("Message %(lead)s before") % place, told["before"], told["after"])
    if was.channels != step.channels:
        what = gettext("Ways out %(lead)s before") % place
        yield _became(what, names.by(was.channels), names.by(step.channels))
    if _hours(was) != _hours(step):
        yield _became(gettext("Hours of the moment %(lead)s before") % place, _hours(was), _hours(step))
    if was.contacts != step.contacts:
        if step.contacts:
            yield gettext("Billing contacts are told too, %(lead)s before.") % place
        else:
            yield gettext("Billing contacts are no longer told, %(lead)s before.") % place
    if was.owner_copy != step.owner_copy:
        what = gettext("Copy of the moment %(lead)s before") % {"lead": before}
        yield _became(what, was.owner_copy, step.owner_copy)


def _lead(was: StepSpecification, step: StepSpecification) -> str:
    values = {"before": lead_words(was.lead), "after": lead_words(step.lead)}
    days = round(step.lead.shortest_days - was.lead.shortest_days)
    if days > 0:
        sentence = ngettext(
            "From now on %(days)d day earlier: %(after)s before instead of %(before)s.",
            "From now on %(days)d days earlier: %(after)s before instead of %(before)s.",
            days,
        )
    elif days < 0:
        sentence = ngettext(
            "From now on %(days)d day later: %(after)s before instead of %(before)s.",
            "From now on %(days)d days later: %(after)s before instead of %(before)s.",
            -days,
        )
    else:
        return gettext("From now on %(after)s before instead of %(before)s.") % values
    return sentence % {**values, "days": abs(days)}


def _hours(step: StepSpecification) -> str:
    at = "" if step.hour is None else f"{step.hour:%H:%M}"
    if step.window_start is None or step.window_end is None:
        return at
    return f"{at} ({step.window_start:%H:%M}–{step.window_end:%H:%M})".strip()


def _audience(old: RuleSpecification, new: RuleSpecification, names: Names) -> Iterator[str]:
    if old.kinds != new.kinds:
        yield _became(gettext("It is about"), kinds_words(old.kinds), kinds_words(new.kinds))
    was, now = (products_words(each.audience, names.products) for each in (old, new))
    if was != now:
        yield _became(gettext("Products"), was, now)
    was, now = (_asked(each.audience) for each in (old, new))
    if was != now:
        yield _became(gettext("Only what is"), was, now)


def _asked(audience: Audience) -> str:
    return "; ".join(asked_words(audience))


def _rest(old: RuleSpecification, new: RuleSpecification) -> Iterator[str]:
    if old.past_moments != new.past_moments:
        if new.past_moments is PastMoments.SPEAK:
            yield gettext("Members whose moment has passed already are told now.")
        else:
            yield gettext("Members whose moment has passed already are not told.")
    if old.catch_up_hours != new.catch_up_hours:
        hours = ngettext("%(n)d hour", "%(n)d hours", new.catch_up_hours) % {"n": new.catch_up_hours}
        yield gettext("After an outage its reminders may be late by %(hours)s.") % {"hours": hours}
    signs = (
        (gettext("Sender’s name"), old.sender_name, new.sender_name),
        (gettext("Sender’s address"), old.sender_email, new.sender_email),
        (gettext("Answers go to"), old.reply_to, new.reply_to),
    )
    for what, before, after in signs:
        if before != after:
            yield _became(what, before, after)


def _both(before: str, after: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("before", before), ("after", after)
