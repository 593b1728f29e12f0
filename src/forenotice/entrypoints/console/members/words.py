"""Short words for how a subscription stands and how long before a step speaks, as an owner reads them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from forenotice.entrypoints.console.frame.tags import number
from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.states import PayerKind, Standing

STANDING_WORDS: dict[str, Promise] = {
    Standing.ACTIVE: _("active"),
    Standing.TRIALING: _("on trial"),
    Standing.PAST_DUE: _("payment overdue"),
    Standing.PAUSED: _("paused"),
    Standing.CANCELLED: _("cancelled"),
    Standing.ENDED: _("ended"),
}
STANDING_BADGES: dict[str, str] = {
    Standing.ACTIVE: "good",
    Standing.TRIALING: "own",
    Standing.PAST_DUE: "bad",
    Standing.PAUSED: "waiting",
}
PAYER_WORDS: dict[str, Promise] = {
    PayerKind.AUTOMATIC: _("charged automatically"),
    PayerKind.MANUAL: _("paid by hand"),
}


def standing(value: str) -> tuple[str, str]:
    """How it stands in a word, and how that is marked."""
    return str(STANDING_WORDS.get(value, value)), STANDING_BADGES.get(value, "")


def lead_words(lead: LeadTime) -> str:
    """How long before: ``7 days before``."""
    words = {
        Unit.HOUR: ngettext("%(n)s hour before", "%(n)s hours before", lead.count),
        Unit.DAY: ngettext("%(n)s day before", "%(n)s days before", lead.count),
        Unit.WEEK: ngettext("%(n)s week before", "%(n)s weeks before", lead.count),
        Unit.MONTH: ngettext("%(n)s month before", "%(n)s months before", lead.count),
    }
    return words[lead.unit] % {"n": number(lead.count)}
