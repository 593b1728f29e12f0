"""What a source has told of before, and of what it has been silent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, keep_moment, select
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.products_meant import products_meant

_CURRENT = """
    FROM ledger_subscription s JOIN ledger_sighting t ON t.subscription_id = s.id
    WHERE s.organization_id = %s AND s.source = %s AND s.gone_at IS NULL AND """


def known_fingerprints(
    organization: Organization, source: str, external_ids: Sequence[str]
) -> Mapping[str, tuple[int, int]]:
    """For each subscription that this source told of before: its row id, and the fingerprint of those words.

    One that is gone is left out, so that it is recorded anew when it is told of again.
    """
    condition, param = among("s.external_id", external_ids)
    sql = f"SELECT s.external_id, s.id, t.fingerprint {_CURRENT} {condition}"
    rows = select(sql, [organization.pk, source, param])
    return {external_id: (number, fingerprint) for external_id, number, fingerprint in rows}


def told_by_others(
    organization: Organization, source: str, facts: Sequence[SubscriptionFacts]
) -> Mapping[str, str]:
    """Of facts that a source would tell: the ids of those that would be refused, and whose they are.

    A subscription, a member and a product belong to the source that told of them first.
    """
    subscriptions = _of_others(organization, source, "subscription", [each.external_id for each in facts])
    members = _of_others(organization, source, "member", [each.member.external_id for each in facts])
    told = {each.product.external_id: each.product for each in facts}
    _, products = products_meant(organization, source, told)
    found = {
        each.external_id: subscriptions.get(each.external_id)
        or members.get(each.member.external_id)
        or products.get(each.product.external_id)
        for each in facts
    }
    return {key: owner for key, owner in found.items() if owner}


def _of_others(
    organization: Organization, source: str, table: str, external_ids: Sequence[str]
) -> Mapping[str, str]:
    condition, param = among("external_id", external_ids)
    sql = f"SELECT external_id, source FROM ledger_{table} WHERE organization_id = %s AND {condition}"
    rows = select(sql, [organization.pk, param])
    own = {external_id for external_id, owner in rows if owner == source}
    return {external_id: owner for external_id, owner in rows if external_id not in own}


def told_subscriptions(
    organization: Organization, due_date_ids: Sequence[int], sources: Sequence[str]
) -> Sequence[tuple[int, str, str]]:
    """Of due dates whose subscriptions come from these sources: the due date, the source, the id there."""
    within, ids = among("d.id", due_date_ids)
    told_by, keys = among("s.source", sources)
    sql = f"""
        SELECT d.id, s.source, s.external_id
        FROM ledger_duedate d JOIN ledger_subscription s ON s.id = d.subscription_id
        WHERE d.organization_id = %s AND {within} AND {told_by}
    """
    return [(row[0], row[1], row[2]) for row in select(sql, [organization.pk, ids, keys])]


def count_current(organization: Organization, source: str) -> int:
    """How many subscriptions a source has told of that are not gone."""
    sql = """
        SELECT count(*) FROM ledger_subscription
        WHERE organization_id = %s AND source = %s AND gone_at IS NULL
    """
    return int(select(sql, [organization.pk, source])[0][0])


def count_unseen(organization: Organization, source: str, since: datetime) -> int:
    """How many of those it has not told of since then."""
    sql = f"SELECT count(*) {_CURRENT} t.seen_at < %s"
    return int(select(sql, [organization.pk, source, keep_moment(since)])[0][0])
