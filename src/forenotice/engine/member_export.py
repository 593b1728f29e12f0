"""Everything that is kept about one member, room by room, for whoever asks for it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet

from forenotice.accounts.models import AuditEntry, Organization
from forenotice.composer.errors import ComposerError
from forenotice.consent.models import AskedAddress, Preference, Suppression
from forenotice.consent.queries import suppressions_of
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.models import Attempt, Delivery, DeliveryEvent, Unreached
from forenotice.dispatcher.queries import message_of_attempt
from forenotice.ledger.models import (
    Change,
    Correction,
    DueDate,
    Member,
    MemberCorrection,
    MemberNote,
    Subscription,
)
from forenotice.outcomes.models import Outcome
from forenotice.planner.models import Reminder
from forenotice.planner.queries import reminders_of_member

# What only ties rows together says nothing about anybody.
_INNER = frozenset({"id", "organization_id", "member_id", "worker", "actor", "changed_by"})


def export_member(organization: Organization, member: Member, now: Any) -> Mapping[str, Any]:
    """The rows of a member in plain values, with the words of every message that can still be made again."""
    subscriptions = Subscription.objects.filter(organization=organization, member=member)
    numbers = reminders_of_member(member)
    reminders = Reminder.objects.filter(organization=organization, pk__in=numbers)
    deliveries = Delivery.objects.filter(organization=organization, reminder__in=numbers)
    suppressed = [told.suppression_id for told in suppressions_of(member, now=now)]
    subjects = [member.external_id, *subscriptions.values_list("external_id", flat=True)]
    return {
        "member": _rows(Member.objects.filter(organization=organization, pk=member.pk))[0],
        "wishes": _rows(Preference.objects.filter(organization=organization, member=member)),
        "asked_addresses": _rows(AskedAddress.objects.filter(organization=organization, member=member)),
        "suppressions": _rows(Suppression.objects.filter(organization=organization, pk__in=suppressed)),
        "subscriptions": _rows(subscriptions),
        "due_dates": _rows(DueDate.objects.filter(organization=organization, subscription__in=subscriptions)),
        "changes": _rows(Change.objects.filter(organization=organization, subscription__in=subscriptions)),
        "corrections": _rows(
            Correction.objects.filter(organization=organization, subscription__in=subscriptions)
        ),
        "corrected_addresses": _rows(
            MemberCorrection.objects.filter(organization=organization, member=member)
        ),
        "notes": _rows(MemberNote.objects.filter(organization=organization, member=member)),
        "reminders": _rows(reminders),
        "deliveries": _rows(deliveries),
        "messages": _messages(organization, deliveries),
        "news": _rows(DeliveryEvent.objects.filter(organization=organization, delivery__in=deliveries)),
        "letters": _rows(Unreached.objects.filter(organization=organization, reminder__in=reminders)),
        "outcomes": _rows(Outcome.objects.filter(organization=organization, reminder__in=numbers)),
        "audit": _rows(AuditEntry.objects.filter(organization=organization, subject__in=subjects)),
    }


def _rows(found: "QuerySet[Any]") -> list[dict[str, Any]]:
    rows: QuerySet[Model, dict[str, Any]] = found.order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in _INNER} for row in rows]


def _messages(organization: Organization, deliveries: "QuerySet[Delivery]") -> list[dict[str, Any]]:
    attempts = Attempt.objects.filter(organization=organization, delivery__in=deliveries).order_by("pk")
    found = []
    for number, started_at in attempts.values_list("pk", "started_at"):
        try:
            message = message_of_attempt(organization, number)
        except (DispatcherError, ComposerError):
            continue  # It was told to a program, or its words are kept no longer.
        found.append({"at": started_at, "subject": message.subject, "text": message.text})
    return found
