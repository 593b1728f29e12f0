"""What a source told becomes rows: members, products, subscriptions, due dates and the changes between."""

from collections.abc import Sequence
from datetime import datetime

from django.db import DataError, transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import lock_ledger
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.operations.telling import Recorded, Telling


def record_facts(
    *, organization: Organization, source: str, facts: Sequence[SubscriptionFacts], actor: str, now: datetime
) -> Recorded:
    """Write what a source told of up to a few thousand subscriptions, in one transaction.

    A subscription whose own id, member or product another source owns is refused, and the others are written.
    What was told replaces what stood. Telling the same again changes nothing but when it was last seen.
    """
    try:
        with transaction.atomic():
            lock_ledger(organization)
            return Telling(organization, source, actor, now).record(facts)
    except (DataError, OverflowError) as error:
        if len(facts) == 1:
            words = " ".join(str(error).split()) or type(error).__name__
            return Recorded(refused=[(facts[0].external_id, f"The database refuses it: {words}.")])
    return _record_halves(organization, source, facts, actor, now)


def _record_halves(
    organization: Organization, source: str, facts: Sequence[SubscriptionFacts], actor: str, now: datetime
) -> Recorded:
    """Find the row that the database will not have, so that it does not stop the good ones."""
    recorded, middle = Recorded(), len(facts) // 2
    with transaction.atomic():
        for half in (facts[:middle], facts[middle:]):
            recorded.add(
                record_facts(organization=organization, source=source, facts=half, actor=actor, now=now)
            )
    return recorded
