"""What somebody asks of one reminder by hand: never say it, or say it now."""

from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.planner.errors import NotPlannedError, UnknownReminderError
from forenotice.planner.models import Reminder
from forenotice.planner.operations.turns import Arrow, count_ahead_again, write_decisions
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState


def cancel_by_hand(*, organization: Organization, reminder_id: int, actor: str, now: datetime) -> None:
    """Cancel a planned reminder for good: planning leaves it alone, whatever becomes of its due date.

    Raise :class:`UnknownReminderError` or :class:`NotPlannedError`.
    """
    arrow = Arrow(reminder_id, ReminderState.PLANNED, ReminderState.CANCELLED, Reason.BY_HAND)
    _draw(organization, arrow, "reminder.cancelled", actor, now)


def send_now(*, organization: Organization, reminder_id: int, actor: str, now: datetime) -> None:
    """Let a planned reminder leave with the next pulse, also outside its send window, after its last look.

    Raise :class:`UnknownReminderError` or :class:`NotPlannedError`.
    """
    arrow = Arrow(reminder_id, ReminderState.PLANNED, ReminderState.PLANNED, Reason.ASKED_NOW)
    _draw(organization, arrow, "reminder.sent_now", actor, now, release_at=now)


@transaction.atomic
def _draw(
    organization: Organization, arrow: Arrow, action: str, actor: str, now: datetime, **moments: Any
) -> None:
    mine = Reminder.objects.filter(organization=organization, pk=arrow.reminder_id)
    is_drawn = mine.filter(state=arrow.before).update(
        state=arrow.after, reason=arrow.reason, changed_at=now, **moments
    )
    if not is_drawn:
        _refuse(mine.first(), arrow.reminder_id)
    write_decisions([arrow], organization=organization, now=now, actor=actor)
    count_ahead_again([arrow.reminder_id], organization)
    record_audit(
        organization=organization,
        action=action,
        subject=str(arrow.reminder_id),
        detail={},
        actor=actor,
        now=now,
    )


def _refuse(reminder: Reminder | None, reminder_id: int) -> None:
    if reminder is None:
        raise UnknownReminderError(f"There is no reminder {reminder_id}.")
    sentence = REASON_SENTENCES[Reason(reminder.reason)]
    raise NotPlannedError(f"Reminder {reminder_id} is {reminder.state}, not planned any more: {sentence}")
