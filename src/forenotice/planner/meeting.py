"""The one SELECT in which steps meet due dates: planning, the look ahead, explanations are made from it.

A step meets a due date in one of three ways, after what its moment follows from: the calendar day alone; the
day, where no instant is known; the instant. Each joins the table of moments (:mod:`planner.moments`) in
its own way.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from forenotice.planner.dialect import Fragment, earlier, greatest, instant_param, least
from forenotice.planner.moments import MomentRow
from forenotice.planner.schedule import Timing
from forenotice.planner.states import Reason, ReminderState
from forenotice.planner.steps import PlannedStep
from forenotice.rules.match import all_of
from forenotice.rules.specification import Anchor


class Way(StrEnum):
    """What the moment of a step follows from, for some due dates."""

    CALENDAR = "calendar"
    BARE = "bare"
    TIMED = "timed"


def ways(when: Timing) -> Sequence[Way]:
    """In which ways a step meets due dates; together they cover each due date once."""
    return (Way.CALENDAR,) if when.is_by_calendar else (Way.BARE, Way.TIMED)


def anchor_on(when: Timing) -> str:
    """The column of the day that a step is measured from."""
    return "d.cancel_by_on" if when.anchor is Anchor.CANCEL_BY else "d.due_on"


def anchor_at(when: Timing) -> str:
    """The instant that a step is measured from. A payment due before its cancel-by on one day ends both."""
    if when.anchor is Anchor.DUE:
        return "d.due_at"
    return (
        "CASE WHEN d.due_at IS NOT NULL AND d.cancel_by_on = d.due_on"
        " AND (d.cancel_by_at IS NULL OR d.due_at < d.cancel_by_at) THEN d.due_at ELSE d.cancel_by_at END"
    )


def joined(when: Timing, way: Way) -> str:
    """How the table of moments ``m`` and the due dates ``d`` belong together."""
    same_day = f"{anchor_on(when)} = m.anchor_on AND d.zone = m.zone"
    if way is Way.CALENDAR:
        return same_day
    if way is Way.BARE:
        return f"{same_day} AND {anchor_at(when)} IS NULL"
    same_instant = f"{anchor_at(when)} = m.anchor_at AND d.zone = m.zone"
    return f"{same_day} AND {same_instant}" if when.anchor is Anchor.CANCEL_BY else same_instant


def is_met(step: PlannedStep) -> Fragment:
    """True where every condition of the step holds."""
    sql, params = all_of(step.conditions)
    return Fragment(sql, list(params))


def is_inside(step: PlannedStep, now: datetime, covered: "tuple[datetime, datetime] | None") -> Fragment:
    """True where the moment had passed before we could know of it.

    That is: before we knew of the day, or before the step was in force; or it was passed over, when due dates
    known before `covered[1]` were planned up to `covered[0]` and the step did not meet this one then.
    """
    past = "m.send_at < d.known_at OR m.send_at < %s"
    params: list[Any] = [instant_param(now), instant_param(step.effective_at)]
    if covered is not None:
        past += " OR (m.send_at <= %s AND d.known_at <= %s)"
        params += [instant_param(moment) for moment in covered]
        if step.is_wished:
            # Before the member wished for this moment it could not have been met.
            past = f"{past.removesuffix(')')} AND p.lead_at <= %s)"
            params.append(instant_param(covered[1]))
    return Fragment(f"m.send_at <= %s AND ({past})", params)


def latest_at(when: Timing, way: Way) -> str:
    """The last moment at which the reminder may leave; the same arithmetic as :func:`schedule.latest`."""
    if way is not Way.CALENDAR:
        return "m.latest_at"
    at = anchor_at(when)
    left = earlier(at, int(when.must_be_left.total_seconds()))
    timed = least(greatest(least("m.catch_up_by", left), "m.late_from"), earlier(at, 1))
    return f"CASE WHEN ({at}) IS NULL THEN m.latest_at ELSE {timed} END"


def due_by(when: Timing, way: Way) -> str:
    """The last moment before the due moment."""
    if way is not Way.CALENDAR:
        return "m.due_by"
    return f"COALESCE({earlier(anchor_at(when), 1)}, m.due_by)"


def verdict(step: PlannedStep) -> str:
    """State, reason, send_at, release_at and latest_at of a reminder, from a subquery ``w``."""
    unspeakable = "w.inside AND w.open_at > w.due_by" if step.speaks_of_past else "w.inside"
    at_once = "w.inside" if step.speaks_of_past else "1 = 0"
    return (
        f"CASE WHEN w.quiet <> '' OR ({unspeakable}) THEN '{ReminderState.SKIPPED}'"
        f" ELSE '{ReminderState.PLANNED}' END AS state,"
        f" CASE WHEN w.quiet <> '' THEN w.quiet WHEN {unspeakable} THEN '{Reason.ALREADY_INSIDE}'"
        f" WHEN {at_once} THEN '{Reason.PAST_MOMENT}' ELSE '{Reason.MET}' END AS reason,"
        " w.send_at,"
        # Nothing could have left before we knew of it. One that is kept quiet is listed by this moment too.
        " CASE WHEN w.inside THEN w.open_at WHEN w.release_at > w.latest_at THEN w.send_at"
        " ELSE w.release_at END AS release_at,"
        f" CASE WHEN {at_once} THEN w.due_by WHEN w.release_at > w.latest_at THEN w.send_at"
        " ELSE w.latest_at END AS latest_at"
    )


def verdict_ahead() -> str:
    """The same where every moment still lies ahead: nothing is late, and nothing can be inside."""
    return (
        f"CASE WHEN w.quiet <> '' THEN '{ReminderState.SKIPPED}' ELSE '{ReminderState.PLANNED}' END AS state,"
        f" CASE WHEN w.quiet <> '' THEN w.quiet ELSE '{Reason.MET}' END AS reason,"
        " w.send_at, w.send_at AS release_at, w.latest_at"
    )


def is_ahead(rows: Sequence[MomentRow], now: datetime) -> bool:
    """Whether every moment of a table lies ahead."""
    return all(row.send_at > now for row in rows)
