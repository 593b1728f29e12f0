"""The rows of one pushed entry are written into the ledger, and each is told what became of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.ledger.operations import Recorded, record_facts, record_members, record_products
from forenotice.sources.push.reading import RowRefusedError, harmless
from forenotice.sources.push.understand import read_member, read_product, read_subscription
from forenotice.sources.report import RowResult, Wrong
from forenotice.sources.states import About

KIND = "push"
REJECTED = "rejected"
_READERS: Mapping[str, Callable[[Any], Any]] = {
    About.MEMBERS: read_member,
    About.PRODUCTS: read_product,
    About.SUBSCRIPTIONS: read_subscription,
}


@dataclass(slots=True)
class Applied:
    """The result of each row in order; ``reason`` says why there is no row at all."""

    results: list[RowResult] = field(default_factory=list)
    reason: str = ""

    def counts(self) -> dict[str, int]:
        """How many rows became what."""
        found: dict[str, int] = {}
        for each in self.results:
            found[each.became] = found.get(each.became, 0) + 1
        return found


def apply_words(
    *, organization: Organization, source: str, about: str, words: str, actor: str, told_at: datetime
) -> Applied:
    """Understand the words and record what they tell. ``words`` is one row, or a list under ``about``.

    Bad rows do not stop the good ones. Of two rows of one id the first counts.
    """
    try:
        rows = _rows(json.loads(words), about)
    except (ValueError, RecursionError):
        return Applied(reason="The words are no JSON.")
    facts, applied = _understand(rows, about)
    recorded = _record(organization, source, about, list(facts.values()), actor, told_at)
    refused = dict(recorded.refused)
    for place, told in facts.items():
        key = told.external_id
        if key in recorded.effects:
            number, effect = recorded.effects[key]
            applied.results[place] = RowResult(key, effect.value, number)
        else:
            wrong = Wrong((), refused.get(key, "The ledger does not take it."))
            applied.results[place] = RowResult(key, REJECTED, wrongs=[wrong], is_conflict=True)
    return applied


def _rows(told: Any, about: str) -> list[Any]:
    many = told.get(about) if isinstance(told, dict) else None
    return many if isinstance(many, list) else [told]


def _understand(rows: Sequence[Any], about: str) -> tuple[dict[int, Any], Applied]:
    """The facts by the place of their row, and the results of rows that are none."""
    facts: dict[int, Any] = {}
    first: dict[str, int] = {}
    applied = Applied()
    for place, row in enumerate(rows):
        applied.results.append(_rejected(row, []))
        try:
            told = _READERS[about](row)
        except RowRefusedError as error:
            applied.results[place] = _rejected(row, error.wrongs)
            continue
        if told.external_id in first:
            sentence = f"Row {first[told.external_id]} has the same id. Send each once."
            applied.results[place] = _rejected(row, [Wrong(("external_id",), sentence)])
            continue
        first[told.external_id] = place
        facts[place] = told
    return facts, applied


def _rejected(row: Any, wrongs: Sequence[Wrong]) -> RowResult:
    key = row.get("external_id") if isinstance(row, dict) else None
    return RowResult(harmless(key) if isinstance(key, str) else "", REJECTED, wrongs=wrongs)


def _record(
    organization: Organization,
    source: str,
    about: str,
    facts: Sequence[Any],
    actor: str,
    told_at: datetime,
) -> Recorded:
    if not facts:
        return Recorded()
    if about == About.MEMBERS:
        return record_members(
            organization=organization, source=source, members=facts, actor=actor, now=told_at
        )
    if about == About.PRODUCTS:
        return record_products(organization=organization, source=source, products=facts, now=told_at)
    return record_facts(organization=organization, source=source, facts=facts, actor=actor, now=told_at)
