"""After a copy or a restored backup: what may have been said meanwhile, and the owner's word on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.accounts.queries import all_organizations
from forenotice.accounts.states import Mode
from forenotice.dispatcher.operations import mark_what_was_said, settle_journal, take_as_said
from forenotice.dispatcher.queries import count_not_found, journal_knows_all_since
from forenotice.engine.errors import NothingHeldError
from forenotice.engine.host import Standing, adopt_database, standing
from forenotice.engine.states import Hold
from forenotice.planner.operations import Withheld, plan, withhold
from forenotice.planner.queries import ReminderTold, list_reminders
from forenotice.planner.states import Reason, ReminderState

_LATEST_BACKUP = timedelta(days=10)
_SEEN_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class MaybeSaid:
    """The reminders of one organization that fell due after the last pulse this database remembers.

    ``marked`` are those that the send journal of this host says were said: they never speak again.
    ``not_found`` counts what was said according to it and is planned nowhere; nor is that said again, should
    it come up.
    """

    organization: str
    reminders: Sequence[ReminderTold]
    marked: Sequence[ReminderTold] = ()
    not_found: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """How this host stands, and what may have been said by another, or by this one before the backup.

    ``knows_all`` when everything that this host said since stands in its send journal, so that what is not
    marked was not said by it.
    """

    standing: Standing
    maybe_said: Sequence[MaybeSaid]
    knows_all: bool = False

    @property
    def count(self) -> int:
        """How many reminders may have been said."""
        return sum(len(one.reminders) for one in self.maybe_said)

    def as_of(self, seen_at: datetime) -> "Review":
        """The same without what fell due since."""
        maybe_said = [
            replace(one, reminders=[each for each in one.reminders if each.meant_at <= seen_at])
            for one in self.maybe_said
        ]
        return replace(self, maybe_said=maybe_said)

    def is_as_seen(self, hold: str, seen_at: datetime, now: datetime) -> bool:
        """Whether whoever saw it then knows what they decide about.

        What fell away since is no matter. Nor is it for a while that time goes by and more falls due: they
        have said from when on this host speaks, and that is one of them.
        """
        if hold != self.standing.hold or any(
            each.meant_at <= seen_at < each.changed_at for one in self.maybe_said for each in one.reminders
        ):
            return False
        return now - seen_at <= _SEEN_FOR or self.as_of(seen_at).count == self.count


def review(*, now: datetime) -> Review:
    """What an owner has to see before this host may speak again. Planning is brought up to date first.

    Raise :class:`NothingHeldError` when nothing is held.
    """
    found = _held()
    for organization in all_organizations():
        plan(organization=organization, now=now)
        mark_what_was_said(organization=organization, since=found.pulsed_at, now=now)
    return last_review(now=now)


def last_review(*, now: datetime) -> Review:
    """The same as it stood at the last pulse, which plans and marks while it is held; nothing is written.

    Raise as :func:`review` does.
    """
    found = _held()
    knows_all = found.hold is Hold.RESTORED and journal_knows_all_since(found.pulsed_at)
    maybe_said = [_maybe_said(organization, found, now) for organization in all_organizations()]
    return Review(found, maybe_said, knows_all)


def _held() -> Standing:
    found = standing()
    if not found.is_held:
        raise NothingHeldError("Nothing is held; this host may speak.")
    return found


def resume(*, said: bool, seen_at: datetime | None = None, actor: str, now: datetime) -> Review:
    """Let this host speak for this database from now on; raise as :func:`review` does.

    With `said`, everything that may have been said counts as said and is never said again; without it,
    whatever is still right and not too late is said at the next pulse. What fell due after the owner had
    seen it, ``seen_at``, is for this host to say in either case.
    """
    found = review(now=now).as_of(seen_at or now)
    with transaction.atomic():
        for organization, one in zip(all_organizations(), found.maybe_said, strict=True):
            waiting = _settle(organization, one, actor, now) if said else 0
            record_audit(
                organization=organization,
                action="host.resumed",
                subject=str(found.standing.hold),
                detail={"taken_as_said": said, "reminders": len(one.reminders), "deliveries": waiting},
                actor=actor,
                now=now,
            )
    adopt_database(now=now)
    settle_journal(now=now)
    return found


def _settle(organization: Organization, one: MaybeSaid, actor: str, now: datetime) -> int:
    verdicts = [
        Withheld(reminder.reminder_id, ReminderState.SKIPPED, Reason.SAID_BEFORE)
        for reminder in one.reminders
    ]
    withhold(organization=organization, verdicts=verdicts, actor=actor, now=now)
    return take_as_said(organization=organization, actor=actor, now=now)


def _maybe_said(organization: Organization, found: Standing, now: datetime) -> MaybeSaid:
    # A reminder that waited for its window was to be said some days before the last pulse. One that waits for
    # its window here may have been said at its own moment elsewhere.
    since = (found.pulsed_at or now) - _LATEST_BACKUP
    reminders = list_reminders(
        organization,
        states=[ReminderState.PLANNED],
        mode=organization.mode,
        since=since,
        meant_by=now,
    )
    silenced = list_reminders(organization, states=[ReminderState.SKIPPED], mode=Mode.LIVE, since=since)
    marked = [one for one in silenced if one.reason == Reason.SAID_BEFORE]
    return MaybeSaid(organization.key, reminders, marked, count_not_found(organization))
