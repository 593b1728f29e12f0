"""The single values of a pushed document: how each is written, and the sentence when it is not. Pure."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from forenotice.sources.amounts import read_currency
from forenotice.sources.cards import read_brand, read_expiry
from forenotice.sources.people import read_email, read_link
from forenotice.sources.places import read_country, read_locale, read_zone
from forenotice.sources.texts import tidy
from forenotice.sources.unreadable import UnreadableError, quoted

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_EARLIEST, _LATEST = 1900, 2200


def _id(word: str) -> str:
    if not word:
        raise UnreadableError("It is blank. Give the id by which your system knows it.")
    return word


def _day(word: Any) -> date:
    if not isinstance(word, str) or not _DAY.fullmatch(word):
        raise UnreadableError(f"{_shown(word)} is not a day. Write it as YYYY-MM-DD.")
    return _existing(word)


def _instant(word: Any) -> datetime:
    if not isinstance(word, str) or not _INSTANT.fullmatch(word):
        raise UnreadableError(
            f"{_shown(word)} is not an instant. Write it as RFC 3339 has it, with its zone: "
            "2027-01-31T09:00:00Z."
        )
    _existing(word[:10])
    try:
        return datetime.fromisoformat(word.upper().replace(" ", "T")).astimezone(UTC)
    except ValueError:
        raise UnreadableError(f"{quoted(word)} is not an instant that exists.") from None


def _existing(word: str) -> date:
    try:
        day = date.fromisoformat(word)
    except ValueError:
        raise UnreadableError(f"{quoted(word)} is not a date that exists.") from None
    if not _EARLIEST <= day.year <= _LATEST:
        raise UnreadableError(f"{quoted(word)} lies outside the years {_EARLIEST} to {_LATEST}.")
    return day


def _shown(word: Any) -> str:
    return quoted(word if isinstance(word, str) else str(word))


def _unless_empty(read: Any) -> AfterValidator:
    return AfterValidator(lambda word: read(word) if word else "")


def _expiry(word: Any) -> date:
    if not isinstance(word, str) or not re.fullmatch(r"\d{4}-\d\d", word):
        raise UnreadableError(f"{_shown(word)} is not when a card expires. Write YYYY-MM.")
    try:
        return read_expiry(word)
    except UnreadableError:
        raise UnreadableError(f"{quoted(word)} is not a month that exists.") from None


Id = Annotated[
    str,
    Field(min_length=1, max_length=200, examples=["sub_1042"]),
    AfterValidator(tidy),
    AfterValidator(_id),
]
Name = Annotated[str, Field(max_length=200), AfterValidator(tidy)]
Word = Annotated[str, Field(max_length=300), AfterValidator(tidy)]
Words = Annotated[str, Field(max_length=2_000), AfterValidator(tidy)]
Tag = Annotated[str, Field(max_length=100, pattern=r"^[^|]*$"), AfterValidator(tidy)]
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Email = Annotated[
    str,
    Field(max_length=254, examples=["ada@example.org"]),
    AfterValidator(tidy),
    _unless_empty(read_email),
]
Locale = Annotated[
    str, Field(max_length=16, examples=["fr-CA"]), AfterValidator(tidy), _unless_empty(read_locale)
]
Zone = Annotated[
    str, Field(max_length=64, examples=["Europe/Paris"]), AfterValidator(tidy), _unless_empty(read_zone)
]
Country = Annotated[
    str,
    Field(max_length=2, description="ISO 3166, two letters.", examples=["FR"]),
    AfterValidator(tidy),
    _unless_empty(read_country),
]
Link = Annotated[
    str,
    Field(max_length=2_000, description="It begins with https:// or http://.", examples=[""]),
    AfterValidator(tidy),
    _unless_empty(read_link),
]
Currency = Annotated[
    str,
    Field(min_length=3, max_length=3, description="ISO 4217.", examples=["EUR"]),
    AfterValidator(tidy),
    AfterValidator(read_currency),
]
Brand = Annotated[
    str, Field(max_length=32, examples=["Visa"]), AfterValidator(tidy), _unless_empty(read_brand)
]
Last4 = Annotated[str, Field(pattern=r"^([0-9]{4})?$", examples=["4242"])]
Expiry = Annotated[
    date,
    BeforeValidator(_expiry),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}$",
            "description": "The month through which it is good.",
            "examples": ["2027-04"],
        }
    ),
]
