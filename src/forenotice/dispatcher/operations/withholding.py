"""What the last look refuses is put aside with its reason: reminders by the planner, deliveries here."""

from datetime import datetime

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.dispatcher.candidates import Waiting
from forenotice.dispatcher.last_look import Verdict
from forenotice.dispatcher.moments import stored
from forenotice.dispatcher.operations.tally import Tally
from forenotice.dispatcher.operations.unreached import note_withheld
from forenotice.dispatcher.preparing import Looked
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.planner.operations import Withheld, declare_missed, withhold
from forenotice.planner.states import ReminderState

ACTOR = "last look"


def put_aside(organization: Organization, looked: Looked, tally: Tally, *, now: datetime) -> None:
    """Write down every refusal, and let what came outside its send window wait for the next opening."""
    reminders = [
        Withheld(candidate.reminder_id, verdict.state, verdict.reason)
        for candidate, verdict in looked.refused
        if candidate.waiting is None
    ]
    if looked.refused or looked.deferred or looked.unreached:
        with transaction.atomic():
            _withhold(organization, reminders, tally, now)
            _withdraw(organization, looked, tally, now)
            _defer(organization, looked, now)
            note_withheld(organization, looked.unreached, now)
    if any(each.candidate.waiting is None for each in looked.deferred):
        # The planner knows of every reminder that is late while its window is closed.
        declare_missed(organization=organization, now=now)


def _withhold(organization: Organization, verdicts: list[Withheld], tally: Tally, now: datetime) -> None:
    if verdicts:
        withheld = set(withhold(organization=organization, verdicts=verdicts, actor=ACTOR, now=now))
        tally.withheld.update(str(v.reason) for v in verdicts if v.reminder_id in withheld)


def _withdraw(organization: Organization, looked: Looked, tally: Tally, now: datetime) -> None:
    rows = [
        (
            *_end(verdict, candidate.waiting),
            ACTOR,
            stored(now),
            candidate.waiting.delivery_id,
            organization.pk,
        )
        for candidate, verdict in looked.refused
        if candidate.waiting is not None
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE dispatcher_delivery SET state = %s, reason = %s, next_try_at = NULL, worker = '',"
                " actor = %s, changed_at = %s WHERE id = %s AND organization_id = %s AND state = 'queued'",
                rows,
            )
        tally.withdrawn.update(str(row[1]) for row in rows)


def _end(verdict: Verdict, waiting: Waiting) -> tuple[DeliveryState, str]:
    """A delivery whose time ran out has failed; one that is no longer true or wanted is withdrawn.

    One that was only to be repeated was taken before, and stays so.
    """
    if waiting.replay_of == DeliveryState.ACCEPTED:
        return DeliveryState.ACCEPTED, DeliveryReason.TAKEN_BEFORE
    if verdict.state is ReminderState.MISSED:
        return DeliveryState.FAILED, DeliveryReason.NO_TRY_LEFT
    return DeliveryState.WITHDRAWN, verdict.reason


def _defer(organization: Organization, looked: Looked, now: datetime) -> None:
    rows = [
        (stored(each.until), stored(now), each.candidate.waiting.delivery_id, organization.pk)
        for each in looked.deferred
        if each.candidate.waiting is not None
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE dispatcher_delivery SET next_try_at = %s, changed_at = %s"
                " WHERE id = %s AND organization_id = %s AND state = 'queued'",
                rows,
            )
