"""A cell of a spreadsheet as the words that a CSV file would hold. Pure.

What a person sees is what counts: 15 significant digits, and the leading zeros and the currency that the
cell's format shows. What the words mean is decided later, as for any file.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from forenotice.sources.amounts import names_currency

ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})
"""What spreadsheets show where they could work nothing out."""

_SHOWN_DIGITS = 15
_AMBIGUOUS_DECIMALS = 3
_LINE_END = re.compile(r"(?:_x000[AaDd]_|[\r\n\v\f\x85\u2028\u2029])+")
_LEADING_ZEROS = re.compile(r"0{2,20}")
_MARKED_SIGN = re.compile(r"\[\$([^\]-]+)")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_BESIDE = re.compile(r'"([^"]*)"|([^\s\d#0?.,*_;@()\\/\[\]"+-])')


def word_of(value: Any, number_format: str, decimal: str) -> str:
    """The words of a cell, on one line. ``decimal`` is the sign before decimals in this file."""
    if isinstance(value, str):
        return _LINE_END.sub(" ", value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value, number_format, decimal)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _moment(value: datetime) -> str:
    """A day, or a day and a time to the second: spreadsheets count parts of days, and miss it by a little."""
    rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if rounded.time() == time(0):
        return rounded.date().isoformat()
    return rounded.isoformat(sep=" ")


def _number(value: float, number_format: str, decimal: str) -> str:
    digits = _plain(value)
    whole, _, decimals = digits.partition(".")
    if decimals:
        # A lone separator before three digits could be one between thousands; four say that it is none.
        digits = whole + decimal + decimals + ("0" if len(decimals) == _AMBIGUOUS_DECIMALS else "")
    zeros, sign = _shown(number_format)
    if zeros and not decimals and not whole.startswith("-"):
        return whole.zfill(zeros)
    return f"{digits} {sign}" if sign else digits


def _plain(value: float) -> str:
    """A number as digits, without an exponent and without what is beyond the digits that are shown."""
    if isinstance(value, int):
        return str(value)
    written = format(Decimal(format(value, f".{_SHOWN_DIGITS}g")), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


@lru_cache(maxsize=1_000)
def _shown(number_format: str) -> tuple[int, str]:
    """How many digits a format of zeros shows at least (else 0), and the currency beside them."""
    if _LEADING_ZEROS.fullmatch(number_format):
        return len(number_format), ""
    marked = _MARKED_SIGN.search(number_format)
    plain = _BRACKETS.sub("", number_format)
    beside = [marked[1]] if marked else [quoted or sign for quoted, sign in _BESIDE.findall(plain)]
    return 0, next((word.strip() for word in beside if names_currency(word.strip())), "")
