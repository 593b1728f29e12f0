"""What a member has ahead of them, as facts for words, and what was said to them: for a page of their own."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from forenotice.accounts.states import Mode
from forenotice.composer.facts import Facts, SenderFacts
from forenotice.consent.queries import facts_as_wished
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.spoken import facts_to_speak, organization_facts
from forenotice.dispatcher.states import DeliveryState, DeliveryType, Role
from forenotice.ledger.models import Member
from forenotice.ledger.queries import Known, due_date_of, due_dates_ahead
from forenotice.planner.queries import reminders_of_member

_NOT_SAID = (
    DeliveryState.QUEUED,
    DeliveryState.WITHDRAWN,
    DeliveryState.FAILED,
    DeliveryState.BOUNCED,
)


class Ahead(NamedTuple):
    """One due date of a member, in the words of messages, and when something was last told of it."""

    known: Known
    facts: Facts
    changed_at: datetime


class Said(NamedTuple):
    """One reminder that was said to a member, and of what."""

    at: datetime
    product: str
    due_on: date
    zone: str


def ahead_of(member: Member, *, now: datetime) -> list[Ahead]:
    """Everything that a member has ahead of them, by day."""
    return _told(member, due_dates_ahead(member), now)


def one_ahead_of(member: Member, due_date_id: int, *, now: datetime) -> Ahead | None:
    """One due date of a member, be it open or not; None if it is not theirs."""
    return next(iter(_told(member, due_date_of(member, due_date_id), now)), None)


def said_to(member: Member, *, since: datetime, limit: int) -> list[Said]:
    """The reminders that people were told of this member since then, the newest first; no rehearsals."""
    # By the reminder's organization: by their own, SQLite would go through all deliveries there are.
    rows = Delivery.objects.filter(
        reminder__organization=member.organization_id,
        reminder__in=reminders_of_member(member, [Mode.LIVE]),
        role=Role.MEMBER,
        type=DeliveryType.DUE,
        changed_at__gte=since,
    ).exclude(state__in=_NOT_SAID)
    due = "reminder__due_date__"
    asked = ("reminder__released_at", f"{due}product__name", f"{due}due_on", f"{due}zone", "changed_at")
    found = rows.order_by("-pk").values_list("reminder_id", *asked)[: 2 * limit]
    # By two channels it was still one reminder.
    once = {number: Said(at or changed_at, *rest) for number, at, *rest, changed_at in reversed(found)}
    return sorted(once.values(), reverse=True)[:limit]


def _told(member: Member, numbers: Mapping[int, datetime], now: datetime) -> list[Ahead]:
    if not numbers:
        return []
    known = facts_as_wished(member.organization, list(numbers), now)
    us = organization_facts(member.organization)
    return [
        Ahead(known[number], facts_to_speak(known[number], us, SenderFacts(), now), changed_at)
        for number, changed_at in numbers.items()
        if number in known
    ]
