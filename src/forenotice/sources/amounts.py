"""Amounts as people and programs write them, into whole minor units. What is ambiguous is refused."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import list_currencies

from forenotice.kernel.money import exponent
from forenotice.sources.unreadable import UnreadableError, quoted

MINOR = "minor"
# Each format is named by how it writes one thousand two hundred thirty-four and a half.
FORMATS: dict[str, tuple[str, str]] = {
    "1,234.50": (",", "."),
    "1.234,50": (".", ","),
    "1 234,50": (" ", ","),
    "1 234.50": (" ", "."),
    "1'234.50": ("'", "."),
    "1234.50": ("", "."),
    "1234,50": ("", ","),
}
_DOLLARS = "USD CAD AUD NZD SGD HKD MXN ARS CLP COP BRL TWD BBD BMD BSD BZD FJD GYD JMD KYD LRD NAD TTD XCD"
_SIGNS: dict[str, frozenset[str]] = {
    sign: frozenset(codes.split())
    for sign, codes in {
        "$": _DOLLARS,
        "US$": "USD",
        "A$": "AUD",
        "C$": "CAD",
        "CA$": "CAD",
        "NZ$": "NZD",
        "HK$": "HKD",
        "S$": "SGD",
        "R$": "BRL",
        "€": "EUR",
        "£": "GBP EGP GIP SHP FKP LBP",
        "¥": "JPY CNY",
        "₹": "INR",
        "₩": "KRW",
        "₪": "ILS",
        "₺": "TRY",
        "₴": "UAH",
        "zł": "PLN",
        "Kč": "CZK",
        "Ft": "HUF",
        "kr": "SEK NOK DKK ISK",
        "kr.": "DKK",
    }.items()
}
_NUMBER = re.compile(r"[0-9][0-9.,' ]*[0-9]|[0-9]")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2019": "'"})
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class AmountFormat:
    """How a file writes amounts: with these separators, or in ``minor`` units, or undeclared (all empty)."""

    thousands: str = ""
    decimal: str = ""
    minor: bool = False

    @classmethod
    def named(cls, name: str) -> "AmountFormat":
        """The format that an owner names by example; raise :class:`UnreadableError` for any other name."""
        if name == MINOR:
            return cls(minor=True)
        if name and name not in FORMATS:
            raise UnreadableError(
                f"{quoted(name)} is no amount format; write one of {', '.join(FORMATS)} or {MINOR}."
            )
        return cls(*FORMATS[name]) if name else cls()


def read_amount(word: str, currency: str, form: AmountFormat, signed: bool = False) -> int:
    """The amount in minor units of ``currency``; raise :class:`UnreadableError`.

    Undeclared, a lone separator before exactly three digits is ambiguous unless the currency has no decimals.
    An amount below zero is refused unless it is ``signed``.
    """
    number, sign = _without_currency(word.translate(_SPACES).strip(), currency)
    whole, decimals = _split(number, word, currency, form)
    if form.minor:
        if decimals:
            raise UnreadableError(f"{quoted(word)} has decimals, but the file declares minor units.")
        return _in_range(sign * int(whole), word, signed)
    digits = exponent(currency)
    kept, beyond = decimals[:digits], decimals[digits:]
    if beyond.strip("0"):
        raise UnreadableError(f"{quoted(word)} has more decimals than {currency} has ({digits}).")
    return _in_range(sign * int(whole + kept.ljust(digits, "0")), word, signed)


def _without_currency(word: str, currency: str) -> tuple[str, int]:
    """The bare number and its sign; a currency written beside it must be the row's own."""
    sign = -1 if word.startswith(("-", "\u2212")) or (word.startswith("(") and word.endswith(")")) else 1
    match = _NUMBER.search(word)
    if match is None:
        raise UnreadableError(f"{quoted(word)} is not an amount.")
    beside = (word[: match.start()] + word[match.end() :]).strip(" +-\u2212()")
    said = _currencies_of(beside)
    if beside and not said:
        raise UnreadableError(f"{quoted(word)} is not an amount.")
    if said and currency not in said:
        raise UnreadableError(f"{quoted(word)} is not in {currency}, the currency of this row.")
    return match[0], sign


def currency_beside(word: str, usual: str) -> str:
    """The currency whose sign or code stands beside an amount; the usual one where none or several fit."""
    match = _NUMBER.search(word := word.translate(_SPACES).strip())
    beside = (word[: match.start()] + word[match.end() :]).strip(" +-\u2212()") if match else ""
    said = _currencies_of(beside) & _known_currencies()
    return next(iter(said)) if len(said) == 1 else usual


def _currencies_of(beside: str) -> frozenset[str]:
    """The currencies that a sign or a code can stand for."""
    is_code = len(beside) == 3 and beside.isascii() and beside.isalpha()
    return _SIGNS.get(beside) or frozenset({beside.upper()} if is_code else ())


def _split(number: str, word: str, currency: str, form: AmountFormat) -> tuple[str, str]:
    """The digits before and after the decimal separator."""
    if number.isdigit():
        return number, ""
    thousands, decimal = form.thousands, form.decimal
    if not decimal:
        thousands, decimal = _separators(number, word, currency, form)
    whole, point, decimals = number.partition(decimal) if decimal else (number, "", "")
    groups = whole.split(thousands) if thousands else [whole]
    if not _are_groups(groups) or not all(map(str.isdigit, groups)) or (point and not decimals.isdigit()):
        raise UnreadableError(_misfit(word, form))
    return "".join(groups), decimals


def _are_groups(groups: list[str]) -> bool:
    """Groups of three digits, or of two before the last one as India writes them (1,23,456)."""
    if len(groups) == 1:
        return True
    inner = {len(group) for group in groups[1:-1]}
    return 0 < len(groups[0]) <= 3 and len(groups[-1]) == 3 and inner in (set(), {2}, {3})


def _separators(number: str, word: str, currency: str, form: AmountFormat) -> tuple[str, str]:
    """What an undeclared number itself says about its separators; raise when it says two things."""
    found = [sign for sign in number if not sign.isdigit()]
    kinds = sorted(set(found), key=number.rindex)
    last = kinds[-1]
    if form.minor:
        return last, ""
    if len(kinds) > 2 or (len(kinds) == 2 and found.count(last) > 1):
        raise UnreadableError(f"{quoted(word)} is not an amount.")
    if len(kinds) == 2:
        return kinds[0], last
    if last in " '" or len(found) > 1:
        return last, ""
    before, _, after = number.partition(last)
    could_be_group = len(after) == 3 and 0 < len(before) <= 3 and not before.startswith("0")
    if not could_be_group:
        return "", last
    if exponent(currency) == 0:
        return last, ""
    raise UnreadableError(_ambiguous(word, before, after, currency))


def _ambiguous(word: str, before: str, after: str, currency: str) -> str:
    large, small = f"{int(before + after)}", Decimal(f"{before}.{after}")
    return (
        f"{quoted(word)} could mean {large} or {small} {currency}. Declare how the file writes amounts: "
        'amount_format = "1,234.50" or "1.234,50".'
    )


def _misfit(word: str, form: AmountFormat) -> str:
    names = [name for name, signs in FORMATS.items() if signs == (form.thousands, form.decimal)]
    declared = f" in the declared format {names[0]}" if names else ""
    return f"{quoted(word)} is not an amount{declared}."


def _in_range(minor: int, word: str, signed: bool) -> int:
    if abs(minor) >= _LARGEST:
        raise UnreadableError(f"{quoted(word)} is too large.")
    if minor < 0 and not signed:
        raise UnreadableError(f"{quoted(word)} is below zero; an upcoming payment cannot be.")
    return minor


def names_currency(word: str) -> bool:
    """Whether a word that stands beside a number can be the sign or the code of a currency."""
    return word in _SIGNS or word in _known_currencies()


def read_currency(word: str) -> str:
    """An ISO 4217 code, in either case."""
    code = word.upper()
    if code not in _known_currencies():
        raise UnreadableError(
            f"{quoted(word)} is not a currency. Write its code of three letters, such as EUR."
        )
    return code


@lru_cache(maxsize=1)
def _known_currencies() -> frozenset[str]:
    return frozenset(list_currencies())
