"""The four steps from nothing to the first reminder, and how far each is. Read from rows only."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Mode
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.ledger.queries import has_more_than
from forenotice.rules.queries import has_rules


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four: its page, its name, and whether it is done."""

    page: str
    title: Promise
    lead: Promise
    is_done: bool


def steps_of(visitor: Visitor) -> Sequence[Step]:
    """The steps in their order."""
    organization = visitor.organization
    has_subscriptions = has_more_than(organization, 0)
    return (
        Step(
            "start:organization",
            _("Your organization"),
            _("Who speaks, in which colours, and what members can answer to."),
            # Only the name is needed, so whoever went on is done with it.
            bool(organization.address or organization.website) or has_subscriptions,
        ),
        Step(
            "start:subscriptions",
            _("Your subscriptions"),
            _("A file, Stripe, a WordPress site, or a sample to look around with."),
            has_subscriptions,
        ),
        Step(
            "start:reminders",
            _("Your reminders"),
            _("Ready-made sets, with the number of your members that each is for."),
            has_rules(organization),
        ),
        Step(
            "start:leaving",
            _("See and go live"),
            _("Every mail of the next 30 days, before any of them leaves."),
            organization.mode == Mode.LIVE,
        ),
    )
