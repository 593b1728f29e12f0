"""What failed or came back is sent once more by a person, to where its member is reached now."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.channels.purpose import is_on
from forenotice.consent.addresses import canonical, is_address
from forenotice.consent.queries import consent_around
from forenotice.dispatcher.errors import NotAgainError, UnknownDeliveryError
from forenotice.dispatcher.identity import message_id
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.naming import key_of
from forenotice.dispatcher.situation import situation_of
from forenotice.dispatcher.states import DeliveryReason, DeliveryState, DeliveryType, NotAgain, Role
from forenotice.ledger.queries import facts_for

LOST = (DeliveryState.FAILED, DeliveryState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Again:
    """A delivery that may be sent once more, and the address that it goes ``to``."""

    row: Delivery
    to: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether its member has another address by now: what goes there is a delivery of its own."""
        return canonical(self.to) != canonical(self.row.recipient)


def may_send_again(organization: Organization, delivery_id: int, *, now: datetime) -> Again:
    """Whether and whither; raise :class:`UnknownDeliveryError`, or :class:`NotAgainError` with the reason."""
    rows = Delivery.objects.filter(organization=organization, pk=delivery_id)
    row = rows.select_related("channel", "reminder__due_date").first()
    if row is None:
        raise UnknownDeliveryError(f"There is no delivery {delivery_id}. List them: forenotice deliveries.")
    if row.state not in LOST or row.type != DeliveryType.DUE or row.role == Role.PROGRAM:
        raise NotAgainError(NotAgain.NOT_LOST)
    if _newer(row).exists():
        raise NotAgainError(NotAgain.SENT_AGAIN)
    if row.reminder.mode != organization.mode or not is_on(row.channel):
        raise NotAgainError(NotAgain.NO_WAY)
    known = facts_for(organization, [row.reminder.due_date_id])[row.reminder.due_date_id]
    # A day's difference between clocks is left to the last look.
    if known.closing or known.quiet or known.due_on < now.date():
        raise NotAgainError(NotAgain.OVER)
    consent = consent_around(organization, [known], [row.recipient])
    to = consent.as_wished(known, now).email.strip() if row.role == Role.MEMBER else row.recipient
    if not is_address(to):
        raise NotAgainError(NotAgain.NO_ADDRESS)
    if not consent.may_write_to(to, now):
        raise NotAgainError(NotAgain.SUPPRESSED)
    return Again(row, to)


@transaction.atomic
def send_again(*, organization: Organization, delivery_id: int, actor: str, now: datetime) -> str:
    """Have it handed over once more, at the next pulse and after a last look; return the address.

    It may leave as long as its payment is ahead, in its hours. Raise as :func:`may_send_again` does.
    """
    again = may_send_again(organization, delivery_id, now=now)
    changed = {
        "reason": DeliveryReason.SENT_AGAIN,
        "next_try_at": now,
        "replay_of": again.row.state,
        "actor": actor,
        "changed_at": now,
    }
    if again.is_elsewhere:
        _elsewhere(organization, again, changed, now)
    else:
        same = Delivery.objects.filter(organization=organization, pk=delivery_id, state=again.row.state)
        if not same.update(state=DeliveryState.QUEUED, replayed_after=F("attempts_made"), **changed):
            raise NotAgainError(NotAgain.SENT_AGAIN)
    record_audit(
        organization=organization,
        action="delivery.again",
        subject=str(delivery_id),
        detail={"reminder": again.row.reminder_id},
        actor=actor,
        now=now,
    )
    return again.to


def _newer(row: Delivery) -> "QuerySet[Delivery]":
    """What went to the same hearer by the same way after it, to another address."""
    rows = Delivery.objects.filter(organization=row.organization_id, reminder=row.reminder_id, pk__gt=row.pk)
    return rows.filter(channel=row.channel_id, role=row.role, type=row.type).exclude(replay_of="")


def _elsewhere(organization: Organization, again: Again, changed: dict[str, object], now: datetime) -> None:
    row = again.row
    situation = situation_of(organization, now)
    step = situation.steps.get(row.reminder.step_id)
    known = facts_for(organization, [row.reminder.due_date_id])[row.reminder.due_date_id]
    if step is None:
        raise NotAgainError(NotAgain.OVER)
    key = key_of(known, step, organization, row.reminder.mode, channel=row.channel.key, recipient=again.to)
    _, is_new = Delivery.objects.get_or_create(
        organization=organization,
        reminder=row.reminder,
        channel=row.channel,
        recipient=again.to,
        type=row.type,
        defaults={
            "role": row.role,
            "message_id": message_id(key.digest(), situation.signature(step, row.channel).sender.email),
            "member_id": row.member_id,
            "booster": row.booster,
            "created_at": now,
            **changed,
        },
    )
    if not is_new:
        raise NotAgainError(NotAgain.TOLD_THERE)
