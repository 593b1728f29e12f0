"""What a source told and nobody understood is kept, until it tells of the same in words that can be."""

from collections.abc import Sequence
from datetime import datetime

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.operations import doubted
from forenotice.sources.contract import Page, Unclear
from forenotice.sources.models import Source, UnclearRow

MOST_UNCLEAR = 1_000
"""So many unclear rows of a source are kept; the others are counted."""


def keep_unclear(
    source: Source,
    page: Page,
    facts: Sequence[SubscriptionFacts],
    unclear: Sequence[Unclear],
    now: datetime,
) -> None:
    """Keep what is unclear now, and forget what was and is clear or gone."""
    organization = source.organization
    rows = UnclearRow.objects.filter(organization=organization, source=source)
    if not unclear and not rows.exists():
        return
    still = {each.external_id for each in unclear if each.external_id}
    clear = {each.external_id for each in facts} | set(page.gone)
    rows.filter(external_id__in=clear - still).delete()
    if still and source.whole_at is not None:
        doubted(
            organization=organization, source=source.key, external_ids=sorted(still), before=source.whole_at
        )
    by_place = {_kept(each.place, 300): each for each in unclear}
    rows.filter(place__in=by_place).delete()
    room = max(0, MOST_UNCLEAR - rows.count())
    UnclearRow.objects.bulk_create(
        UnclearRow(
            organization=organization,
            source=source,
            place=place,
            external_id=_kept(each.external_id, 200),
            column=_kept(each.column, 200),
            reason=_kept(each.reason, 2_000),
            words={_kept(str(name), 200): _kept(str(word), 1_000) for name, word in each.words.items()},
            told_at=now,
        )
        for place, each in list(by_place.items())[:room]
    )


def _kept(text: str, longest: int) -> str:
    """The beginning of a text as every database takes it."""
    plain = text[:longest].replace("\0", "")
    return plain.encode("utf-8", "replace").decode()
