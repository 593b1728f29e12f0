"""Everything that is known around some due dates, for the last look and for the words."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from forenotice.accounts.models import Organization
from forenotice.kernel.once import read_once
from forenotice.ledger.bulk import among, read_json, read_moment, select
from forenotice.ledger.cycles import interval_of
from forenotice.ledger.states import Occasion


class Known(NamedTuple):
    """One due date with its subscription, member and product; see those rows for the meaning of each field.

    ``payment_on`` is the day of the payment that it is about: of a card, the first one after its expiry, if
    one is known; of a term, none. ``seen_at`` is when ``source`` last told of the subscription.
    """

    due_date_id: int
    occasion: str
    cycle: str
    kind: str
    due_on: date
    due_at: datetime | None
    zone: str
    cancel_by_on: date | None
    cancel_by_at: datetime | None
    amount_minor: int | None
    previous_amount_minor: int | None
    currency: str
    payer_kind: str
    interval_count: int | None
    interval_unit: str
    tags: str
    payment_number: int | None
    is_last: bool
    estimated: bool
    quiet: str
    known_at: datetime
    closing: str
    subscription_id: int
    source: str
    subscription_key: str
    order_number: str
    standing: str
    total_payments: int | None
    trial_ends_on: date | None
    trial_ends_at: datetime | None
    card_brand: str
    card_last4: str
    card_expires_on: date | None
    started_on: date | None
    subscription_details: Mapping[str, Any]
    seen_at: datetime | None
    member_id: int
    member_key: str
    email: str
    first_name: str
    last_name: str
    locale: str
    country: str
    joined_on: date | None
    member_details: Mapping[str, Any]
    product_id: int
    product_key: str
    product_name: str
    product_description: str
    level: str
    bundle: str
    price_minor: int | None
    price_currency: str
    product_interval_count: int | None
    product_interval_unit: str
    pay_url: str
    update_url: str
    manage_url: str
    cancel_url: str
    payment_on: date | None

    @property
    def full_name(self) -> str:
        """What the member is called; empty where that is not known."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def product_label(self) -> str:
        """What the owner knows the product by, also when it has no name that a member should read."""
        return self.product_name or self.product_key

    @property
    def contacts(self) -> list[tuple[str, str]]:
        """The addresses and names of the member's further billing contacts."""
        return read_contacts(self.member_details)


_ELSEWHERE = {
    **dict.fromkeys(
        (
            "source",
            "order_number",
            "standing",
            "total_payments",
            "trial_ends_on",
            "trial_ends_at",
            "card_brand",
        ),
        "s",
    ),
    **dict.fromkeys(("card_last4", "card_expires_on", "started_on"), "s"),
    **dict.fromkeys(("email", "first_name", "last_name", "locale", "joined_on"), "m"),
    **dict.fromkeys(
        ("level", "bundle", "price_minor", "pay_url", "update_url", "manage_url", "cancel_url"), "p"
    ),
}
_RENAMED = {
    "due_date_id": "d.id",
    "subscription_key": "s.external_id",
    "subscription_details": "s.details",
    "seen_at": "t.seen_at",
    "member_key": "m.external_id",
    "member_details": "m.details",
    "product_key": "p.external_id",
    "product_name": "p.name",
    "product_description": "p.description",
    "price_currency": "p.currency",
    "product_interval_count": "p.interval_count",
    "product_interval_unit": "p.interval_unit",
}
_ASKED = Known._fields[:-1]
_COLUMNS = ", ".join(_RENAMED.get(name, f"{_ELSEWHERE.get(name, 'd')}.{name}") for name in _ASKED)
_MOMENTS = [_ASKED.index(name) for name in _ASKED if name.endswith("_at")]
_JSON = [_ASKED.index(name) for name in _ASKED if name.endswith("_details")]
_DUE_ON, _OCCASION = _ASKED.index("due_on"), _ASKED.index("occasion")
_SQL = f"""
    SELECT {_COLUMNS}
    FROM ledger_duedate d
    JOIN ledger_subscription s ON s.id = d.subscription_id
    JOIN ledger_member m ON m.id = d.member_id
    JOIN ledger_product p ON p.id = d.product_id
    LEFT JOIN ledger_sighting t ON t.subscription_id = s.id
    WHERE d.organization_id = %s AND """
_NEXT = """
    SELECT subscription_id, due_on, anchor_day, interval_count, interval_unit FROM ledger_duedate
    WHERE organization_id = %s AND occasion = 'payment' AND closing = '' AND """


def facts_for(organization: Organization, due_date_ids: Collection[int]) -> Mapping[int, Known]:
    """What is known around each of these due dates, by its id."""
    ids = frozenset(due_date_ids)
    return read_once(("known", organization.pk, ids), lambda: _facts_for(organization, ids)) if ids else {}


def _facts_for(organization: Organization, due_date_ids: Collection[int]) -> Mapping[int, Known]:
    condition, param = among("d.id", due_date_ids)
    found = [_read(row) for row in select(_SQL + condition, [organization.pk, param])]
    cards = [known for known in found if known.occasion == Occasion.CARD]
    by_id = {known.due_date_id: known for known in found}
    if cards:
        by_id |= {known.due_date_id: known for known in _with_payments(organization, cards)}
    return by_id


def followed_by(known: Known, due_on: date, kind: str) -> Known:
    """A payment after the one that is known, as time would roll it forward."""
    days = due_on - known.due_on
    return known._replace(
        due_on=due_on,
        due_at=None,
        kind=kind,
        cancel_by_on=known.cancel_by_on and known.cancel_by_on + days,
        cancel_by_at=None,
        payment_on=due_on,
        payment_number=None,
        previous_amount_minor=None,
        estimated=True,
    )


def read_contacts(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The contacts among a member's details: each an address, or an ``email`` and perhaps a ``name``."""
    told = details.get("contacts") or ()
    found = []
    for contact in told if isinstance(told, list | tuple) else ():
        if isinstance(contact, Mapping):
            found.append((str(contact.get("email") or ""), str(contact.get("name") or "")))
        elif isinstance(contact, str):
            found.append((contact, ""))
    return found


def _read(row: tuple[Any, ...]) -> Known:
    values = list(row)
    for index in _MOMENTS:
        values[index] = read_moment(values[index])
    for index in _JSON:
        values[index] = read_json(values[index])
    return Known._make([*values, row[_DUE_ON] if row[_OCCASION] == Occasion.PAYMENT else None])


def _with_payments(organization: Organization, cards: Iterable[Known]) -> Iterable[Known]:
    """The cards, each with the day of the first payment that it is no good for."""
    condition, param = among("subscription_id", [known.subscription_id for known in cards])
    payments = {row[0]: row[1:] for row in select(_NEXT + condition, [organization.pk, param])}
    for known in cards:
        on, anchor, count, unit = payments.get(known.subscription_id, (None, 0, None, ""))
        interval = interval_of(count, unit)
        times = 0
        first = on
        while on is not None and interval is not None and on <= known.due_on:
            times += 1
            on = interval.after(first, times, anchor)
        yield known._replace(payment_on=on)
