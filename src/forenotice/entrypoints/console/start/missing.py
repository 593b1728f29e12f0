"""What is still missing before members can be written to, and the page where it is mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import Organization
from forenotice.channels.queries import channels_of
from forenotice.channels.states import Kind
from forenotice.rules.queries import has_rules
from forenotice.sources.queries import has_sample


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing, and the page that mends it."""

    sentence: Promise
    page: str
    link: Promise


_SAMPLE = Missing(
    _("The made-up members are still here. Take the sample out before you go live."),
    "start:subscriptions",
    _("To the sample"),
)
_RULES = Missing(
    _("No reminder is switched on, so nothing would ever leave."),
    "start:reminders",
    _("Choose reminders"),
)
_CHANNEL = Missing(
    _("There is no mail account yet by which reminders could leave."),
    "start:mail-account",
    _("Set it up: two minutes"),
)
_SENDER = Missing(
    _("Mails need the address of a sender."), "start:organization", _("Name it under “Your organization”")
)


def missing_for(organization: Organization) -> Sequence[Missing]:
    """Everything that is missing, the first to mend first."""
    ways = {row.kind for row in channels_of(organization) if row.retired_at is None} - {Kind.MAILBOX}
    found = {
        _RULES: not has_rules(organization),
        _SAMPLE: has_sample(organization),
        _CHANNEL: not ways,
        _SENDER: not organization.sender_email,
    }
    return [each for each, is_missing in found.items() if is_missing]
