"""What will not be said of what is due, as things stand: withheld for want of consent, or said or ended.

Both are few among many, so that each is looked for by itself and taken off what is counted of everybody.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.consent.queries import KeptFrom, kept_from
from forenotice.kernel.message import MessageClass
from forenotice.ledger.states import Closing, Quiet
from forenotice.planner.dialect import day_from, instant_param
from forenotice.planner.foresight import Foresight, foresight_of
from forenotice.planner.statements import JOIN
from forenotice.planner.states import ReminderState
from forenotice.planner.steps import PlannedStep
from forenotice.rules.specification import StepSpecification

# What a pulse counts ahead, and as long as a mailbox that is full for a while stays so.
_UNTIL = timedelta(days=30)
_ENDED = (
    f"SELECT r.step_id, d.due_on, d.subscription_id, d.id FROM planner_reminder r {JOIN} ledger_duedate d"
    f" WHERE r.organization_id = %s AND r.mode = '{Mode.LIVE}' AND d.id = r.due_date_id"
    f" AND d.closing = '{Closing.OPEN}' AND d.quiet = '{Quiet.NO}' AND "
)
_EARLY = f"r.send_at > r.release_at AND r.send_at > %s AND r.state <> '{ReminderState.PLANNED}'"
_SILENT = (
    f"r.state IN ('{ReminderState.SKIPPED}', '{ReminderState.CANCELLED}', '{ReminderState.MISSED}')"
    " AND r.release_at > %s AND r.send_at <= r.release_at"
)


class Ended(NamedTuple):
    """A due date of which a step has nothing more to say, before its moment has come."""

    due_on: date
    subscription_id: int
    due_date_id: int


class Unsaid:
    """Read once for some days; :meth:`forget` lets it be read anew."""

    def __init__(self, organization: Organization, now: datetime) -> None:
        self.organization, self.now = organization, now
        self._kept: dict[date, Sequence[KeptFrom]] = {}
        self._ended: Mapping[int, Sequence[Ended]] | None = None

    def forget(self, days: Collection[date]) -> None:
        """Let what holds of these days be read anew: they changed."""
        for day in days:
            self._kept.pop(day, None)
        self._ended = None

    def kept(self, step: PlannedStep, days: Collection[date]) -> set[int]:
        """The subscriptions with something due on these days of which a step will be withheld."""
        hears = kept_quiet_by(step.specification, foresight_of(self.organization))
        if not any(hears):
            return set()
        if new := set(days) - self._kept.keys():
            found = kept_from(self.organization, new, self.now + _UNTIL)
            self._kept |= {day: found.get(day, ()) for day in new}
        return {
            one.subscription_id
            for day in days
            for one in self._kept[day]
            if (hears[0] and one.is_opted_out) or (hears[1] and one.is_unreachable)
        }

    def ended(self, step: PlannedStep, days: Collection[date]) -> list[Ended]:
        """What is due on these days of which a step has spoken early, or will not speak any more."""
        if self._ended is None:
            self._ended = _ended(self.organization, self.now)
        return [one for one in self._ended.get(step.step_id, ()) if one.due_on in days]


def fingerprint_ahead(step: PlannedStep, foresight: Foresight) -> str:
    """Of all that a step's counts follow from, with what consent means to it."""
    courtesy, mail = kept_quiet_by(step.specification, foresight)
    return f"{step.fingerprint[:60]}{courtesy:d}{mail:d}"


def kept_quiet_by(words: StepSpecification | None, foresight: Foresight) -> tuple[bool, bool]:
    """Whether a step may be declined, and whether it only goes to a member's own address.

    Of a step that tells contacts or programs too it is foreseen one by one, and not counted.
    """
    if words is None:
        return False, False
    is_declined = foresight.classes.get(words.message) is MessageClass.COURTESY
    return is_declined, not words.contacts and not foresight.is_for_any_program(words)


def _ended(organization: Organization, now: datetime) -> Mapping[int, Sequence[Ended]]:
    found: dict[int, list[Ended]] = {}
    since = [instant_param(now - timedelta(days=2)), instant_param(now)]
    with connection.cursor() as cursor:
        for which, at in zip((_EARLY, _SILENT), since, strict=True):
            cursor.execute(_ENDED + which, [organization.pk, at])
            for step_id, due_on, *ids in cursor.fetchall():
                found.setdefault(step_id, []).append(Ended(day_from(due_on), *ids))
    return found
