"""The parts of what a shop tells, each read or at fault by its name. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from forenotice.sources.amounts import AmountFormat, read_amount
from forenotice.sources.cards import CANDIDATE, REMOVED, is_card_number
from forenotice.sources.texts import tidy
from forenotice.sources.unreadable import UnreadableError, quoted

_PLAIN = AmountFormat("", ".")
_LONGEST, _MOST_DIGITS = 200, 20
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_CARD = "A whole card number stands here. Leave its last four digits only."


class PartError(Exception):
    """A part of a subscription that means nothing certain."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part


def told(item: Mapping[str, Any], part: str) -> dict[str, Any]:
    """The words at fault, without whole card numbers."""
    found: Any = item
    for name in part.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    if found is None or isinstance(found, dict | list):
        return {}
    return {part: REMOVED if _holds_card(str(found)) else str(found)[:_LONGEST]}


def read_part(part: str, reader: Any, word: str) -> str:
    """What a reader of single words makes of one; empty stays empty."""
    if not word:
        return ""
    try:
        return str(reader(word))
    except UnreadableError as error:
        raise PartError(part, str(error)) from None


def text_of(holder: Mapping[str, Any], name: str, longest: int = _LONGEST) -> str:
    """A text on one line; PHP gives numbers in either form, and nothing in several."""
    value = holder.get(name)
    if value is None or value is False or value == []:
        return ""
    if isinstance(value, dict | list):
        raise PartError(name, "It is no text.")
    text = tidy(str(value).replace("\0", ""))
    if len(text) > longest:
        raise PartError(name, f"It is longer than {longest} characters.")
    if _holds_card(text):
        raise PartError(name, _CARD)
    return text


def _holds_card(text: str) -> bool:
    found = CANDIDATE.finditer(text.encode("utf-8", "replace"))
    return any(is_card_number(match[0].decode()) for match in found)


def table_of(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part that has parts of its own; PHP writes an empty one as a list."""
    value = holder.get(name)
    return value if isinstance(value, dict) else {}


def list_of(holder: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A part that is a list of such."""
    value = holder.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def amount_of(item: Mapping[str, Any], name: str, currency: str) -> int | None:
    """An amount in minor units of the currency."""
    value, word = item.get(name), text_of(item, name)
    if isinstance(value, Decimal) and abs(value.adjusted()) < _MOST_DIGITS:
        # A few letters can stand for a number of a thousand million digits; that one stays as it is written.
        word = format(value, "f")
    try:
        return read_amount(word, currency, _PLAIN) if word else None
    except UnreadableError as error:
        raise PartError(name, str(error)) from None


def moment_of(item: Mapping[str, Any], name: str) -> datetime | None:
    """A moment that is told in GMT; there are several ways to tell of none."""
    word = text_of(item, name)
    if not word or word == "0":
        return None
    try:
        moment = datetime.fromisoformat(word)
    except ValueError:
        raise PartError(name, f"{quoted(word)} is not a moment.") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise PartError(name, f"{quoted(word)} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}.")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
