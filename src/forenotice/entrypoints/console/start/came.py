"""What came of the subscriptions so far: how many, what is due soon, and what could not be read."""

from typing import Any

from forenotice.engine.importing import BRINGING
from forenotice.engine.queries import last_undertaking
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import count_up_to, due_between

_MOST = 10_000


def what_came(visitor: Visitor) -> dict[str, Any]:
    """Numbers that cost little, however many members there are."""
    organization, now = visitor.organization, visitor.now
    last = last_undertaking(organization, BRINGING, now=now)
    today = local_day(now, organization.time_zone)
    told = last.result if last is not None else {}
    subscriptions, members = count_up_to(organization, _MOST)
    # More than a page should count; whatever brought them last has counted them, once it is done.
    is_capped = subscriptions == _MOST and "subscriptions" not in told
    if subscriptions == _MOST:
        subscriptions = told.get("subscriptions", subscriptions)
        members = told.get("members", members)
    return {
        "last": last,
        "subscriptions": subscriptions,
        "members": members,
        "is_capped": is_capped,
        "due_soon": due_between(organization, today, 30) if subscriptions else 0,
        "rejected": told.get("rejected", 0),
    }
