"""From the words at the head of a column to what the column means, with the hints that such words carry."""

import re
from dataclasses import dataclass
from enum import StrEnum

from forenotice.sources.csv_file.dates import UTC_TIMES
from forenotice.sources.csv_file.letters import fold

_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ][a-zà-ÿ])")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_BLANKS = re.compile(r"[\s_\-./:#*?\"'\u2019]+")
_MINOR = frozenset(
    {"cents", "in cents", "pence", "in pence", "minor", "minor units", "in minor units", "centimes"}
)
_CUSTOM = re.compile(
    r"(?:custom|meta|metadata)[.:](?P<dotted>.+)|(?P<bracketed>.+?) *\((?:metadata|custom)\)", re.I
)
_NOT_A_WORD = re.compile(r"\W+")


class Shape(StrEnum):
    """Whose export a file is, told by its headers; it settles what they leave open."""

    OWN = "own"
    STRIPE = "stripe"
    WOOCOMMERCE = "woocommerce"


@dataclass(frozen=True, slots=True)
class Header:
    """The words of a header in small letters, and what stood in brackets behind them.

    ``currency`` and ``minor`` are for amounts, ``zone`` and ``date_format`` for dates; ``custom`` is the key
    of a field of the owner's own.
    """

    words: str
    currency: str = ""
    minor: bool = False
    zone: str = ""
    date_format: str = ""
    custom: str = ""


def read_header(theirs: str) -> Header:
    """``Amount (EUR, cents)`` is an amount in cents of EUR, ``Trial End (UTC)`` an instant in UTC."""
    custom = _CUSTOM.fullmatch(theirs.strip())
    if custom:
        return Header(theirs.strip().lower(), custom=custom_key(custom["dotted"] or custom["bracketed"]))
    words = simplify_header(_BRACKETS.sub(" ", theirs))
    hints = [hint.strip() for bracket in _BRACKETS.findall(theirs) for hint in re.split(r"[,;]", bracket)]
    minor = any(hint.lower() in _MINOR for hint in hints)
    for ending in ("in cents", "cents", "minor"):
        if words.endswith(f" {ending}"):
            words, minor = words.removesuffix(f" {ending}"), True
    for ending in ("utc", "gmt"):
        if words.endswith(f" {ending}"):
            words, hints = words.removesuffix(f" {ending}"), [*hints, "UTC"]
    return Header(
        words,
        currency=next((hint for hint in hints if re.fullmatch(r"[A-Z]{3}", hint) and not _is_utc(hint)), ""),
        minor=minor,
        zone=UTC_TIMES if any(map(_is_utc, hints)) else "",
        date_format=next((hint for hint in hints if "YY" in hint and "D" in hint), ""),
    )


def simplify_header(theirs: str) -> str:
    """``nextPayment_Date`` and ``Next payment date`` are one header; so are ``Prénom`` and ``PRENOM``."""
    return fold(" ".join(_BLANKS.sub(" ", _CAMEL.sub(" ", theirs)).split()))


def custom_key(words: str) -> str:
    """The key that a field of the owner's own has in smart tags: ``Shoe size`` is ``shoe_size``."""
    return _NOT_A_WORD.sub("_", words.strip().lower()).strip("_")


def shape_of(headers: list[Header]) -> Shape:
    """Whose export it is."""
    words = {header.words for header in headers}
    if {"id", "customer id", "current period end"} <= words and any(header.zone for header in headers):
        return Shape.STRIPE
    if {"billing period", "billing interval"} <= words and words & {"subscription status", "order total"}:
        return Shape.WOOCOMMERCE
    return Shape.OWN


def _is_utc(hint: str) -> bool:
    return hint.upper() in ("UTC", "GMT")
