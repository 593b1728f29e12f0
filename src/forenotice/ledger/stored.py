"""Rows of the ledger read back as the plain values that derivation thinks about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.ledger.agreement import Agreement
from forenotice.ledger.bulk import among, read_moment, select
from forenotice.ledger.cycles import interval_of
from forenotice.ledger.due import Due
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts

TOLD = (
    *("order_number", "standing", "cancel_at_period_end", "payer_kind", "amount_minor", "currency"),
    *("interval_count", "interval_unit", "anchor_day", "period_key", "next_on", "next_at", "trial_ends_on"),
    *("trial_ends_at", "term_ends_on", "cancel_by_on", "cancel_by_at", "total_payments", "payments_made"),
    *("card_brand", "card_last4", "card_expires_on", "started_on", "tags"),
)
"""The columns of a subscription that are facts of the same name."""
_TOLD_MOMENTS = [TOLD.index(name) for name in TOLD if name.endswith("_at")]

_DUE_COLUMNS = Due._fields
_DUE_MOMENTS = [_DUE_COLUMNS.index(name) for name in _DUE_COLUMNS if name.endswith("_at")]

_SUBSCRIPTIONS = f"""
    SELECT s.id, s.external_id, s.source, s.member_id, s.product_id, s.gone_at, s.details,
        m.external_id, m.zone, m.country, p.external_id, p.interval_count, p.interval_unit,
        {", ".join(f"s.{name}" for name in TOLD)}
    FROM ledger_subscription s
    JOIN ledger_member m ON m.id = s.member_id
    JOIN ledger_product p ON p.id = s.product_id
    WHERE s.organization_id = %s AND """
_OWN = 13


@dataclass(slots=True)
class Stored:
    """A subscription as it stands. ``told`` lacks what only members and products have, and all details."""

    id: int
    external_id: str
    source: str
    member_id: int
    product_id: int
    gone_at: datetime | None
    details: Any
    told: SubscriptionFacts
    product_interval: tuple[int | None, str]

    def agreement(self, organization: Organization) -> Agreement:
        """How derivation sees it."""
        told = self.told
        own = interval_of(told.interval_count, told.interval_unit)
        return Agreement(
            organization_id=organization.pk,
            subscription_id=self.id,
            member_id=self.member_id,
            product_id=self.product_id,
            told=told,
            zone=told.member.zone or organization.time_zone,
            currency=told.currency or organization.currency,
            interval=own or interval_of(*self.product_interval),
            is_gone=self.gone_at is not None,
        )


def subscriptions_told(organization: Organization, external_ids: Sequence[str]) -> list[Stored]:
    """The subscriptions that go by those ids, whichever source told them."""
    return _subscriptions(organization, *among("s.external_id", external_ids))


def subscriptions_numbered(organization: Organization, ids: Sequence[int]) -> list[Stored]:
    """The subscriptions of those row ids."""
    return _subscriptions(organization, *among("s.id", ids))


def subscriptions_of_members(organization: Organization, member_ids: Sequence[int]) -> list[Stored]:
    """Every subscription of those members."""
    return _subscriptions(organization, *among("s.member_id", member_ids))


def due_dates_of_subscriptions(organization: Organization, ids: Sequence[int]) -> dict[int, list[Due]]:
    """Every due date of those subscriptions except of cards, by subscription, oldest first."""
    condition, param = among("subscription_id", ids)
    found: dict[int, list[Due]] = {}
    for row in _dues(organization, f"{condition} AND occasion <> 'card' ORDER BY id", param):
        found.setdefault(row.subscription_id, []).append(row)
    return found


def cards_of_members(organization: Organization, ids: Sequence[int]) -> dict[int, list[Due]]:
    """Every card expiry of those members, by member."""
    condition, param = among("member_id", ids)
    found: dict[int, list[Due]] = {}
    for row in _dues(organization, f"{condition} AND occasion = 'card' ORDER BY id", param):
        found.setdefault(row.member_id, []).append(row)
    return found


def _dues(organization: Organization, condition: str, param: Any) -> list[Due]:
    names = ", ".join(_DUE_COLUMNS)
    sql = f"SELECT {names} FROM ledger_duedate WHERE organization_id = %s AND {condition}"
    return [read_due(row) for row in select(sql, [organization.pk, param])]


def read_due(row: Sequence[Any]) -> Due:
    """A due date from its columns, in the order of :class:`Due`."""
    values = list(row)
    for index in _DUE_MOMENTS:
        values[index] = read_moment(values[index])
    return Due._make(values)


def _subscriptions(organization: Organization, condition: str, param: Any) -> list[Stored]:
    return [_read(row) for row in select(_SUBSCRIPTIONS + condition, [organization.pk, param])]


def _read(row: Sequence[Any]) -> Stored:
    own = list(row[_OWN:])
    for index in _TOLD_MOMENTS:
        own[index] = read_moment(own[index])
    told = SubscriptionFacts(
        external_id=row[1],
        member=MemberFacts(row[7], zone=row[8], country=row[9]),
        product=ProductFacts(row[10]),
        fingerprint=0,
        **dict(zip(TOLD, own, strict=True)),
    )
    return Stored(
        id=row[0],
        external_id=row[1],
        source=row[2],
        member_id=row[3],
        product_id=row[4],
        gone_at=read_moment(row[5]),
        details=row[6],
        told=told,
        product_interval=(row[11], row[12]),
    )
