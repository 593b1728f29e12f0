"""One page of what a source told becomes rows, in one transaction with the cursor that goes on after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.operations import Recorded, mark_these_gone, record_facts, sighted
from forenotice.ledger.queries import known_fingerprints
from forenotice.sources.contract import Page, Unclear
from forenotice.sources.errors import SourceBusyError, SourceUnavailableError
from forenotice.sources.models import Source
from forenotice.sources.report import PullReport
from forenotice.sources.sound import why_unsound
from forenotice.sources.unclear import keep_unclear

_SHOWN = 100
_LONGEST_CURSOR = 100_000


class _Telling(TypedDict):
    """Who tells whom, in whose name, and when."""

    organization: Organization
    source: str
    actor: str
    now: datetime


@transaction.atomic
def store_page(
    *,
    organization: Organization,
    source: Source,
    page: Page,
    report: PullReport,
    follows: bool = True,
    now: datetime,
) -> None:
    """Record what a page tells, and count it into the report.

    ``follows``: it belongs to a pull, so that its cursor is kept. Raise
    :class:`~forenotice.sources.errors.SourceBusyError` when somebody else pulled the same page.
    """
    if follows:
        _move_cursor(source, page)
    facts, unclear = _sorted(page)
    fresh, known = _new_words(organization, source, facts)
    told = _Telling(organization=organization, source=source.key, actor=f"source {source.key}", now=now)
    recorded = record_facts(facts=fresh, **told) if fresh else Recorded()
    unclear += _refused(facts, dict(recorded.refused))
    if known:
        sighted(organization=organization, subscription_ids=known, now=now)
    gone = mark_these_gone(external_ids=page.gone, **told) if page.gone else 0
    keep_unclear(source, page, facts, unclear, now)
    report.pages += 1
    report.created += recorded.created
    report.changed += recorded.changed
    report.unchanged += recorded.unchanged + len(known)
    report.gone += gone
    report.unclear += len(unclear)
    report.unclear_rows += unclear[: max(0, _SHOWN - len(report.unclear_rows))]
    report.total = page.total if page.total is not None else report.total


def _move_cursor(source: Source, page: Page) -> None:
    """Go on after this page, unless somebody else did."""
    if len(page.cursor) > _LONGEST_CURSOR:
        raise SourceUnavailableError(f"Its cursor has {len(page.cursor):,} characters. Please report this.")
    own = Source.objects.filter(organization=source.organization_id, pk=source.pk, cursor=source.cursor)
    if not own.update(cursor=page.cursor):
        raise SourceBusyError(f'Another pull of the source "{source.key}" went on with it.')
    source.cursor = page.cursor


def _sorted(page: Page) -> tuple[list[SubscriptionFacts], list[Unclear]]:
    """The facts that can be so, each subscription once, and what is unclear."""
    sound: dict[str, SubscriptionFacts] = {}
    unclear = list(page.unclear)
    for told in page.facts:
        fault = why_unsound(told)
        if fault is None:
            # Whoever tells twice of one in a breath means the last.
            sound[told.external_id] = told
        else:
            key = told.external_id[:200]
            unclear.append(Unclear(key, key or "a subscription without an id", fault[1], fault[0]))
    return list(sound.values()), unclear


def _new_words(
    organization: Organization, source: Source, facts: Sequence[SubscriptionFacts]
) -> tuple[list[SubscriptionFacts], list[int]]:
    """The facts that were not told in the same words the last time, and the rows of the others."""
    known = known_fingerprints(organization, source.key, [each.external_id for each in facts])
    fresh, same = [], []
    for each in facts:
        number, fingerprint = known.get(each.external_id, (0, None))
        if fingerprint == each.fingerprint:
            same.append(number)
        else:
            fresh.append(each)
    return fresh, same


def _refused(facts: Sequence[SubscriptionFacts], why: dict[str, str]) -> list[Unclear]:
    if not why:
        return []
    return [
        Unclear(each.external_id, each.external_id, why[each.external_id])
        for each in facts
        if each.external_id in why
    ]
