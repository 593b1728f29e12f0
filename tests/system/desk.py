"""Somebody at the desk says something of a subscription against its source."""

from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.kernel.money import Money
from forenotice.ledger.errors import CorrectionRefusedError
from forenotice.ledger.models import DueDate
from forenotice.ledger.models import Subscription as Row
from forenotice.ledger.operations import (
    cancel_subscription,
    correct_subscription,
    pause_subscription,
    record_payment,
    resume_subscription,
)
from tests.system.words import OVER, Subscription

BY_HAND = 1_999


def say(organization: Organization, name: str, one: Subscription, what: str, now: datetime) -> None:
    """Say it to the service, and let the tests believe it."""
    number = Row.objects.get(organization=organization, external_id=name).pk
    if what == "pay":
        _pay(organization, number, one, now)
        return
    facts = one.facts
    try:
        if what == "dearer":
            price = Money(BY_HAND, "EUR")
            correct_subscription(
                organization=organization, subscription_id=number, amount=price, actor="desk", now=now
            )
        elif what == "pause":
            pause_subscription(
                organization=organization, subscription_id=number, until_on=None, actor="desk", now=now
            )
        elif what == "resume":
            resume_subscription(organization=organization, subscription_id=number, actor="desk", now=now)
        else:
            cancel_subscription(
                organization=organization, subscription_id=number, at_period_end=False, actor="desk", now=now
            )
    except CorrectionRefusedError:
        assert facts["standing"] in OVER
        return
    _believe(one, what)


def _believe(one: Subscription, what: str) -> None:
    standing, said = one.facts["standing"], one.source["standing"]
    if what == "dearer":
        one.set_by_hand("amount", amount=BY_HAND)
    elif what == "pause":
        one.set_by_hand("standing", standing="paused", leaves=one.facts["leaves"])
    elif what == "resume" and standing == "paused":
        awake = "active" if said == "paused" else said
        one.set_by_hand("standing", standing=awake, leaves=one.facts["leaves"])
    elif what == "cancel" and standing not in OVER:
        one.set_by_hand("standing", standing="cancelled", leaves=one.facts["leaves"])


def _pay(organization: Organization, number: int, one: Subscription, now: datetime) -> None:
    """Pay what is to be paid next, if that is known."""
    rows = DueDate.objects.filter(organization=organization, subscription=number, occasion="payment")
    coming = rows.filter(closing="").first()
    if coming is None:
        return
    paid = record_payment(
        organization=organization, subscription_id=number, due_on=coming.due_on, actor="desk", now=now
    )
    assert paid.is_new
    one.paid.add(one.which(coming.due_on))
    if one.facts["standing"] == "past_due":
        one.set_by_hand("standing", standing="active", leaves=one.facts["leaves"])
