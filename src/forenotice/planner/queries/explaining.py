"""Why a subscription was, was not, or will be told: the whole chain, from rows and the shared SELECT."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F

from forenotice.accounts.models import Organization
from forenotice.consent.queries import consent_around
from forenotice.ledger.models import DueDate, Subscription
from forenotice.ledger.queries import due_dates_of, facts_for
from forenotice.ledger.states import CLOSING_SENTENCES, QUIET_SENTENCES, Closing, Quiet
from forenotice.planner import statements
from forenotice.planner.coverage import HORIZON, Coverage
from forenotice.planner.dialect import Fragment, day_from, instant_or_none
from forenotice.planner.errors import UnknownReminderError
from forenotice.planner.foresight import foresight_of
from forenotice.planner.meeting import Way, anchor_at, anchor_on, ways
from forenotice.planner.models import Decision, Reminder
from forenotice.planner.moments import Key, Moments
from forenotice.planner.operations.turns import PLANNER
from forenotice.planner.reconcile import Verdict
from forenotice.planner.schedule import Moment, moment
from forenotice.planner.statements import Among, among_subscriptions
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState
from forenotice.planner.steps import PlannedStep, planned_steps
from forenotice.planner.wishes import Edition, Editions
from forenotice.rules.specification import RuleSpecification


class ConditionTold(NamedTuple):
    """One thing a step asks of a due date, and whether it holds."""

    name: str
    sentence: str
    holds: bool


class DecisionTold(NamedTuple):
    """One arrow of a reminder: when, from where to where, why, by whom."""

    at: datetime
    before: ReminderState | None
    after: ReminderState
    sentence: str
    actor: str


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step beside a due date. ``sentence`` is what it comes to in one sentence.

    ``lead`` is how long before it speaks, by its own lead time or, if ``is_wished``, as the member wishes.
    ``moment`` is when it speaks of it, None where nothing is there to be measured from. ``will_speak_at`` is
    when it will, as far as can be foreseen, None once that is settled or when it will keep quiet;
    ``leaves_at`` is when a reminder that is written down will, unless it is to be withheld.
    ``asks`` is all that its rule says; ``withheld`` is why it will not after all: consent is wanting.
    ``reminder_id`` and ``state`` are of the reminder in the present mode; ``decisions`` are all it went
    through, oldest first.
    """

    rule: str
    rule_name: str
    step: str
    step_id: int
    asks: RuleSpecification
    lead: str
    is_on: bool
    conditions: tuple[ConditionTold, ...]
    moment: Moment | None
    sentence: str
    will_speak_at: datetime | None = None
    leaves_at: datetime | None = None
    reminder_id: int | None = None
    state: ReminderState | None = None
    reason: Reason | None = None
    decisions: tuple[DecisionTold, ...] = ()
    withheld: Reason | None = None
    is_wished: bool = False


@dataclass(frozen=True, slots=True)
class DueTold:
    """A due date with every step. ``sentence`` says why it is closed or quiet, and is empty otherwise."""

    due_date: DueDate
    sentence: str
    steps: tuple[StepTold, ...]


def explain(
    organization: Organization,
    subscription: Subscription,
    *,
    now: datetime,
    step: str = "",
    latest: int = 12,
) -> list[DueTold]:
    """The latest due dates of a subscription by day, each with every step, or with those of one key."""
    due_dates = due_dates_of(subscription)[-latest:]
    steps = [each for each in planned_steps(organization) if step in ("", each.key)]
    reminders = _reminders(organization, steps, due_dates)
    among, editions = among_subscriptions([subscription.pk]), Editions()
    found = {each.step_id: editions.of(each, among) for each in steps}
    asked = _asked(organization, found)
    is_asked = _to_foresee(due_dates, asked, reminders)
    foreseen = _foreseen(organization, {step_id: found[step_id] for step_id in is_asked}, asked, now)
    told = [
        DueTold(
            due_date=due,
            sentence=_standing_sentence(due),
            steps=tuple(
                _step_told(
                    each,
                    due,
                    asked[each.step_id].get(due.pk),
                    foreseen.get(each.step_id, {}).get(due.pk),
                    reminders,
                    now,
                )
                for each in steps
                if not each.is_removed or (due.pk, each.step_id) in reminders
            ),
        )
        for due in due_dates
    ]
    return _with_consent(organization, told, steps, reminders, now)


def _with_consent(
    organization: Organization,
    told: Sequence[DueTold],
    steps: Sequence[PlannedStep],
    reminders: "_Reminders",
    now: datetime,
) -> list[DueTold]:
    """The same, with what will be withheld because the member does not wish it, or must not be written to."""
    known = facts_for(organization, [each.due_date.pk for each in told])
    consent, foresight = consent_around(organization, known.values()), foresight_of(organization)
    by_name = {(each.rule.key, each.key): each for each in steps}

    def look(due: DueDate, one: StepTold) -> StepTold:
        step = by_name[one.rule, one.step]
        reminder, _ = reminders.get((due.pk, step.step_id), (None, ()))
        at = one.will_speak_at or (reminder.release_at if reminder is not None else now)
        is_to_come = one.will_speak_at is not None or one.state is ReminderState.PLANNED
        if not is_to_come or step.specification is None or due.pk not in known:
            return one
        at = max(at, now)
        reason = foresight.withheld(consent.as_wished(known[due.pk], at), step.specification, consent, at)
        if reason is None:
            return one
        sentence = f"Nobody will be told: {REASON_SENTENCES[reason]}"
        return replace(one, withheld=reason, will_speak_at=None, leaves_at=None, sentence=sentence)

    return [replace(due, steps=tuple(look(due.due_date, one) for one in due.steps)) for due in told]


class _Asked(NamedTuple):
    """What the SELECT answered for one due date: its step's edition, its moment's key, each condition."""

    step: PlannedStep
    key: Key | None
    holds: tuple[bool, ...]


def _asked(
    organization: Organization, found: Mapping[int, Sequence[Edition]]
) -> Mapping[int, Mapping[int, _Asked]]:
    """Each condition of each step as a column of its own, for every due date of its editions, by step.

    Steps that meet the same due dates are asked together, which without wishes are all of them.
    """
    together: dict[int, tuple[Among, list[tuple[int, PlannedStep]]]] = {}
    for step_id, editions in found.items():
        for step, among in editions:
            if step.timing is not None:
                together.setdefault(id(among), (among, []))[1].append((step_id, step))
    answers: dict[int, dict[int, _Asked]] = {step_id: {} for step_id in found}
    for among, steps in together.values():
        for step_id, due_date_id, answer in _asked_of(organization, steps, among):
            answers[step_id][due_date_id] = answer
    return answers


def _asked_of(
    organization: Organization, steps: Sequence[tuple[int, PlannedStep]], among: Among
) -> Iterable[tuple[int, int, _Asked]]:
    columns: list[str] = []
    params: list[Any] = []
    for _, step in steps:
        when = step.timing
        assert when is not None  # noqa: S101  Only these are asked.
        columns += [anchor_on(when), anchor_at(when)]
        columns += [f"({condition.sql}) IS TRUE" for condition in step.conditions]
        params += [param for condition in step.conditions for param in condition.params]
    sql = (
        f"SELECT d.id, d.zone, {', '.join(columns)}"
        f" FROM {among.first} ledger_duedate d{among.also} WHERE d.organization_id = %s AND {among.where}"
    )
    with connection.cursor() as cursor:
        cursor.execute(*statements.with_tables(among.tables, Fragment(sql, [*params, organization.pk])))
        rows = cursor.fetchall()
    for number, zone, *rest in rows:
        values = iter(rest)
        for step_id, step in steps:
            on, at = next(values), next(values)
            holds = tuple(bool(next(values)) for _ in step.conditions)
            key = None if on is None else Key(day_from(on), instant_or_none(at), zone)
            yield step_id, number, _Asked(step, key, holds)


def _to_foresee(
    due_dates: Sequence[DueDate], asked: Mapping[int, Mapping[int, _Asked]], reminders: "_Reminders"
) -> set[int]:
    """The steps of which something is still to be foreseen; each that is costs a question or two."""
    return {
        step_id
        for step_id, answers in asked.items()
        for due in due_dates
        if not (due.closing or due.quiet) and (due.pk, step_id) not in reminders
        if due.pk in answers and all(answers[due.pk].holds)
    }


def _foreseen(
    organization: Organization,
    steps: Mapping[int, Sequence[Edition]],
    asked: Mapping[int, Mapping[int, _Asked]],
    now: datetime,
) -> Mapping[int, Mapping[int, Verdict]]:
    """What planning will write of steps and the due dates of a subscription that they have not met yet."""
    if not steps:
        return {}
    coverage, moments = Coverage(organization, now), Moments(now)
    found: dict[int, dict[int, Verdict]] = {step_id: {} for step_id in steps}
    wanted = [
        (step, way, moments.rows(step.timing, _keys(way, asked[step_id].values())), among, covered)
        for step_id, editions in steps.items()
        for step, among in editions
        if step.speaks and step.timing is not None
        for covered in [coverage.covered(step)]
        for way in ways(step.timing)
    ]
    for step_id, due_date_id, verdict in statements.unwritten_of_steps(wanted, now=now):
        found[step_id][due_date_id] = verdict
    return found


def _keys(way: Way, asked: Iterable[_Asked]) -> list[Key]:
    """The moments' keys of what was asked, as far as they are met in this way."""
    keys = {each.key for each in asked if each.key is not None}
    if way is Way.CALENDAR:
        return list({key._replace(at=None) for key in keys})
    return [key for key in keys if (key.at is None) is (way is Way.BARE)]


def decisions_of(organization: Organization, reminder_id: int) -> list[DecisionTold]:
    """How a reminder came to stand as it does: when it was written down, and every change since."""
    reminder = Reminder.objects.filter(organization=organization, pk=reminder_id).first()
    if reminder is None:
        raise UnknownReminderError(f"There is no reminder {reminder_id}.")
    rows = Decision.objects.filter(organization=organization, reminder_id=reminder_id).order_by("at", "pk")
    return list(_decisions_told(reminder, list(rows)))


_Reminders = Mapping[tuple[int, int], tuple[Reminder, tuple[DecisionTold, ...]]]


def _reminders(
    organization: Organization, steps: Sequence[PlannedStep], due_dates: Sequence[DueDate]
) -> _Reminders:
    joined = {
        name: F(f"decisions__{name}") for name in ("pk", "at", "before", "before_reason", "after", "actor")
    }
    rows = Reminder.objects.filter(
        organization=organization,
        mode=organization.mode,
        step__in=[step.step_id for step in steps],
        due_date__in=[due.pk for due in due_dates],
    ).annotate(**{f"decided_{name}": value for name, value in joined.items()}, decided=F("decisions__reason"))
    reminders: dict[int, Reminder] = {}
    decisions: dict[int, list[Decision]] = {}
    for row in rows.order_by("decisions__pk"):
        reminders[row.pk] = row
        later = decisions.setdefault(row.pk, [])
        if row.decided is not None:
            said = {name: getattr(row, f"decided_{name}") for name in joined}
            later.append(Decision(**said, reason=row.decided))
    return {
        (row.due_date_id, row.step_id): (row, _decisions_told(row, decisions[row.pk]))
        for row in reminders.values()
    }


def _decisions_told(reminder: Reminder, later: Sequence[Decision]) -> tuple[DecisionTold, ...]:
    """The reminder itself is the first decision; what it was then, the next one remembers."""
    state = ReminderState(later[0].before if later else reminder.state)
    why = Reason((later[0].before_reason or Reason.MET) if later else reminder.reason)
    first = DecisionTold(reminder.planned_at, None, state, REASON_SENTENCES[why], PLANNER)
    return (
        first,
        *(
            DecisionTold(
                decision.at,
                ReminderState(decision.before),
                ReminderState(decision.after),
                REASON_SENTENCES[Reason(decision.reason)],
                decision.actor,
            )
            for decision in later
        ),
    )


def _step_told(
    step: PlannedStep,
    due: DueDate,
    asked: _Asked | None,
    foreseen: Verdict | None,
    reminders: _Reminders,
    now: datetime,
) -> StepTold:
    reminder, decisions = reminders.get((due.pk, step.step_id), (None, ()))
    conditions: tuple[ConditionTold, ...] = ()
    speaks_at: Moment | None = None
    if asked is not None:
        pairs = zip(step.conditions, asked.holds, strict=True)
        conditions = tuple(ConditionTold(c.name, c.sentence, holds) for c, holds in pairs)
        step = asked.step
    if asked is not None and asked.key is not None and step.timing is not None:
        speaks_at = moment(step.timing, *asked.key)
    return StepTold(
        rule=step.rule.key,
        rule_name=step.rule.name,
        step=step.key,
        step_id=step.step_id,
        asks=step.rule.specification,
        lead=str(step.specification.lead) if step.specification is not None else "",
        is_on=step.speaks,
        conditions=conditions,
        moment=speaks_at,
        sentence=_sentence(step, due, conditions, foreseen, reminder, now),
        will_speak_at=foreseen.release_at if foreseen is not None and _will_speak(foreseen, now) else None,
        leaves_at=_leaves_at(reminder),
        reminder_id=None if reminder is None else reminder.pk,
        state=None if reminder is None else ReminderState(reminder.state),
        reason=None if reminder is None else Reason(reminder.reason),
        decisions=decisions,
        is_wished=step.is_wished,
    )


def _leaves_at(reminder: Reminder | None) -> datetime | None:
    if reminder is None or reminder.state != ReminderState.PLANNED:
        return None
    return reminder.release_at


def _sentence(
    step: PlannedStep,
    due: DueDate,
    conditions: Sequence[ConditionTold],
    foreseen: Verdict | None,
    reminder: Reminder | None,
    now: datetime,
) -> str:
    if reminder is not None:
        return REASON_SENTENCES[Reason(reminder.reason)]
    if not step.speaks:
        return REASON_SENTENCES[Reason.RULE_OFF]
    unmet = next((condition for condition in conditions if not condition.holds), None)
    if unmet is not None:
        return f"The rule does not meet it; this does not hold: {unmet.sentence}"
    if due.closing:
        return f"Nothing was written down before it closed. {CLOSING_SENTENCES[Closing(due.closing)]}"
    if due.quiet:
        return f"Nobody is told: {QUIET_SENTENCES[Quiet(due.quiet)]}"
    if foreseen is None:
        return "There is no last day to cancel from which its lead time could be counted."
    if foreseen.state is ReminderState.SKIPPED:
        return f"Nobody will be told: {REASON_SENTENCES[foreseen.reason]}"
    if not _will_speak(foreseen, now):
        return f"Nobody will be told: {REASON_SENTENCES[Reason.TOO_LATE]}"
    if foreseen.send_at > now + HORIZON:
        return f"Its moment lies ahead: it will be written down {HORIZON.days} days before."
    return "The next pulse will write it down."


def _will_speak(foreseen: Verdict, now: datetime) -> bool:
    return foreseen.state is ReminderState.PLANNED and foreseen.latest_at >= now


def _standing_sentence(due: DueDate) -> str:
    if due.closing:
        return CLOSING_SENTENCES[Closing(due.closing)]
    return QUIET_SENTENCES[Quiet(due.quiet)] if due.quiet else ""
