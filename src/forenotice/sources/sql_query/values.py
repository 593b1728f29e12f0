"""Single values as databases give them: numbers, days, instants and texts. Pure.

Drivers give an amount as a decimal, a number or a text, and a day as a date or a text, according to the type
of its column. What is ambiguous is refused, as in a file.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from forenotice.kernel.interval import Unit
from forenotice.kernel.local_time import instant
from forenotice.kernel.money import exponent
from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.texts import tidy
from forenotice.sources.unreadable import UnreadableError, quoted

DAYS_ONLY = "ignore"
_EARLIEST, _LATEST = 1900, 2200
_LARGEST = 2**62
_MOST_DIGITS = 30
_MANY = 1 << 16
_LONG_AS_A_MOMENT = len("2027-04-01 09:30:00")
_UNITS = {
    word: unit.value
    for unit, words in (
        (Unit.DAY, "day days d"),
        (Unit.WEEK, "week weeks w"),
        (Unit.MONTH, "month months m"),
        (Unit.YEAR, "year years y"),
    )
    for word in words.split()
}
_STANDINGS = {each.value: each.value for each in Standing} | {"canceled": "cancelled", "expired": "ended"}
_YES = frozenset({"1", "true", "t", "yes", "y"})
_NO = frozenset({"0", "false", "f", "no", "n", ""})
Moment = date | datetime | None


def read_text(value: Any, longest: int) -> str:
    """A text on one line."""
    word = value if isinstance(value, str) else _as_text(value)
    if len(word) > 4 * longest:
        raise UnreadableError(f"It is longer than {longest} characters.")
    if not word.isprintable() or "  " in word or word[:1] == " " or word[-1:] == " ":
        word = tidy(word)
    if len(word) > longest:
        raise UnreadableError(f"It is longer than {longest} characters.")
    return word


def _as_text(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            raise UnreadableError("It is no text.") from None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_amount(value: Any, currency: str) -> int:
    """An amount in whole units of its currency, into minor ones. A float is read as it is written."""
    return _amount(value if isinstance(value, Decimal | int) else str(value), currency)


@lru_cache(maxsize=_MANY, typed=True)
def _amount(value: Decimal | int | str, currency: str) -> int:
    try:
        # A total of many decimals is what some shops keep; zeros at its end say nothing.
        told = _decimal(value)
        minor = told.scaleb(exponent(currency))
        whole = int(minor)
    except (InvalidOperation, ValueError, OverflowError):
        raise UnreadableError(f"{quoted(str(value))} is not an amount. Write it as 12.50.") from None
    if whole != minor:
        decimals = exponent(currency)
        raise UnreadableError(f"{quoted(str(value))} has more decimals than {currency} has ({decimals}).")
    return _in_range(whole, value)


def read_minor(value: Any) -> int:
    """An amount in minor units."""
    return _in_range(read_count(value, least=-_LARGEST, most=_LARGEST), value)


def _decimal(value: Any) -> Decimal:
    told = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    # The whole number of 1e999999999 would take all the memory there is.
    if told.is_finite() and told.adjusted() > _MOST_DIGITS:
        raise OverflowError
    return told


def _in_range(minor: int, value: Any) -> int:
    if minor < 0:
        raise UnreadableError(f"{quoted(str(value))} is below zero; an upcoming payment cannot be.")
    if minor >= _LARGEST:
        raise UnreadableError(f"{quoted(str(value))} is too large.")
    return minor


def read_count(value: Any, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number in that range."""
    try:
        told = value if isinstance(value, int) else _decimal(value)
        whole = int(told)
    except (InvalidOperation, ValueError, OverflowError):
        raise UnreadableError(f"{quoted(str(value))} is not a whole number.") from None
    if whole != told or not least <= whole <= most:
        raise UnreadableError(f"{quoted(str(value))} is not a whole number from {least} to {most}.")
    return whole


def read_answer(value: Any) -> bool:
    """Yes or no; MySQL gives a BIT as one byte."""
    if isinstance(value, bytes):
        value = int.from_bytes(value)
    word = str(value).strip().lower()
    if word not in _YES and word not in _NO:
        raise UnreadableError(f"{quoted(str(value))} is neither yes nor no.")
    return word in _YES


def read_unit(value: Any) -> str:
    """The unit of an interval."""
    unit = _UNITS.get(str(value).strip().lower())
    if unit is None:
        raise UnreadableError(f"{quoted(str(value))} is not an interval. Write day, week, month or year.")
    return unit


def read_standing(value: Any) -> str:
    """How a subscription stands."""
    standing = _STANDINGS.get(str(value).strip().lower().replace("-", "_").replace(" ", "_"))
    if standing is None:
        known = ", ".join(each.value for each in Standing)
        raise UnreadableError(f"{quoted(str(value))} is not a status. Write one of {known}.")
    return standing


def read_payer_kind(value: Any) -> str:
    """Whether payments happen by themselves."""
    kind = str(value).strip().lower()
    if kind not in (PayerKind.AUTOMATIC.value, PayerKind.MANUAL.value):
        raise UnreadableError(f"{quoted(str(value))} is not a way of paying. Write automatic or manual.")
    return kind


def moment_reader(times_in: str) -> Callable[[Any], Moment]:
    """Reads days and instants. A time without a zone is one of ``times_in``; "ignore" keeps its day only."""

    def read(value: Any) -> Moment:
        if isinstance(value, str) and len(value) == _LONG_AS_A_MOMENT:
            # Nearly all of them are of this form and different, so that remembering them would be in vain.
            try:
                return _settle(datetime.fromisoformat(value), times_in)
            except UnreadableError:
                raise
            except ValueError:
                return _read_moment(value.strip(), times_in)
        if isinstance(value, datetime):
            return _settle(value, times_in)
        if isinstance(value, date):
            return _in_years(value)
        if isinstance(value, int):
            return _of_seconds(value)
        return _read_moment(str(value).strip(), times_in)

    return read


@lru_cache(maxsize=_MANY)
def _read_moment(word: str, times_in: str) -> Moment:
    # Databases of shops write zero in some form for a day that is not set.
    if not word or word == "0" or word.startswith("0000-00-00"):
        return None
    if word.isdigit() and len(word) >= 9:
        return _of_seconds(int(word))
    try:
        if len(word) == 10:
            return _in_years(date.fromisoformat(word))
        return _settle(datetime.fromisoformat(word.upper().replace("Z", "+00:00")), times_in)
    except UnreadableError:
        raise
    except ValueError:
        raise UnreadableError(f"{quoted(word)} is not a date that exists, written as YYYY-MM-DD.") from None


def _of_seconds(seconds: int) -> Moment:
    if seconds == 0:
        return None
    try:
        return _settle(datetime.fromtimestamp(seconds, tz=UTC), "")
    except (ValueError, OverflowError, OSError):
        raise UnreadableError(f"{seconds} is not a number of seconds since 1970.") from None


def _settle(told: datetime, times_in: str) -> date | datetime:
    """A time of a known zone as an instant in UTC; one of nowhere is refused, as in a file."""
    _in_years(told)
    if told.tzinfo is not None:
        return told.astimezone(UTC)
    if times_in == DAYS_ONLY:
        return told.date()
    if times_in == "UTC":
        return told.replace(tzinfo=UTC)
    if times_in:
        return instant(told.date(), told.time(), times_in)
    if told.time() == time(0):
        return told.date()
    raise UnreadableError(
        f"{quoted(str(told))} has a time but not of which zone. Declare times_in: UTC, a zone such as "
        "Europe/Paris, or ignore to keep the day only."
    )


def _in_years(told: date) -> date:
    if not _EARLIEST <= told.year <= _LATEST:
        raise UnreadableError(f"{quoted(str(told))} lies outside the years {_EARLIEST} to {_LATEST}.")
    return told
