"""Ready-made reminders in the owner's words, and what they and their messages are called."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import Organization
from forenotice.blueprint.ready_sets import READY, ReadySet
from forenotice.entrypoints.console.frame.leads import days_before


@dataclass(frozen=True, slots=True)
class SetWords:
    """A set: what it is about, what it is good for, and what its reminder is called once it is chosen."""

    title: Promise
    reason: Promise
    name: Promise


SETS: Mapping[ReadySet, SetWords] = {
    ReadySet.ANNUAL: SetWords(
        _("Yearly renewals"),
        _("A year is long, and most forget. Two notices meet the windows that many laws ask for."),
        _("Yearly renewal"),
    ),
    ReadySet.TRIAL: SetWords(
        _("Trials that end"),
        _("Whoever is told in time stays gladly, or leaves in peace. Card networks ask for the first."),
        _("End of a trial"),
    ),
    ReadySet.CARD: SetWords(
        _("Cards that expire"),
        _("Only to members whose card will not last until their next payment."),
        _("Card expires"),
    ),
    ReadySet.MANUAL: SetWords(
        _("Members who pay by hand"),
        _("They have to do something, so they are told as often as it takes, with the way to pay."),
        _("Payment to make"),
    ),
    ReadySet.MONTHLY: SetWords(
        _("Every month"),
        _("Off unless you choose it: a mail every month is more than most members want."),
        _("Monthly renewal"),
    ),
}
MESSAGE_NAMES: Mapping[str, Promise] = {
    "renewal": _("Renewal"),
    "payment-due": _("Payment to make"),
    "trial-end": _("End of a trial"),
    "term-end": _("End of a membership"),
    "card-expiry": _("Card expires"),
}
"""What our messages are called, by the key that each has once it is there."""


def when_words(each: ReadySet) -> str:
    """``35 and 21 days before``."""
    return days_before(READY[each].days)


def names_for(organization: Organization) -> tuple[dict[ReadySet, str], dict[str, str]]:
    """What reminders and messages are called for an organization: in its language, else in the reader's."""
    language = organization.locale.split("-")[0]
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or "en"
    with translation.override(language):
        reminders = {each: str(words.name) for each, words in SETS.items()}
        return reminders, {key: str(name) for key, name in MESSAGE_NAMES.items()}
