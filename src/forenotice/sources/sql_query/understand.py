"""Rows of a query become facts, or the reason why they cannot. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from forenotice.kernel.local_time import local_day
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.sources.amounts import read_currency
from forenotice.sources.cards import CANDIDATE, REMOVED, expiry_of, is_card_number, read_brand, read_last4
from forenotice.sources.contract import Unclear
from forenotice.sources.people import read_email, read_link, read_tags
from forenotice.sources.places import read_country, read_locale, read_zone
from forenotice.sources.sql_query.columns import CUSTOM
from forenotice.sources.sql_query.values import (
    Moment,
    moment_reader,
    read_amount,
    read_answer,
    read_count,
    read_minor,
    read_payer_kind,
    read_standing,
    read_text,
    read_unit,
)
from forenotice.sources.unreadable import UnreadableError

Row = Mapping[str, Any]
# What is changed here so that the same rows mean something else makes every row a new one.
_UNDERSTANDING = 1
_LONGEST_ID, _LONGEST_NAME, _LONGEST_WORD = 200, 200, 300
_PLACES = {
    kind: [(part, f"{kind}_{part}") for part in ("street", "city", "state", "zip", "country")]
    for kind in ("billing", "shipping")
}
_PLACE_COLUMNS = {kind: [column for _, column in places] for kind, places in _PLACES.items()}
_LINKS = [(name, f"{name}_url") for name in ("pay", "update", "manage", "cancel")]
_ABOUT = (("phone", "phone"), ("username", "username"), ("status", "member_status"))
_CARD = ("card_brand", "card_last4", "card_expiry_month", "card_expiry_year")
_COMMON = (
    *("currency", "amount_minor", "amount", "interval", "interval_count", "status", "cancel_at_period_end"),
    *("payer_kind", "anchor_day", "total_payments", "payments_made", "tags", "next_is_estimated", "quantity"),
    *("locale", "zone", "country", "billing_country", "shipping_country"),
)
_PRODUCT = ("product_id", "product_name", "product_description", "level", "bundle")
_MOST_REMEMBERED = 1 << 16
_IDS = frozenset({"subscription_id", "order_number", "period_key", "member_id", "product_id"})
_SHORTEST_CARD = 14
# Every digit as a zero, to see at once whether a row has as many in a row as a card number needs.
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_LIKE_CARDS = (b"0" * _SHORTEST_CARD, b"0000 0000", b"0000-0000")


class _Common(NamedTuple):
    """What is the same in many rows, so that it is worked out once for all of them."""

    currency: str
    amount: int | None
    interval_count: int | None
    interval_unit: str
    standing: str
    cancel_at_period_end: bool
    payer_kind: str
    anchor_day: int | None
    total_payments: int | None
    payments_made: int | None
    tags: str
    next_is_estimated: bool
    quantity: int | None
    locale: str
    zone: str
    country: str
    billing_country: str
    shipping_country: str


class _ColumnError(Exception):
    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds where a row does not say: the currency and the zone of the organization.

    ``times_in`` is the zone of times that come without one. ``place`` is what rows are called for their
    owner, as in "row 4711 of the query".
    """

    currency: str
    zone: str
    times_in: str = ""
    place: str = "subscription"


class Understanding:
    """Understands rows of one query. It remembers what it has read, so one serves the whole pull."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._moment = moment_reader(surroundings.times_in)
        self._products: dict[Any, ProductFacts] = {}
        self._commons: dict[Any, _Common] = {}
        self._cards: dict[Any, tuple[str, str, date | None]] = {}
        self._customs: list[str] | None = None
        words = (_UNDERSTANDING, surroundings.currency, surroundings.zone, surroundings.times_in)
        self._person = blake2b(repr(words).encode(), digest_size=16).digest()

    def read(self, row: Row) -> SubscriptionFacts | Unclear:
        """The facts of one row."""
        words = repr(tuple(row.values())).encode("utf-8", "replace")
        try:
            plain = words.translate(_DIGITS)
            if any(like in plain for like in _LIKE_CARDS):
                _refuse_cards(row, words)
            digest = blake2b(words, digest_size=8, person=self._person).digest()
            return self._facts(row, int.from_bytes(digest, "little", signed=True))
        except _ColumnError as error:
            return self._unclear(row, error.column, str(error))

    def _unclear(self, row: Row, column: str, reason: str) -> Unclear:
        key = _shown(row.get("subscription_id"))
        value = row.get(column)
        words = {column: REMOVED if _holds_card(value) else _shown(value)} if value is not None else {}
        place = f"{self._surroundings.place} {key or '(without an id)'}"
        return Unclear(
            external_id=key, place=place, reason=_without_cards(reason), column=column, words=words
        )

    def _facts(self, row: Row, fingerprint: int) -> SubscriptionFacts:
        key = _text(row, "subscription_id", _LONGEST_ID)
        if not key:
            raise _ColumnError("subscription_id", "The row does not say which subscription it is.")
        common = self._remembered(self._commons, row, _COMMON, self._common)
        brand, last4, expires_on = self._remembered(self._cards, row, _CARD, _card)
        zone = common.zone or self._surroundings.zone
        billing = _place(row, "billing", common.billing_country)
        next_on, next_at = self._moments(row, "next_payment")
        trial_on, trial_at = self._moments(row, "trial_end")
        cancel_on, cancel_at = self._moments(row, "cancel_by")
        return SubscriptionFacts(
            external_id=key,
            member=self._member(row, common, billing, zone),
            product=self._remembered(self._products, row, _PRODUCT, _product),
            fingerprint=fingerprint,
            order_number=_text(row, "order_number", _LONGEST_ID),
            standing=common.standing,
            cancel_at_period_end=common.cancel_at_period_end,
            payer_kind=common.payer_kind,
            amount_minor=common.amount,
            currency=common.currency,
            interval_count=common.interval_count,
            interval_unit=common.interval_unit,
            anchor_day=common.anchor_day,
            period_key=_text(row, "period_key", 100),
            next_on=next_on,
            next_at=next_at,
            trial_ends_on=trial_on,
            trial_ends_at=trial_at,
            term_ends_on=self._day(row, "term_end", zone),
            cancel_by_on=cancel_on,
            cancel_by_at=cancel_at,
            total_payments=common.total_payments,
            payments_made=common.payments_made,
            card_brand=brand,
            card_last4=last4,
            card_expires_on=expires_on,
            started_on=self._day(row, "started", zone),
            tags=common.tags,
            details=self._details(row, common, billing),
            next_is_estimated=common.next_is_estimated,
        )

    def _remembered(self, known: dict[Any, Any], row: Row, columns: tuple[str, ...], read: Any) -> Any:
        """What these columns mean, read once for all rows that say the same in them."""
        words = tuple(map(row.get, columns))
        try:
            found = known.get(words)
        except TypeError:
            # A list or the like cannot be remembered; reading it says what is wrong with it.
            return read(row)
        if found is None:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            found = known[words] = read(row)
        return found

    def _common(self, row: Row) -> _Common:
        currency = _read(row, "currency", _as_currency) or self._surroundings.currency
        amount = _read(row, "amount_minor", read_minor)
        if amount is None:
            amount = _read(row, "amount", lambda value: read_amount(value, currency))
        unit = _read(row, "interval", read_unit) or ""
        billing_country = _read(row, "billing_country", _as_country) or ""
        return _Common(
            currency=currency,
            amount=amount,
            interval_count=_interval_count(row) if unit else None,
            interval_unit=unit,
            standing=_read(row, "status", read_standing) or "active",
            cancel_at_period_end=bool(_read(row, "cancel_at_period_end", read_answer)),
            payer_kind=_read(row, "payer_kind", read_payer_kind) or "automatic",
            anchor_day=_read(row, "anchor_day", lambda value: read_count(value, least=1, most=31)),
            total_payments=_read(row, "total_payments", read_count),
            payments_made=_read(row, "payments_made", read_count),
            tags=_read(row, "tags", _as_tags) or "",
            next_is_estimated=bool(_read(row, "next_is_estimated", read_answer)),
            quantity=_read(row, "quantity", read_count),
            locale=_read(row, "locale", _as_locale) or "",
            zone=_read(row, "zone", _as_zone) or "",
            country=_read(row, "country", _as_country) or billing_country,
            billing_country=billing_country,
            shipping_country=_read(row, "shipping_country", _as_country) or "",
        )

    def _moments(self, row: Row, name: str) -> tuple[date | None, datetime | None]:
        """A day or an instant, of which one at most is told."""
        told: Moment = _read(row, name, self._moment)
        return (None, told) if isinstance(told, datetime) else (told, None)

    def _day(self, row: Row, name: str, zone: str) -> date | None:
        told: Moment = _read(row, name, self._moment)
        return local_day(told, zone) if isinstance(told, datetime) else told

    def _member(self, row: Row, common: _Common, billing: dict[str, str], zone: str) -> MemberFacts:
        email = _read(row, "email", _as_email) or ""
        key = _text(row, "member_id", _LONGEST_ID)
        # Shops write 0 for a guest, who is then known by the address.
        key = key if key and key != "0" else email
        if not key:
            raise _ColumnError("email", "The row tells no member: there is neither an id nor an address.")
        told: dict[str, Any] = {}
        for name, column in _ABOUT:
            if row.get(column) and (text := _text(row, column, _LONGEST_WORD)):
                told[name] = text
        if billing:
            told["billing"] = billing
        return MemberFacts(
            external_id=key,
            email=email,
            first_name=_text(row, "first_name", _LONGEST_NAME),
            last_name=_text(row, "last_name", _LONGEST_NAME),
            locale=common.locale,
            zone=common.zone,
            country=common.country,
            joined_on=self._day(row, "joined", zone),
            details=told,
        )

    def _details(self, row: Row, common: _Common, billing: dict[str, str]) -> dict[str, Any]:
        """What is only ever shown of a subscription."""
        get = row.get
        told: dict[str, Any] = {}
        if coupon := _text(row, "coupon", _LONGEST_WORD):
            told["coupon"] = coupon
        if common.quantity is not None:
            told["quantity"] = common.quantity
        if links := {name: _read(row, column, read_link) for name, column in _LINKS if get(column)}:
            told["links"] = links
        shipping = _place(row, "shipping", common.shipping_country)
        if places := {kind: at for kind, at in (("billing", billing), ("shipping", shipping)) if at}:
            told["addresses"] = places
        if self._customs is None:
            # All rows of a query have the same columns.
            self._customs = [name for name in row if name.startswith(CUSTOM)]
        customs = {name: _text(row, name, _LONGEST_WORD) for name in self._customs}
        if kept := {name.removeprefix(CUSTOM): text for name, text in customs.items() if text}:
            told["custom"] = kept
        return told


def _read(row: Row, column: str, read: Any) -> Any:
    """What stands in one column; None where nothing does."""
    value = row.get(column)
    if value is None or value == "":
        return None
    try:
        return read(value)
    except UnreadableError as error:
        raise _ColumnError(column, str(error)) from None


def _text(row: Row, column: str, longest: int) -> str:
    value = row.get(column)
    if value is None:
        return ""
    try:
        return read_text(value, longest)
    except UnreadableError as error:
        raise _ColumnError(column, str(error)) from None


def _as_currency(value: Any) -> str:
    return read_currency(read_text(value, _LONGEST_WORD))


def _as_email(value: Any) -> str:
    return read_email(value if isinstance(value, str) else read_text(value, _LONGEST_WORD))


def _as_brand(value: Any) -> str:
    return read_brand(read_text(value, _LONGEST_WORD))


def _as_tags(value: Any) -> str:
    return read_tags(read_text(value, 2_000))


def _as_country(value: Any) -> str:
    return read_country(read_text(value, _LONGEST_WORD))


def _as_locale(value: Any) -> str:
    return read_locale(read_text(value, _LONGEST_WORD))


def _as_zone(value: Any) -> str:
    return read_zone(read_text(value, _LONGEST_WORD))


def _as_last4(value: Any) -> str:
    return read_last4(read_text(value, 32))


def _interval_count(row: Row) -> int:
    count: int | None = _read(row, "interval_count", lambda value: read_count(value, least=1, most=1_200))
    return 1 if count is None else count


def _card(row: Row) -> tuple[str, str, date | None]:
    """Brand, last four digits and last good day of a card."""
    brand, last4 = _read(row, "card_brand", _as_brand) or "", _read(row, "card_last4", _as_last4) or ""
    month, year = row.get("card_expiry_month"), row.get("card_expiry_year")
    if month in (None, "", 0) or year in (None, "", 0):
        return brand, last4, None
    return brand, last4, _read(row, "card_expiry_month", lambda _: expiry_of(str(month), str(year)))


def _product(row: Row) -> ProductFacts:
    id_, name = _text(row, "product_id", _LONGEST_ID), _text(row, "product_name", _LONGEST_WORD)
    level, bundle = _text(row, "level", _LONGEST_NAME), _text(row, "bundle", _LONGEST_NAME)
    key = id_ or name or level or bundle
    if not key:
        raise _ColumnError("product_id", "The row does not say of which product it is.")
    return ProductFacts(
        external_id=key[:_LONGEST_ID],
        name=name or level or bundle,
        description=_text(row, "product_description", 2_000),
        level=level,
        bundle=bundle,
    )


def _place(row: Row, kind: str, country: str) -> dict[str, str]:
    place: dict[str, str] = {}
    if not any(map(row.get, _PLACE_COLUMNS[kind])):
        return place
    for part, column in _PLACES[kind]:
        if row.get(column):
            text = country if part == "country" else _text(row, column, _LONGEST_WORD)
            if part == "street" and row.get(f"{column}_2"):
                text = f"{text}, {_text(row, f'{column}_2', _LONGEST_WORD)}"
            place[part] = text
    return place


def _refuse_cards(row: Row, words: bytes) -> None:
    if not any(is_card_number(match[0].decode()) for match in CANDIDATE.finditer(words)):
        return
    for name, value in row.items():
        if name not in _IDS and _holds_card(value):
            raise _ColumnError(name, "A whole card number stands here. Select its last four digits only.")


def _holds_card(value: Any) -> bool:
    if value is None:
        return False
    words = str(value).encode("utf-8", "replace")
    return len(words) >= _SHORTEST_CARD and any(
        is_card_number(match[0].decode()) for match in CANDIDATE.finditer(words)
    )


def _without_cards(sentence: str) -> str:
    return REMOVED if _holds_card(sentence) else sentence


def _shown(value: Any) -> str:
    """A value for whoever has to mend it, at a length that fills no screen."""
    return "" if value is None else str(value)[:_LONGEST_ID]
