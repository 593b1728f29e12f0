"""Reminders as rows for a person to read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL

from forenotice.accounts.models import Organization
from forenotice.ledger.queries import facts_for
from forenotice.planner.errors import UnknownReminderError
from forenotice.planner.models import Reminder
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState

# In the order of their index.
_SILENT = (ReminderState.SKIPPED, ReminderState.CANCELLED, ReminderState.MISSED)


@dataclass(frozen=True, slots=True)
class ReminderTold:
    """A reminder with its member, product and due date. ``sentence`` says why it stands as it does."""

    reminder_id: int
    mode: str
    state: ReminderState
    reason: Reason
    sentence: str
    send_at: datetime
    release_at: datetime
    latest_at: datetime
    changed_at: datetime
    released_at: datetime | None
    rule: str
    rule_name: str
    step: str
    subscription: str
    subscription_id: int
    member: str
    name: str
    email: str
    product: str
    kind: str
    amount_minor: int | None
    currency: str
    due_on: date
    due_at: datetime | None
    zone: str

    @property
    def meant_at(self) -> datetime:
        """The moment of its step, or the earlier one at which somebody asked for it."""
        return min(self.send_at, self.release_at)


def next_planned(organization: Organization, step_ids: Collection[int]) -> tuple[int, int, datetime] | None:
    """The due date, the step and the moment of the first reminder of these steps that is written down."""
    rows = Reminder.objects.filter(
        organization=organization,
        mode=organization.mode,
        state=ReminderState.PLANNED,
        step__in=list(step_ids),
    )
    return rows.order_by("release_at").values_list("due_date_id", "step_id", "release_at").first()


def list_reminders(
    organization: Organization,
    *,
    states: Collection[ReminderState] = (),
    mode: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    meant_by: datetime | None = None,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[ReminderTold]:
    """Reminders by the earliest moment at which they may leave, which may be long after their step's own.

    They are of some states, between two moments (`until` left out), in one mode. They were ``meant_by`` a
    moment: their step's own has come by then, or the one at which they may leave.
    """
    rows = Reminder.objects.filter(organization=organization, mode=mode or organization.mode)
    if states:
        rows = rows.filter(state__in=list(states))
    if since is not None:
        rows = rows.filter(release_at__gte=since)
    if until is not None:
        rows = rows.filter(release_at__lt=until)
    if meant_by is not None:
        rows = rows.filter(Q(send_at__lte=meant_by) | Q(release_at__lte=meant_by))
    order = ("-release_at", "-pk") if newest_first else ("release_at", "pk")
    found = list(rows.select_related("rule", "step").order_by(*order)[:limit])
    return reminders_told(organization, found)


def reminder_rows(
    organization: Organization,
    *,
    states: Collection[ReminderState] = (),
    reasons: Collection[Reason] = (),
    rule: str = "",
    subscription_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> "QuerySet[Reminder]":
    """Reminders in either mode, in no order, as :func:`reminders_told` wants them."""
    wanted = {
        "state__in": list(states),
        "reason__in": list(reasons),
        "rule__key": rule,
        "due_date__subscription": subscription_id,
        "release_at__gte": since,
        "release_at__lt": until,
    }
    given = {name: value for name, value in wanted.items() if value not in (None, "", [])}
    rows = Reminder.objects.filter(organization=organization, **given).select_related("rule", "step")
    # Only states of ours stand in these words.
    of_index = (RawSQL(words, (), BooleanField()) for words in _words_of_index(set(states)))  # noqa: S611
    return rows.filter(*of_index)


def _words_of_index(states: set[ReminderState]) -> Iterator[str]:
    """What the index that has these states is made for, word for word: SQLite knows no parameter in it."""
    if states in ({ReminderState.PLANNED}, {ReminderState.RELEASED}):
        (state,) = states
        yield f"planner_reminder.state = '{state}'"
    elif states and states <= set(_SILENT):
        yield f"planner_reminder.state IN ({', '.join(repr(state.value) for state in _SILENT)})"


def reminder_by_id(organization: Organization, reminder_id: int) -> ReminderTold:
    """One reminder; raise :class:`UnknownReminderError`."""
    found = list(reminder_rows(organization).filter(pk=reminder_id))
    if not found:
        raise UnknownReminderError(f"There is no reminder {reminder_id}.")
    return reminders_told(organization, found)[0]


def reminders_told(organization: Organization, rows: Sequence[Reminder]) -> list[ReminderTold]:
    """What a person wants to know of these reminders, in their order."""
    known = facts_for(organization, {row.due_date_id for row in rows})
    return [
        ReminderTold(
            reminder_id=row.pk,
            mode=row.mode,
            state=ReminderState(row.state),
            reason=Reason(row.reason),
            sentence=REASON_SENTENCES[Reason(row.reason)],
            send_at=row.send_at,
            release_at=row.release_at,
            latest_at=row.latest_at,
            changed_at=row.changed_at,
            released_at=row.released_at,
            rule=row.rule.key,
            rule_name=row.rule.name,
            step=row.step.key,
            subscription=about.subscription_key,
            subscription_id=about.subscription_id,
            member=about.member_key,
            name=about.full_name,
            email=about.email,
            product=about.product_label,
            kind=about.kind,
            amount_minor=about.amount_minor,
            currency=about.currency,
            due_on=about.due_on,
            due_at=about.due_at,
            zone=about.zone,
        )
        for row in rows
        for about in [known[row.due_date_id]]
    ]
