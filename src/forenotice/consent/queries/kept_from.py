"""Whose payments nothing will be said of, as things stand: for whoever counts what is said ahead of time."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.consent.addresses import is_address
from forenotice.consent.models import Suppression
from forenotice.consent.queries.asking import CAME_BACK, EVERY_SUPPRESSED, Consent, Suppressed
from forenotice.kernel.once import read_once
from forenotice.ledger.bulk import among, select
from forenotice.ledger.states import Closing, Quiet


class KeptFrom(NamedTuple):
    """A subscription whose member wants no courtesy, or whom no mail can reach, or both."""

    subscription_id: int
    is_opted_out: bool
    is_unreachable: bool


def kept_from(
    organization: Organization, days: Collection[date], until: datetime
) -> Mapping[date, Sequence[KeptFrom]]:
    """Those among what is due on some days. What is suppressed for a time counts if it still is by then."""
    open_rows = Suppression.objects.filter(organization=organization, lifted_at__isnull=True)
    told = list(open_rows.values_list("canonical", "address", "ends_at", "reason"))
    suppressed = {name: Suppressed(ends_at, reason in CAME_BACK) for name, _, ends_at, reason in told}
    read_once((EVERY_SUPPRESSED, organization.pk), lambda: suppressed)
    addresses = {each for name, address, _, _ in told for each in (name, address.lower())}
    consent, found = Consent(suppressed=suppressed), defaultdict[date, list[KeptFrom]](list)
    for due_on, subscription_id, theirs, wants, wished in _asked(organization, days, addresses):
        address = consent.address(theirs.strip(), wished or "", until)
        is_reached = is_address(address) and consent.may_write_to(address, until)
        one = KeptFrom(subscription_id, wants is not None and not wants, not is_reached)
        if one.is_opted_out or one.is_unreachable:
            found[date.fromisoformat(due_on) if isinstance(due_on, str) else due_on].append(one)
    return found


def _asked(
    organization: Organization, days: Collection[date], addresses: Collection[str]
) -> Sequence[tuple[Any, ...]]:
    """Payments of members of whom something is wished, or whose address may not do."""
    is_among, wanted = among("LOWER(m.email)", addresses)
    on: tuple[str, Any] = among("d.due_on", [day.isoformat() for day in days])
    if connection.vendor == "postgresql":
        on = "d.due_on = ANY(%s)", list(days)
    sql = (
        "SELECT d.due_on, d.subscription_id, m.email, p.wants_courtesy, p.address FROM ledger_duedate d"
        " JOIN ledger_member m ON m.id = d.member_id"
        " LEFT JOIN consent_preference p ON p.member_id = d.member_id"
        f" WHERE d.organization_id = %s AND d.closing = '{Closing.OPEN}' AND d.quiet = '{Quiet.NO}'"
        f" AND {on[0]} AND (m.email NOT LIKE %s OR p.id IS NOT NULL OR {is_among})"
    )
    return select(sql, [organization.pk, on[1], "%@%", wanted])
