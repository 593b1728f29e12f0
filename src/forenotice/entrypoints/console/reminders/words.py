"""Reminders in whole sentences: kinds of payment, audiences, lead times, as their owner says them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from forenotice.composer.formats import cldr_locale, every
from forenotice.composer.formats import money as written_money
from forenotice.entrypoints.console.frame.labels import PAYER_WORDS
from forenotice.entrypoints.console.frame.languages import country_name
from forenotice.entrypoints.console.frame.leads import lead_words
from forenotice.entrypoints.console.frame.ways import of_way
from forenotice.ledger.states import Kind
from forenotice.rules.soundness import read_interval
from forenotice.rules.specification import Anchor, Audience, RuleSpecification, StepSpecification

KINDS: Mapping[str, Promise] = {
    Kind.RENEWAL: _("a renewal"),
    Kind.PAYMENT_DUE: _("a payment the member has to make"),
    Kind.TRIAL_END: _("the end of a trial"),
    Kind.TERM_END: _("the end of a membership"),
    Kind.CARD_EXPIRY: _("the expiry of a card"),
}
OURS: Mapping[str, Promise] = {
    "renewal": _("Renewal (ours)"),
    "payment-due": _("Payment to make (ours)"),
    "trial-end": _("End of a trial (ours)"),
    "term-end": _("End of a membership (ours)"),
    "card-expiry": _("Expiry of a card (ours)"),
}
"""The messages that come with us; one that a reminder names is there once the reminder is saved."""

OUR_DEFAULTS: Mapping[str, str] = {key: key.replace("-", "_") for key in OURS}
"""Which of ours each of them is."""


def either(words: Iterable[str]) -> str:
    """``a, b or c`` in the reader's language."""
    return format_list(list(words), style="or", locale=cldr_locale(get_language() or "en"))


def together(words: Iterable[str]) -> str:
    """``a, b and c`` in the reader's language."""
    return format_list(list(words), locale=cldr_locale(get_language() or "en"))


def kinds_words(kinds: Sequence[str]) -> str:
    """``a renewal or the end of a trial``."""
    return either(str(KINDS[kind]) for kind in kinds if kind in KINDS)


def interval_words(written: str) -> str:
    """``every month`` for ``1 month``."""
    interval = read_interval(written)
    return written if interval is None else every(interval, get_language() or "en")


def products_words(audience: Audience, names: Mapping[str, str]) -> str:
    """``any product``, or which ones; ``names`` are the products' by their keys."""
    parts = []
    if audience.products:
        parts.append(either(names.get(each, each) for each in audience.products))
    if audience.levels:
        parts.append(gettext("the level %(levels)s") % {"levels": either(audience.levels)})
    if audience.bundles:
        parts.append(gettext("the bundle %(bundles)s") % {"bundles": either(audience.bundles)})
    return ", ".join(parts) or gettext("any product")


def asked_words(audience: Audience) -> list[str]:
    """What else an audience asks, each in a few words."""
    found = []
    if audience.intervals:
        found.append(either(map(interval_words, audience.intervals)))
    if audience.payer_kind:
        found.append(str(PAYER_WORDS.get(audience.payer_kind, audience.payer_kind)))
    if audience.minimum_amount_minor is not None:
        least = written_money(audience.minimum_amount_minor, audience.currency, get_language() or "en")
        found.append(gettext("%(amount)s or more") % {"amount": least})
    if audience.countries:
        found.append(
            gettext("in %(countries)s") % {"countries": either(map(country_name, audience.countries))}
        )
    if audience.tags:
        found.append(gettext("tagged %(tags)s") % {"tags": either(audience.tags)})
    return found


@dataclass(frozen=True, slots=True)
class Names:
    """What products, messages and ways out are called, by their keys."""

    products: Mapping[str, str]
    messages: Mapping[str, str]
    ways: Mapping[str, str]

    def by(self, keys: Iterable[str]) -> str:
        """``email and Zapier``."""
        return together(of_way(key, self.ways) for key in keys)


def rule_words(rule: RuleSpecification, names: Names) -> list[str]:
    """A rule in sentences: its steps that differ in nothing but how long before share one."""
    alike: dict[tuple[object, ...], list[StepSpecification]] = {}
    for step in rule.steps:
        said = (step.anchor, step.message, step.channels, bool(step.lead.count))
        alike.setdefault(said, []).append(step)
    return [_sentence(steps, rule, names) for steps in alike.values()]


def step_words(step: StepSpecification, rule: RuleSpecification, names: Names) -> str:
    """One step as a whole sentence."""
    return _sentence([step], rule, names)


def _sentence(steps: Sequence[StepSpecification], rule: RuleSpecification, names: Names) -> str:
    step = steps[0]
    values = {
        "lead": together(lead_words(each.lead) for each in steps),
        "kinds": kinds_words(rule.kinds),
        "products": products_words(rule.audience, names.products),
        "message": names.messages.get(step.message, step.message),
        "channels": names.by(step.channels),
    }
    if step.anchor is Anchor.CANCEL_BY:
        return (
            gettext(
                "%(lead)s before the last day to cancel ahead of %(kinds)s of %(products)s,"
                " send “%(message)s” by %(channels)s."
            )
            % values
        )
    if not step.lead.count:
        return (
            gettext("On the day of %(kinds)s of %(products)s, send “%(message)s” by %(channels)s.") % values
        )
    return gettext("%(lead)s before %(kinds)s of %(products)s, send “%(message)s” by %(channels)s.") % values
