"""Short words for kinds, states, ways out and sources, as an owner reads them."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Role
from forenotice.channels.states import Kind as Way
from forenotice.dispatcher.states import DeliveryState
from forenotice.engine.models import Undertaking
from forenotice.ledger.states import Kind, PayerKind, Standing
from forenotice.planner.states import ReminderState

KIND_WORDS: dict[str, Promise] = {
    Kind.RENEWAL: _("Renewal"),
    Kind.TRIAL_END: _("End of a trial"),
    Kind.PAYMENT_DUE: _("Payment to make"),
    Kind.TERM_END: _("End of a term"),
    Kind.CARD_EXPIRY: _("Card expires"),
}
REMINDER_WORDS: dict[str, Promise] = {
    ReminderState.PLANNED: _("Scheduled"),
    ReminderState.RELEASED: _("Sent"),
    ReminderState.SKIPPED: _("Withheld"),
    ReminderState.CANCELLED: _("No longer needed"),
    ReminderState.MISSED: _("Missed"),
}
DELIVERY_WORDS: dict[str, Promise] = {
    DeliveryState.QUEUED: _("Waiting"),
    DeliveryState.WITHDRAWN: _("Held back"),
    DeliveryState.ATTEMPTING: _("On its way"),
    DeliveryState.ACCEPTED: _("Handed over"),
    DeliveryState.FAILED: _("Refused"),
    DeliveryState.UNKNOWN: _("In doubt"),
    DeliveryState.LET_BE: _("Left as it is"),
    DeliveryState.DELIVERED: _("Arrived"),
    DeliveryState.BOUNCED: _("Came back"),
    DeliveryState.COMPLAINED: _("Reported as spam"),
}
WAY_WORDS: dict[str, Promise] = {
    Way.MAILBOX: _("Test mailbox"),
    Way.EMAIL: _("Mail account"),
    Way.ANYMAIL: _("Mail provider"),
    Way.WEBHOOK: _("Program at a web address"),
    Way.ZAPIER: _("Zapier"),
    Way.SCRIPT: _("Script on this machine"),
}
SOURCE_KIND_WORDS: dict[str, str | Promise] = {
    "csv": _("File"),
    "push": _("Program with a key"),
    "sql": _("Database"),
    "stripe": "Stripe",
    "woocommerce": "WooCommerce",
}
PAYER_WORDS: dict[str, Promise] = {
    PayerKind.AUTOMATIC: _("charged automatically"),
    PayerKind.MANUAL: _("paid by hand"),
}
STANDING_WORDS: dict[str, Promise] = {
    Standing.ACTIVE: _("active"),
    Standing.TRIALING: _("on trial"),
    Standing.PAST_DUE: _("payment overdue"),
    Standing.PAUSED: _("paused"),
    Standing.CANCELLED: _("cancelled"),
    Standing.ENDED: _("ended"),
}
ROLE_WORDS: dict[str, Promise] = {
    Role.OWNER: _("Owner"),
    Role.EDITOR: _("Editor"),
    Role.VIEWER: _("Viewer"),
}
# The keys that sources have unless somebody chose others.
_SOURCE_NAMES: dict[str, str | Promise] = {
    "csv": _("your file"),
    "sample": _("the sample"),
    "stripe": "Stripe",
    "wordpress": "WordPress",
    "woocommerce": "WooCommerce",
}
BADGES: dict[str, str] = {
    ReminderState.PLANNED: "own",
    ReminderState.RELEASED: "good",
    ReminderState.MISSED: "bad",
    DeliveryState.ACCEPTED: "good",
    DeliveryState.DELIVERED: "good",
    DeliveryState.FAILED: "bad",
    DeliveryState.UNKNOWN: "bad",
    DeliveryState.BOUNCED: "bad",
    DeliveryState.COMPLAINED: "bad",
    DeliveryState.QUEUED: "waiting",
    DeliveryState.ATTEMPTING: "waiting",
}
# By the kinds of undertaking.
UNDERTAKING_WORDS: dict[str, Promise] = {
    "bring": _("Reading %(subject)s"),
    "part": _("Putting %(subject)s away"),
    "settle": _("Payments follow the new time zone and currency"),
    "count": _("What leaves is counted, day by day"),
}
_WORDS = KIND_WORDS | REMINDER_WORDS | DELIVERY_WORDS


def label(value: str) -> str:
    """The short word for a kind or a state; what has none is said as it is."""
    return str(_WORDS.get(value, value))


def undertaken(undertaking: Undertaking) -> str:
    """What something long is about."""
    words = UNDERTAKING_WORDS.get(undertaking.kind)
    return str(words) % {"subject": undertaking.subject} if words else undertaking.subject


def badge(value: str) -> str:
    """How a state is marked: good, bad, waiting, or not at all."""
    return BADGES.get(value, "")


def standing_word(value: str) -> str:
    """How a subscription stands."""
    return str(STANDING_WORDS.get(value, value))


def way_kind(kind: str) -> str:
    """What sort of way out it is."""
    return str(WAY_WORDS.get(kind, kind))


def source_kind(kind: str) -> str:
    """What sort of source it is."""
    return str(SOURCE_KIND_WORDS.get(kind, kind))


def source_name(key: str) -> str:
    """What a source is called: by the key somebody gave it, or by words where it has the usual one."""
    return str(_SOURCE_NAMES.get(key, key))


def source_title(key: str) -> str:
    """The same where it stands alone."""
    return capfirst(source_name(key)) if key in _SOURCE_NAMES else key
