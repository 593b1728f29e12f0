"""What becomes of a reminder that exists already, when its due date or its rule changed. Pure."""

from dataclasses import dataclass
from datetime import datetime

from forenotice.ledger.states import Closing
from forenotice.planner.states import Reason, ReminderState

_GONE = {
    Closing.PAID: Reason.PAID,
    Closing.RECORDED: Reason.PAID,
    Closing.WITHDRAWN: Reason.WITHDRAWN,
}

# What was said before this database was restored, or was cancelled by hand, stays unsaid.
FOR_GOOD = frozenset({Reason.SAID_BEFORE, Reason.BY_HAND})

# Nobody is surprised by these when they come late: they leave until the due date.
_UNTIL_DUE = frozenset({Reason.PAST_MOMENT, Reason.ASKED_NOW})

# These silences were about the moment itself. Only another moment, still ahead, lets them end.
ABOUT_THE_MOMENT = frozenset({Reason.SUPERSEDED, Reason.DUE_PASSED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What planning would say of a due date and a step today, as the shared SELECT computes it."""

    state: ReminderState
    reason: Reason
    send_at: datetime
    release_at: datetime
    latest_at: datetime
    due_by: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A reminder as it stands; whether its due date is closed, and whether the step still meets it."""

    reminder_id: int
    due_date_id: int
    state: ReminderState
    reason: Reason
    send_at: datetime
    release_at: datetime
    latest_at: datetime
    closing: Closing
    is_met: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One arrow for one reminder, with its moments afterwards. ``because`` is of a silence that it ends.

    A turn that is not ``told`` only adjusts until when the reminder may leave, and is no arrow.
    """

    reminder_id: int
    before: ReminderState
    after: ReminderState
    reason: Reason
    send_at: datetime
    release_at: datetime | None
    latest_at: datetime
    because: str = ""
    told: bool = True


def next_turn(standing: Standing, verdict: Verdict | None, now: datetime) -> Turn | None:
    """The arrow to draw, or None when everything is as it should be. Missed and released stay as they are."""
    if standing.state is ReminderState.PLANNED:
        return _of_planned(standing, verdict)
    if standing.state in (ReminderState.CANCELLED, ReminderState.SKIPPED):
        return _of_silent(standing, verdict, now)
    return None


def _of_planned(standing: Standing, verdict: Verdict | None) -> Turn | None:
    gone = _GONE.get(standing.closing)
    if gone is not None:
        return _end(standing, ReminderState.CANCELLED, gone)
    if not standing.is_met or verdict is None:
        return _end(standing, ReminderState.CANCELLED, Reason.OTHER_AUDIENCE)
    if verdict.state is ReminderState.SKIPPED:
        is_inside = verdict.reason is Reason.ALREADY_INSIDE
        if is_inside and standing.reason is Reason.ASKED_NOW:
            return None
        return _end(standing, ReminderState.SKIPPED if is_inside else ReminderState.CANCELLED, verdict.reason)
    if verdict.send_at != standing.send_at:
        return _plan(standing, verdict, Reason.MOVED)
    latest_at = verdict.due_by if standing.reason in _UNTIL_DUE else verdict.latest_at
    if latest_at == standing.latest_at:
        return None
    return Turn(
        standing.reminder_id,
        ReminderState.PLANNED,
        ReminderState.PLANNED,
        standing.reason,
        standing.send_at,
        None,
        latest_at,
        told=False,
    )


def _of_silent(standing: Standing, verdict: Verdict | None, now: datetime) -> Turn | None:
    if standing.closing is not Closing.OPEN or not standing.is_met or verdict is None:
        return None
    if verdict.state is not ReminderState.PLANNED or verdict.latest_at < now:
        return None
    if standing.reason in FOR_GOOD:
        return None
    if standing.reason in ABOUT_THE_MOMENT and verdict.send_at <= now:
        return None
    is_past = verdict.reason is Reason.PAST_MOMENT
    return _plan(standing, verdict, Reason.PAST_MOMENT if is_past else Reason.CAME_BACK)


def _plan(standing: Standing, verdict: Verdict, reason: Reason) -> Turn:
    return Turn(
        standing.reminder_id,
        standing.state,
        ReminderState.PLANNED,
        reason,
        verdict.send_at,
        verdict.release_at,
        verdict.latest_at,
        because="" if standing.state is ReminderState.PLANNED else str(standing.reason),
    )


def _end(standing: Standing, state: ReminderState, reason: Reason) -> Turn:
    return Turn(
        standing.reminder_id,
        standing.state,
        state,
        reason,
        standing.send_at,
        None,
        standing.latest_at,
    )
