"""The coach on the messages of an organization: each in its languages, for the due dates it is said of."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from forenotice.accounts.models import Organization
from forenotice.composer.boosters.offers import BoosterOffer
from forenotice.composer.boosters.show import shows_booster, with_booster
from forenotice.composer.coach.look import Report, coach
from forenotice.composer.facts import BoosterFacts, SenderFacts
from forenotice.composer.glance import at_a_glance
from forenotice.composer.queries import message_sources, published_texts
from forenotice.composer.samples import Setting, sample_facts
from forenotice.composer.texts import CompiledText, MessageSource, tidy_locale
from forenotice.dispatcher.spoken import organization_facts
from forenotice.ledger.states import Kind
from forenotice.rules.queries import all_rules


class Coached(NamedTuple):
    """One locale of a message that speaks, what was found, and the kinds of due date it was read for."""

    message: str
    name: str
    kinds: tuple[str, ...]
    report: Report


def coach_messages(
    organization: Organization, now: datetime, *, message: str = "", locale: str = ""
) -> Sequence[Coached]:
    """What can be better in the messages that speak, or in one of them, in every locale or in one."""
    texts, kinds = published_texts(organization), _kinds_by_message(organization)
    us, wanted = organization_facts(organization), tidy_locale(locale)
    found = []
    for sources in message_sources(organization):
        if message not in ("", sources.key):
            continue
        said_of = kinds.get(sources.key) or _kinds_of(sources.key)
        for name, source in sources.texts.items():
            if wanted in ("", name):
                setting = Setting(us, name, now, zone=organization.time_zone, currency=organization.currency)
                report = coach(texts[sources.key].texts[name], source, said_of, setting)
                found.append(Coached(sources.key, sources.name, said_of, report))
    return found


def coach_words(
    organization: Organization, key: str, text: CompiledText, source: MessageSource, now: datetime
) -> Report:
    """The same for words that are still being written, under the key of their message."""
    said_of = _kinds_by_message(organization).get(key) or _kinds_of(key)
    us = organization_facts(organization)
    setting = Setting(us, text.locale, now, zone=organization.time_zone, currency=organization.currency)
    return coach(text, source, said_of, setting)


def reading_of(organization: Organization, key: str, locale: str) -> Callable[[str, str], str]:
    """How a made-up member reads a few words of that message, which may be shown under a condition."""
    us, sender = organization_facts(organization), SenderFacts(organization.sender_name)
    kind, currency = _kinds_of(key)[0], organization.currency
    return lambda words, when: at_a_glance(words, when, kind, us, sender, tidy_locale(locale), currency)


def booster_seen(organization: Organization, offer: BoosterOffer, locale: str, now: datetime) -> BoosterFacts:
    """A booster as a usual member reads it; raise :class:`RenderError` when its words cannot be made."""
    us = organization_facts(organization)
    setting = Setting(us, locale, now, zone=organization.time_zone, currency=organization.currency)
    return (
        with_booster(sample_facts("automatic", setting), offer, offer.texts[locale]).booster or BoosterFacts()
    )


def messages_with_boosters(organization: Organization) -> list[str]:
    """The names of the messages that speak and have a place for a booster."""
    return [
        message.name
        for message in published_texts(organization).values()
        if any(shows_booster(text) for text in message.texts.values())
    ]


def _kinds_by_message(organization: Organization) -> Mapping[str, tuple[str, ...]]:
    """The kinds of the rules that say each message, those switched off too: they may be on tomorrow."""
    kinds: dict[str, dict[str, None]] = {}
    for rule in all_rules(organization):
        for step in rule.specification.steps:
            kinds.setdefault(step.message, {}).update(dict.fromkeys(rule.specification.kinds))
    return {message: _ordered(said_of) for message, said_of in kinds.items()}


def _kinds_of(key: str) -> tuple[str, ...]:
    """A message that no rule says yet may be named as the kind it is meant for."""
    return (key,) if key in [*Kind] else (Kind.RENEWAL,)


def _ordered(kinds: Collection[str]) -> tuple[str, ...]:
    return tuple(kind for kind in Kind if kind in kinds)
