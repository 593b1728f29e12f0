"""Which delivery news is about. What has to be found seldom costs the dispatch of all the others nothing.

A provider names its own reference, which has an index of its own. Mail that comes back quotes our name for
the message, and mostly its Date: then only what was tried in those seconds is looked through, else what was
sent in the days before.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.dispatcher.models import Delivery, DeliveryEvent
from forenotice.dispatcher.moments import stored
from forenotice.dispatcher.states import DeliveryState
from forenotice.kernel.news import BY_PROVIDER, NAME_LENGTH
from forenotice.planner.bare import marks

_BEFORE, _AFTER = timedelta(seconds=2), timedelta(seconds=30)
"""How far a Date may be from the moment of its try: what is said was looked at a few seconds before."""

_DAYS = timedelta(days=15)
"""For how long a server keeps trying before it gives a message up, and more."""

_BY_REFERENCE = (
    "SELECT reference, delivery_id FROM dispatcher_attempt WHERE organization_id = %s"
    f" AND code = '{BY_PROVIDER}' AND reference IN ({{}})"
)
# Both databases know SUBSTR, and pick the names out of many rows faster than these could be told to us.
_NAME = f"SUBSTR(v.message_id, 1, {NAME_LENGTH})"
_SELECT = f"SELECT {_NAME}, v.id FROM"
_UNANSWERED = (
    f"{_SELECT} dispatcher_delivery v WHERE v.organization_id = %s"
    f" AND v.state IN ('{DeliveryState.ATTEMPTING}', '{DeliveryState.UNKNOWN}')"
)
_TRIED = (
    f"{_SELECT} dispatcher_attempt a JOIN dispatcher_delivery v ON v.id = a.delivery_id"
    " WHERE a.organization_id = %s AND a.started_at >= %s AND a.started_at <= %s"
    " AND a.proof_emptied_at IS NULL"
)
_MADE = (
    f"{_SELECT} dispatcher_delivery v"
    " WHERE v.organization_id = %s AND v.created_at >= %s AND v.created_at <= %s"
)

Found = dict[str, int]


def trace(organization: Organization, told: Sequence[DeliveryEvent]) -> dict[int, Delivery]:
    """The delivery that each piece of news is about, by the number of the piece, where one is found."""
    by_reference = _referred(organization, {row.reference for row in told if row.reference})
    left = [row for row in told if row.message_name and row.reference not in by_reference]
    by_name = _named(organization, left)
    numbers = {row.pk: by_reference.get(row.reference) or by_name.get(row.message_name) for row in told}
    wanted = {number for number in numbers.values() if number is not None}
    rows = Delivery.objects.filter(organization=organization, pk__in=wanted)
    deliveries = {row.pk: row for row in rows.select_related("reminder")}
    return {pk: deliveries[number] for pk, number in numbers.items() if number in deliveries}


def _referred(organization: Organization, references: Iterable[str]) -> Found:
    wanted = sorted(references)
    if not wanted:
        return {}
    return dict(_rows(_BY_REFERENCE.format(marks(len(wanted))), [organization.pk, *wanted]))


def _named(organization: Organization, told: Sequence[DeliveryEvent]) -> Found:
    """The deliveries of those names; each of the questions is asked for what the one before did not find."""
    if not told:
        return {}
    found = _among(_UNANSWERED, [organization.pk], {row.message_name for row in told})
    for row in told:
        if row.message_name not in found and row.composed_at is not None:
            span = [stored(row.composed_at - _BEFORE), stored(row.composed_at + _AFTER)]
            found |= _among(_TRIED, [organization.pk, *span], {row.message_name})
    # A provider's answer with its reference may still be on its way; mail has no reference.
    lost = [row for row in told if row.message_name not in found and not row.reference]
    if lost:
        # Of a server whose clock is slow, the mail is older than what it is about.
        first, last = min(row.happened_at for row in lost), max(row.received_at for row in lost)
        span = [stored(first - _DAYS), stored(last)]
        found |= _among(_MADE, [organization.pk, *span], {row.message_name for row in lost})
    return found


def _among(statement: str, params: Sequence[Any], names: Collection[str]) -> Found:
    return dict(_rows(f"{statement} AND {_NAME} IN ({marks(len(names))})", [*params, *names]))


def _rows(statement: str, params: Sequence[Any]) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [(row[0], row[1]) for row in cursor.fetchall()]
