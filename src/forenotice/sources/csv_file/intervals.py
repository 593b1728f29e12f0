"""Intervals between payments, and whole numbers, as people and programs write them."""

import re

from forenotice.kernel.interval import Unit
from forenotice.sources.csv_file.words import simplify
from forenotice.sources.unreadable import UnreadableError, quoted

_UNITS = {
    Unit.DAY: "day|days|daily|d|jour|jours|tag|tage|tag(e)|täglich|día|días|giorno|giorni",
    Unit.WEEK: (
        "week|weeks|weekly|w|semaine|semaines|hebdomadaire|woche|wochen|wöchentlich|semana|semanas|settimana|"
        "settimane|settimanale"
    ),
    Unit.MONTH: (
        "month|months|monthly|mo|mon|m|mois|mensuel|mensuelle|monat|monate|monatlich|mes|meses|mensual|"
        "mese|mesi|mensile"
    ),
    Unit.YEAR: (
        "year|years|yearly|annual|annually|annum|yr|y|an|ans|année|annuel|annuelle|jahr|jahre|jährlich|"
        "año|años|anual|anno|anni|annuale"
    ),
}
_UNIT_BY_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split("|")}
_WHOLE_INTERVALS = {
    "fortnightly": (2, Unit.WEEK),
    "biweekly": (2, Unit.WEEK),
    "every other week": (2, Unit.WEEK),
    "bimonthly": (2, Unit.MONTH),
    "every other month": (2, Unit.MONTH),
    "quarter": (3, Unit.MONTH),
    "quarterly": (3, Unit.MONTH),
    "trimestriel": (3, Unit.MONTH),
    "vierteljährlich": (3, Unit.MONTH),
    "trimestral": (3, Unit.MONTH),
    "trimestrale": (3, Unit.MONTH),
    "semiannual": (6, Unit.MONTH),
    "semi annual": (6, Unit.MONTH),
    "semiannually": (6, Unit.MONTH),
    "half yearly": (6, Unit.MONTH),
    "semestriel": (6, Unit.MONTH),
    "semestral": (6, Unit.MONTH),
    "semestrale": (6, Unit.MONTH),
    "halbjährlich": (6, Unit.MONTH),
    "biennial": (2, Unit.YEAR),
}
_NO_INTERVAL = frozenset({"none", "never", "lifetime", "one time", "once", "à vie", "lebenslang"})
_COUNTED = re.compile(r"(?:every |per |/ ?|each |tous les |alle )?(\d{1,3})? ?([^\W\d]+(?:\(e\))?)")
_MOST = 1_200
_LARGEST = 1_000_000


def read_interval(word: str) -> tuple[int, Unit] | None:
    """``month``, ``3 months``, ``every 2 weeks``, ``quarterly``; None for something paid once."""
    plain = simplify(word)
    if plain in _NO_INTERVAL:
        return None
    if plain in _WHOLE_INTERVALS:
        return _WHOLE_INTERVALS[plain]
    match = _COUNTED.fullmatch(plain)
    unit = _UNIT_BY_WORD.get(match[2]) if match else None
    if match is None or unit is None:
        whole = _WHOLE_INTERVALS.get(match[2]) if match and match[1] else None
        if match and whole:
            return int(match[1]) * whole[0], whole[1]
        raise UnreadableError(f"{quoted(word)} is not an interval. Write day, week, month, year or 3 months.")
    return read_count(match[1] or "1", least=1, most=_MOST), unit


def read_count(word: str, least: int = 0, most: int = _LARGEST) -> int:
    """A whole number in that range."""
    plain = word.strip()
    if plain.endswith((".0", ".00")):
        plain = plain.partition(".")[0]
    if not (plain.isascii() and plain.isdigit()) or not least <= int(plain[:12]) <= most:
        raise UnreadableError(f"{quoted(word)} is not a whole number from {least} to {most}.")
    return int(plain)
