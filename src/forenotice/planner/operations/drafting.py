"""What a rule would say on each day if it stood as it is drafted; nothing of the draft is kept.

Most drafts are answered at once, from what is counted by day. Others are counted piece by piece: each call
counts some due days more and keeps what it found, so that whoever waits sees how far it is, also after
coming back.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import instant, local_day
from forenotice.ledger.operations import DAYS_AT_ONCE
from forenotice.ledger.queries import counted_days
from forenotice.planner.ahead import Ahead
from forenotice.planner.counted import is_counted, said_of_later, said_of_next
from forenotice.planner.models import DraftCount
from forenotice.planner.moments import Moments
from forenotice.planner.operations.counting import DAYS_AHEAD
from forenotice.planner.queries.days import LeavingDay
from forenotice.planner.span import DayTold, Span
from forenotice.planner.steps import PlannedStep, drafted_steps
from forenotice.rules.specification import RuleSpecification

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DraftTold:
    """What a draft would say from now on, as far as it is counted: so many due days of so many."""

    draft_id: int
    days_done: int
    days_total: int
    is_done: bool
    by_day: Sequence[LeavingDay]


@transaction.atomic
def begin_draft_count(
    *, organization: Organization, specification: RuleSpecification, now: datetime
) -> DraftTold:
    """Begin to count what a rule would say in the next 30 days, or find the count that was begun already."""
    mine = DraftCount.objects.filter(organization=organization)
    mine.filter(began_at__lt=now - _KEPT).delete()
    words = specification.to_json()
    today = local_day(now, organization.time_zone)
    key = sha256(json.dumps([words, today.isoformat()], sort_keys=True).encode()).hexdigest()
    found, is_new = mine.get_or_create(
        organization=organization, key=key, defaults={"specification": words, "began_at": now}
    )
    if is_new:
        _begin(organization, found)
    return _told(found)


@transaction.atomic
def go_on_counting_draft(*, organization: Organization, draft_id: int) -> DraftTold | None:
    """Count some due days more; None when there is no such count, which must then be begun again."""
    rows = DraftCount.objects.select_for_update().filter(organization=organization, pk=draft_id)
    found = rows.first()
    if found is None:
        return None
    if found.next_on is not None:
        _go_on(organization, found, found.next_on)
    return _told(found)


def _begin(organization: Organization, draft: DraftCount) -> None:
    span, steps = _drafted(organization, draft)
    for step in steps:
        if is_counted(step):
            ahead = _from_now_on(organization, step, span, draft.began_at)
            _add(draft, said_of_next(step, ahead))
            _add(draft, said_of_later(step, ahead))
    days = _days(organization, span, steps)
    draft.days_total, draft.next_on = len(days), days[0] if days else None
    draft.save()


def _from_now_on(organization: Organization, step: PlannedStep, span: Span, now: datetime) -> Span:
    """The span without today, where its hour has gone by for the organization."""
    assert step.timing is not None  # noqa: S101  Only such steps are counted.
    is_over = instant(span.first_on, step.timing.hour, organization.time_zone) < now
    return Span(span.first_on + timedelta(days=1), span.last_on) if is_over else span


def _go_on(organization: Organization, draft: DraftCount, next_on: date) -> None:
    span, steps = _drafted(organization, draft)
    ahead = Ahead(organization, Moments(draft.began_at))
    days = [day for day in _days(organization, span, steps) if day >= next_on]
    some, rest = days[:DAYS_AT_ONCE], days[DAYS_AT_ONCE:]
    for step in steps:
        if not is_counted(step):
            _add(draft, ahead.counted(step, some, span))
    draft.days_done += len(some)
    draft.next_on = rest[0] if rest else None
    draft.save()


def _drafted(organization: Organization, draft: DraftCount) -> tuple[Span, list[PlannedStep]]:
    today = local_day(draft.began_at, organization.time_zone)
    words = RuleSpecification.from_json(draft.specification)
    return Span(today, today + timedelta(days=DAYS_AHEAD)), drafted_steps(organization, words, draft.began_at)


def _days(organization: Organization, span: Span, steps: Iterable[PlannedStep]) -> list[date]:
    """The due days that are to be counted afresh."""
    spans = [span.due_days(step) for step in steps if not is_counted(step)]
    if not spans:
        return []
    return counted_days(organization, spans[0].first_on, max(each.last_on for each in spans))


def _add(draft: DraftCount, more: Iterable[DayTold]) -> None:
    found = {(on, kind, currency): sums for on, kind, currency, *sums in draft.counts}
    for said in more:
        key = said.send_on.isoformat(), said.kind, said.currency
        before = found.get(key, (0, 0, 0))
        sums = (said.count, said.unpriced, said.minor)
        found[key] = [old + new for old, new in zip(before, sums, strict=True)]
    draft.counts = [[*key, *found[key]] for key in sorted(found)]


def _told(draft: DraftCount) -> DraftTold:
    by_day = [LeavingDay(date.fromisoformat(on), *rest) for on, *rest in draft.counts]
    return DraftTold(draft.pk, draft.days_done, draft.days_total, draft.next_on is None, by_day)
