"""What every preset has to say in SQL and of what WordPress keeps. Pure."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from forenotice.kernel.interval import Interval, Unit

UNSET = ("", "0", "0000-00-00 00:00:00", "0000-00-00")
_LOCALE = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?(?=_|$)")
_LAST4 = re.compile(r"(?:.*[^0-9])?([0-9]{4})", re.DOTALL)
_UNITS = {"day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH, "year": Unit.YEAR}


def members(prefix: str, id_: str) -> str:
    """The columns of a member whose number is the expression ``id_``; ``u`` has to be their row."""
    names = {"first_name": "first_name", "last_name": "last_name", "locale": "locale"}
    looked_up = ", ".join(f"{_of_member(prefix, id_, key)} AS {column}" for key, column in names.items())
    return (
        f"{id_} AS member_id, u.user_email AS email, u.user_login AS username, "
        f"u.user_registered AS joined, {looked_up}"
    )


def _of_member(prefix: str, id_: str, key: str) -> str:
    return (
        f"(SELECT um.meta_value FROM {prefix}usermeta um WHERE um.user_id = {id_} "
        f"AND um.meta_key = '{key}' ORDER BY um.umeta_id LIMIT 1)"
    )


def turned(alias: str, keys: Mapping[str, str]) -> str:
    """Rows of names and values turned into columns, one for each key."""
    return ", ".join(
        f"MAX(CASE WHEN {alias}.meta_key = '{key}' THEN {alias}.meta_value END) AS `{column}`"
        for key, column in keys.items()
    )


def listed(keys: Mapping[str, str]) -> str:
    """The keys as a list for IN."""
    return ", ".join(f"'{key}'" for key in keys)


def is_set(value: Any) -> bool:
    """Whether a plugin really says something; shops keep zero in many forms for a day that is not set."""
    return value is not None and str(value).strip() not in UNSET


@lru_cache(maxsize=1 << 14)
def whole(value: Any) -> int:
    """A number as a plugin keeps it; zero for what is none."""
    try:
        return int(Decimal(str(value).strip()))
    except (InvalidOperation, ValueError, OverflowError):
        return 0


@lru_cache(maxsize=1 << 14)
def number(value: Any) -> Decimal:
    """An amount as a plugin keeps it; zero for what is none."""
    try:
        told = Decimal(str(value).strip())
    except InvalidOperation:
        return Decimal(0)
    return told if told.is_finite() else Decimal(0)


def day_of(value: Any) -> date | None:
    """The day on which a moment lies, as it is written."""
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value).strip()[:10]) if is_set(value) else None
    except ValueError:
        return None


@lru_cache(maxsize=1 << 10)
def interval(count: Any, unit: Any) -> Interval | None:
    """The interval that two columns tell; None when there is none."""
    known = _UNITS.get(str(unit or "").strip().lower().removesuffix("s"))
    times = whole(count)
    return Interval(times, known) if known is not None and 1 <= times <= 1_200 else None


def after(last: Any, between: Interval | None) -> date | None:
    """The day on which the next payment should come, worked out from the last one."""
    day = day_of(last)
    if day is None or between is None or not 1970 <= day.year <= 2100:
        return None
    return between.after(day)


def mend(row: dict[str, Any]) -> None:
    """Leave out what plugins write beside a language or a card, so that no row is lost for it."""
    locale = row.get("locale")
    if locale:
        found = _LOCALE.match(str(locale))
        row["locale"] = found[0] if found else None
    card = _card(
        *(row.get(name) for name in ("card_brand", "card_last4", "card_expiry_month", "card_expiry_year"))
    )
    row["card_brand"], row["card_last4"], row["card_expiry_month"], row["card_expiry_year"] = card


@lru_cache(maxsize=1 << 16)
def _card(brand: Any, last4: Any, month: Any, year: Any) -> tuple[Any, str | None, int | None, int | None]:
    digits = _LAST4.fullmatch(str(last4 or ""))
    if digits is None:
        return None, None, None, None
    brand = brand if len(str(brand or "")) <= 32 else None
    in_month, in_year = whole(month), whole(year)
    in_year += 2000 if 0 < in_year < 100 else 0
    if 1 <= in_month <= 12 and 2000 <= in_year <= 2100:
        return brand, digits[1], in_month, in_year
    return brand, digits[1], None, None
