"""Numbers, days and sizes as the owner writes them, in English or in French. Pure."""

from datetime import date
from re import sub

from babel.dates import format_date
from babel.numbers import format_decimal

_UNITS = {"en": ("MB", "GB", "TB"), "fr": ("Mo", "Go", "To")}
_STEP = 1024
_NO_BREAK_SPACE = "\u00a0"


def number(value: int, language: str) -> str:
    """A whole number, its thousands set apart: ``1,250`` or ``1 250``."""
    return str(format_decimal(value, locale=language))


def day(value: date, language: str) -> str:
    """A calendar day: ``2 March 2026``, ``2 mars 2026``, ``1er mars 2026``."""
    words = format_date(value, "d MMMM y", locale=language)
    return sub(r"^1 ", "1er ", words) if language == "fr" else words


def size(of_bytes: int, language: str) -> str:
    """Bytes in the unit that a person would choose, cut off and not rounded up: ``312 MB``, ``4.5 GB``."""
    units = _UNITS[language]
    tenths = of_bytes * 10 // _STEP**2
    unit = 0
    while tenths >= 10 * _STEP and unit < len(units) - 1:
        tenths //= _STEP
        unit += 1
    shown = tenths // 10 if tenths >= 1_000 or unit == 0 else tenths / 10
    return f"{format_decimal(shown, locale=language)}{_NO_BREAK_SPACE}{units[unit]}"
