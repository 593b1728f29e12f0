"""What happened around one member, newest first: told by sources, planned, said, and what followed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import F, TextField, Value
from django.db.models.functions import Cast

from forenotice.accounts.models import AuditEntry, Organization
from forenotice.dispatcher.models import Attempt, DeliveryEvent
from forenotice.ledger.models import Change, Member, MemberNote, Subscription
from forenotice.outcomes.models import Outcome
from forenotice.outcomes.states import FOLLOWING_SENTENCES, Following
from forenotice.planner.models import Decision, Reminder
from forenotice.planner.queries import PLANNER, rows_of_members
from forenotice.planner.states import REASON_SENTENCES, Reason

PAGE = 50


class Happening(StrEnum):
    """What an entry of a timeline is about."""

    FIRST_TOLD = "first_told"
    CHANGED = "changed"
    REMINDER = "reminder"
    ATTEMPT = "attempt"
    NEWS = "news"
    FOLLOWED = "followed"
    NOTE = "note"
    WISHED = "wished"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. What does not belong to its kind is empty.

    ``state`` is the reminder's or the news', ``sentence`` why; ``difference`` is by column, from what to
    what, of wishes without either; ``answer`` is what a server said, and ``text`` a note.
    """

    at: datetime
    what: Happening
    actor: str = ""
    subscription: str = ""
    subscription_id: int | None = None
    currency: str = ""
    reminder_id: int | None = None
    rule: str = ""
    due_kind: str = ""
    due_on: date | None = None
    state: str = ""
    sentence: str = ""
    recipient: str = ""
    answer: str = ""
    text: str = ""
    difference: Mapping[str, Any] = field(default_factory=dict)


def timeline_of(
    organization: Organization, member: Member, *, before: datetime | None = None, most: int = PAGE
) -> list[Entry]:
    """The latest entries, those before an instant if given; at most ``most``."""
    until = {} if before is None else {"lt": before}
    subscriptions = {
        row.pk: row for row in Subscription.objects.filter(organization=organization, member=member)
    }
    rows = rows_of_members(organization.pk, [member.pk]).select_related("rule", "due_date")
    about = {row.pk: row for row in rows.order_by("pk")}
    numbers = list(about)
    streams = [
        _first_told(subscriptions, before),
        _changes(organization, subscriptions, until, most),
        _reminders(organization, about, until, most),
        _attempts(organization, numbers, until, most),
        _news(organization, numbers, until, most),
        _followed(organization, numbers, until, most),
        _notes_and_wishes(organization, member, until, most),
    ]
    return list(islice(merge(*streams, key=lambda entry: entry.at, reverse=True), most))


def _bound(name: str, until: Mapping[str, datetime]) -> dict[str, datetime]:
    return {f"{name}__{lookup}": at for lookup, at in until.items()}


def _first_told(subscriptions: Mapping[int, Subscription], before: datetime | None) -> list[Entry]:
    found = [
        Entry(
            row.created_at,
            Happening.FIRST_TOLD,
            actor=row.source,
            subscription=row.external_id,
            subscription_id=row.pk,
        )
        for row in subscriptions.values()
        if before is None or row.created_at < before
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _changes(
    organization: Organization,
    subscriptions: Mapping[int, Subscription],
    until: Mapping[str, datetime],
    most: int,
) -> Iterator[Entry]:
    rows = Change.objects.filter(organization=organization, subscription__in=subscriptions)
    for row in rows.filter(**_bound("at", until)).order_by("-at", "-pk")[:most]:
        about = subscriptions[row.subscription_id]
        yield Entry(
            row.at,
            Happening.CHANGED,
            actor=row.actor,
            subscription=about.external_id,
            subscription_id=about.pk,
            currency=about.currency or organization.currency,
            difference=row.difference,
        )


def _reminders(
    organization: Organization, about: Mapping[int, Reminder], until: Mapping[str, datetime], most: int
) -> list[Entry]:
    rows = Decision.objects.filter(organization=organization, reminder__in=list(about))
    decisions = list(rows.order_by("pk"))
    first: dict[int, tuple[str, str]] = {}
    for each in decisions:
        first.setdefault(each.reminder_id, (each.before, each.before_reason or Reason.MET))
    found = [
        _entry(row, row.planned_at, *first.get(row.pk, (row.state, row.reason)), PLANNER)
        for row in about.values()
    ]
    found += [
        _entry(about[each.reminder_id], each.at, each.after, each.reason, each.actor) for each in decisions
    ]
    # Of one instant, what came later stands first.
    found.reverse()
    before = until.get("lt")
    found = [entry for entry in found if before is None or entry.at < before]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:most]


def _entry(row: Reminder, at: datetime, state: str, reason: str, actor: str) -> Entry:
    return Entry(
        at,
        Happening.REMINDER,
        actor=actor,
        subscription_id=row.due_date.subscription_id,
        reminder_id=row.pk,
        rule=row.rule.name,
        due_kind=row.due_date.kind,
        due_on=row.due_date.due_on,
        state=state,
        sentence=REASON_SENTENCES[Reason(reason)],
    )


def _attempts(
    organization: Organization, numbers: Sequence[int], until: Mapping[str, datetime], most: int
) -> Iterator[Entry]:
    rows = Attempt.objects.filter(organization=organization, delivery__reminder__in=numbers)
    rows = rows.filter(**_bound("started_at", until)).select_related("delivery", "delivery__channel")
    for row in rows.order_by("-started_at", "-pk").defer("proof")[:most]:
        yield Entry(
            row.started_at,
            Happening.ATTEMPT,
            actor=row.delivery.channel.key,
            reminder_id=row.delivery.reminder_id,
            state=row.outcome,
            recipient=row.delivery.recipient,
            answer=" ".join(part for part in (row.code, row.detail) if part),
        )


def _news(
    organization: Organization, numbers: Sequence[int], until: Mapping[str, datetime], most: int
) -> Iterator[Entry]:
    rows = DeliveryEvent.objects.filter(organization=organization, delivery__reminder__in=numbers)
    rows = rows.filter(**_bound("happened_at", until)).select_related("delivery")
    for row in rows.order_by("-happened_at", "-pk")[:most]:
        about = row.delivery
        yield Entry(
            row.happened_at,
            Happening.NEWS,
            actor=row.provider,
            reminder_id=about.reminder_id if about is not None else None,
            state=row.kind,
            recipient=about.recipient if about is not None else "",
            answer=" ".join(part for part in (row.code, row.detail) if part),
        )


def _followed(
    organization: Organization, numbers: Sequence[int], until: Mapping[str, datetime], most: int
) -> Iterator[Entry]:
    rows = Outcome.objects.filter(organization=organization, reminder__in=numbers)
    for row in rows.filter(**_bound("at", until)).order_by("-at", "-pk")[:most]:
        sentence = FOLLOWING_SENTENCES[Following(row.kind)]
        yield Entry(row.at, Happening.FOLLOWED, reminder_id=row.reminder_id, sentence=sentence)


def _notes_and_wishes(
    organization: Organization, member: Member, until: Mapping[str, datetime], most: int
) -> Iterator[Entry]:
    """What people wrote down: both in one question, for the page asks many."""
    notes = MemberNote.objects.filter(organization=organization, member=member, **_bound("at", until))
    wishes = AuditEntry.objects.filter(
        organization=organization,
        subject=member.external_id,
        action="preference.changed",
        **_bound("at", until),
    )
    columns = ("at", "actor", "written", "sort")
    noted = notes.annotate(written=F("text"), sort=Value(str(Happening.NOTE)))
    wished = wishes.annotate(written=Cast("detail", TextField()), sort=Value(str(Happening.WISHED)))
    both = noted.values_list(*columns).union(wished.values_list(*columns), all=True)
    for at, actor, written, sort in both.order_by("-at")[:most]:
        if sort == Happening.NOTE:
            yield Entry(at, Happening.NOTE, actor=actor, text=written)
        else:
            fields = json.loads(written).get("fields") or ()
            yield Entry(at, Happening.WISHED, actor=actor, difference=dict.fromkeys(fields, ("", "")))
