"""After a backup was put back: what was said since counts as said, and what waited may have been."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.dispatcher.identity import about, short_name
from forenotice.dispatcher.journal import Entry, Journal, said_since
from forenotice.dispatcher.models import Delivery, Remembered
from forenotice.dispatcher.naming import key_of
from forenotice.dispatcher.remembered import remembered, was_said
from forenotice.dispatcher.situation import ways_of
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.ledger.bulk import in_chunks
from forenotice.ledger.queries import Known, facts_for
from forenotice.planner.models import Reminder
from forenotice.planner.operations import Withheld, withhold
from forenotice.planner.states import Reason, ReminderState

ACTOR = "send journal"
_AT_ONCE = 500


def take_as_said(*, organization: Organization, actor: str, now: datetime) -> int:
    """Let every delivery that waits for a try be, because it may have been said; how many there were."""
    return _let_be(organization, None, actor, now)


def mark_what_was_said(*, organization: Organization, since: datetime | None, now: datetime) -> int:
    """Take from the send journal what was said since that moment; return how many reminders it silenced.

    Whatever this database does not know to be said is remembered first, so that a reminder of it stays
    silent whenever it comes up; those that are planned already are marked at once. May be repeated.
    """
    told = [
        (at, entry)
        for key, at, entry in said_since(Path(settings.FORENOTICE_HOME), since)
        if key == organization.key
    ]
    with transaction.atomic():
        missing: list[tuple[datetime, Entry]] = []
        tried: list[int] = []
        for chunk in in_chunks(told, _AT_ONCE):
            _compare(organization, chunk, missing, tried)
        Remembered.objects.bulk_create(
            (
                Remembered(organization=organization, about=entry.about, due_on=entry.due_on, said_at=at)
                for at, entry in missing
            ),
            batch_size=_AT_ONCE,
            ignore_conflicts=True,
        )
        for ids in in_chunks(tried, _AT_ONCE):
            _let_be(organization, ids, ACTOR, now)
    return _silence(organization, now)


def settle_journal(*, now: datetime) -> None:
    """Let what stands in the send journal no longer hold this host: its owner has seen it."""
    with closing(Journal(Path(settings.FORENOTICE_HOME), now)) as journal:
        journal.settle(now)


def _compare(
    organization: Organization,
    told: Sequence[tuple[datetime, Entry]],
    missing: list[tuple[datetime, Entry]],
    tried: list[int],
) -> None:
    """Find what this database knows nothing of, and deliveries of which it does not know the last try."""
    ids = [entry.delivery_id for _, entry in told]
    rows = Delivery.objects.filter(organization=organization, pk__in=ids)
    known = {row.pk: row for row in rows.only("message_id", "attempts_made")}
    for at, entry in told:
        row = known.get(entry.delivery_id)
        if row is None or short_name(row.message_id) != entry.name:
            missing.append((at, entry))
        elif row.attempts_made < entry.number:
            tried.append(row.pk)


def _silence(organization: Organization, now: datetime) -> int:
    """Mark the planned reminders of what is remembered."""
    said = remembered(organization)
    count = 0
    for chunk in in_chunks(_planned(organization) if said else (), _AT_ONCE):
        found = [row for row in _named(organization, chunk) if was_said(said, row[1], row[2])]
        verdicts = [Withheld(row[0], ReminderState.SKIPPED, Reason.SAID_BEFORE) for row in found]
        withheld = set(withhold(organization=organization, verdicts=verdicts, actor=ACTOR, now=now))
        for reminder_id, name, known in found:
            if reminder_id in withheld:
                rows = Remembered.objects.filter(organization=organization, about=name)
                near = [row.pk for row in rows if was_said({name: (row.due_on,)}, name, known)]
                rows.filter(pk__in=near).update(reminder_id=reminder_id)
        count += len(withheld)
    return count


def _planned(organization: Organization) -> Iterator[Reminder]:
    rows = Reminder.objects.filter(organization=organization, mode=Mode.LIVE, state=ReminderState.PLANNED)
    return rows.only("due_date_id", "step_id").order_by("pk").iterator()


def _named(organization: Organization, reminders: Sequence[Reminder]) -> Iterator[tuple[int, str, Known]]:
    """Each of these reminders, with what the journal would call it and what is known of it."""
    steps = ways_of(organization).steps
    facts = facts_for(organization, {row.due_date_id for row in reminders})
    for row in reminders:
        known, step = facts.get(row.due_date_id), steps.get(row.step_id)
        if known is not None and step is not None:
            yield row.pk, about(key_of(known, step, organization, Mode.LIVE)), known


def _let_be(organization: Organization, ids: Collection[int] | None, actor: str, now: datetime) -> int:
    """Let these deliveries be, as far as they wait for a try; all that wait when no ids are given."""
    waiting = Delivery.objects.filter(organization=organization, state=DeliveryState.QUEUED)
    if ids is not None:
        waiting = waiting.filter(pk__in=ids)
    return waiting.update(
        state=DeliveryState.LET_BE,
        reason=DeliveryReason.MAYBE_SAID,
        actor=actor,
        next_try_at=None,
        changed_at=now,
    )
