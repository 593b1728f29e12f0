"""The last look before speaking: is it still true, and still wanted? Pure.

The order of the questions is the order in which an owner would want the answer: what became of the due
date first, then what the rule says and the member wishes, then whether we know enough.
"""

from datetime import datetime
from typing import NamedTuple

from forenotice.ledger.states import Closing
from forenotice.planner.states import Reason, ReminderState


class Sight(NamedTuple):
    """What there is to be seen just before speaking. Reasons are empty where nothing stands against it.

    ``seen_at`` is when the source last told us of the subscription; anything before ``fresh_since`` is
    stale. ``due_at`` is the moment from which on it is too late, ``latest_at`` the last at which it is
    not too late yet. ``is_unwanted``: it is a courtesy, and the member wants none. ``is_suppressed``: there
    would be recipients, if their addresses could be used.
    """

    closing: str
    quiet: str
    is_rule_on: bool
    is_step_kept: bool
    is_in_audience: bool
    seen_at: datetime | None
    fresh_since: datetime | None
    has_recipient: bool
    has_message: bool
    has_channel: bool
    latest_at: datetime
    due_at: datetime
    is_unwanted: bool = False
    is_suppressed: bool = False


class Verdict(NamedTuple):
    """Why nothing is said: the state that a planned reminder takes, and the reason."""

    state: ReminderState
    reason: Reason


def look(sight: Sight, now: datetime) -> Verdict | None:
    """Why it must not be said now, or None when it may be."""
    if sight.closing:
        is_paid = sight.closing in (Closing.PAID, Closing.RECORDED)
        return Verdict(ReminderState.CANCELLED, Reason.PAID if is_paid else Reason(sight.closing))
    if sight.quiet:
        return Verdict(ReminderState.CANCELLED, Reason(sight.quiet))
    if not sight.is_rule_on:
        return Verdict(ReminderState.CANCELLED, Reason.RULE_OFF)
    if not sight.is_step_kept:
        return Verdict(ReminderState.CANCELLED, Reason.STEP_REMOVED)
    if not sight.is_in_audience:
        return Verdict(ReminderState.CANCELLED, Reason.OTHER_AUDIENCE)
    if sight.is_unwanted:
        return Verdict(ReminderState.SKIPPED, Reason.OPTED_OUT)
    if now >= sight.due_at:
        return Verdict(ReminderState.MISSED, Reason.DUE_PASSED)
    if now > sight.latest_at:
        return Verdict(ReminderState.MISSED, Reason.TOO_LATE)
    if _is_stale(sight):
        return Verdict(ReminderState.SKIPPED, Reason.STALE_FACTS)
    return _unspeakable(sight)


def look_back(sight: Sight, now: datetime) -> Verdict | None:
    """Why what was said must not be taken back now, or None when it may be: it is to hold no longer."""
    if now >= sight.due_at:
        return Verdict(ReminderState.MISSED, Reason.DUE_PASSED)
    if not sight.closing and not sight.quiet:
        return Verdict(ReminderState.CANCELLED, Reason.CAME_BACK)
    return None


def _is_stale(sight: Sight) -> bool:
    # A source that nobody knows any more vouches for nothing.
    return sight.fresh_since is None or sight.seen_at is None or sight.seen_at < sight.fresh_since


def _unspeakable(sight: Sight) -> Verdict | None:
    if not sight.has_recipient:
        reason = Reason.SUPPRESSED if sight.is_suppressed else Reason.NO_RECIPIENT
        return Verdict(ReminderState.SKIPPED, reason)
    if not sight.has_message:
        return Verdict(ReminderState.SKIPPED, Reason.NO_MESSAGE)
    if not sight.has_channel:
        return Verdict(ReminderState.SKIPPED, Reason.NO_CHANNEL)
    return None
