"""Somebody asks that a step speaks of a due date now, whether its reminder is written down already or not."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.ledger.models import DueDate
from forenotice.ledger.states import Closing
from forenotice.planner import statements
from forenotice.planner.coverage import Coverage
from forenotice.planner.errors import NotPlannedError, UnknownReminderError
from forenotice.planner.meeting import ways
from forenotice.planner.models import Reminder
from forenotice.planner.operations.meet import Meeting
from forenotice.planner.operations.turns import Arrow, take_turn, write_decisions
from forenotice.planner.reconcile import Standing, Verdict
from forenotice.planner.statements import ALL_ONES, Among, among_subscriptions
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState
from forenotice.planner.steps import PlannedStep, planned_steps, speaking

# No lead time reaches back farther.
_FAR = timedelta(days=3_700)


@transaction.atomic
def speak_now(
    *, organization: Organization, due_date_id: int, step_id: int, actor: str, now: datetime
) -> int:
    """Let a step speak of a due date with the next pulse, after its last look; return the reminder's number.

    It is the one reminder of that step and due date: said, it is never said again. One that stays silent
    because its moment had passed before we could know of it speaks after all. Raise
    :class:`UnknownReminderError` where nothing of that number is there, and :class:`NotPlannedError` with
    the reason where it may not speak.
    """
    step = next((each for each in speaking(planned_steps(organization)) if each.step_id == step_id), None)
    due = DueDate.objects.filter(organization=organization, pk=due_date_id).first()
    if step is None or due is None:
        raise UnknownReminderError("There is no such step or due date, or its rule is switched off.")
    take_turn(organization)
    meeting = Meeting(now, now + _FAR)
    only = among_subscriptions([due.subscription_id])
    only = replace(only, where=f"{only.where} AND d.id = {int(due.pk)}")
    meeting.meet(step, only, Coverage(organization, now).covered(step))
    standing, verdict = _standing(meeting, step, only, due_date_id)
    arrow = Arrow(
        standing.reminder_id, standing.state, ReminderState.PLANNED, Reason.ASKED_NOW, _because(standing)
    )
    mine = Reminder.objects.filter(organization=organization, pk=standing.reminder_id, state=standing.state)
    is_drawn = mine.update(
        state=ReminderState.PLANNED,
        reason=Reason.ASKED_NOW,
        release_at=now,
        latest_at=verdict.due_by,
        changed_at=now,
    )
    if not is_drawn:
        raise NotPlannedError("It was claimed or changed at this very moment: look again.")
    write_decisions([arrow], organization=organization, now=now, actor=actor)
    record_audit(
        organization=organization,
        action="reminder.sent_now",
        subject=str(standing.reminder_id),
        detail={},
        actor=actor,
        now=now,
    )
    return standing.reminder_id


def _standing(meeting: Meeting, step: PlannedStep, only: Among, due_date_id: int) -> tuple[Standing, Verdict]:
    """The reminder as it stands, and what planning says of it; raise why it may not speak."""
    for edition, among in meeting.editions.of(step, only):
        for way in ways(edition.timing) if edition.timing is not None else ():
            keys = statements.existing_keys(edition, edition.timing, way, among, ALL_ONES)  # type: ignore[arg-type]
            rows = meeting.moments.rows(edition.timing, keys)  # type: ignore[arg-type]
            found = statements.existing_reminders(edition, way, rows, among, ALL_ONES, meeting.now)
            for standing, verdict in found:
                if verdict is not None and _may_speak(standing, meeting.now, verdict):
                    return standing, verdict
                raise NotPlannedError(REASON_SENTENCES[standing.reason])
    row = Reminder.objects.filter(
        organization=step.organization_id, step=step.step_id, due_date=due_date_id, mode=step.mode
    ).first()
    if row is None:
        raise NotPlannedError("The rule does not meet this due date.")
    raise NotPlannedError(REASON_SENTENCES[Reason(row.reason)])


def _may_speak(standing: Standing, now: datetime, verdict: Verdict) -> bool:
    is_silent = standing.state is ReminderState.SKIPPED and standing.reason is Reason.ALREADY_INSIDE
    is_to_come = standing.state is ReminderState.PLANNED or is_silent
    return is_to_come and standing.is_met and standing.closing is Closing.OPEN and verdict.due_by > now


def _because(standing: Standing) -> str:
    return "" if standing.state is ReminderState.PLANNED else str(standing.reason)
