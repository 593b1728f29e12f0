"""Declared date formats, written with YYYY, MM and DD as owners know them from spreadsheets."""

import re
from datetime import date, datetime, time

from forenotice.sources.unreadable import UnreadableError, quoted

UNIX = "unix"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january janvier januar enero",
            "feb february février fevrier februar febrero",
            "mar march mars märz marz marzo",
            "apr april avril abril",
            "may mai mayo",
            "jun june juin juni junio",
            "jul july juillet juli julio",
            "aug august août aout agosto",
            "sep sept september septembre septiembre",
            "oct october octobre oktober octubre",
            "nov november novembre noviembre",
            "dec december décembre decembre dezember diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short_year>\d{2})",
    "MMMM": r"(?P<name>[^\W\d]+)\.?",
    "MMM": r"(?P<name>[^\W\d]+)\.?",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
}
_TOKEN = re.compile("|".join(_TOKENS))


def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """The declared format as an expression, None for ISO; raise :class:`UnreadableError` if it is none."""
    if pattern in ("", UNIX):
        return None
    pieces, end = [], 0
    for match in _TOKEN.finditer(pattern):
        pieces += [re.escape(pattern[end : match.start()]), _TOKENS[match[0]]]
        end = match.end()
    pieces.append(re.escape(pattern[end:]))
    try:
        compiled = re.compile("".join(pieces), re.IGNORECASE)
    except re.error:
        compiled = re.compile("")
    named = compiled.groupindex.keys()
    if not ({"year", "short_year"} & named and {"month", "name"} & named and "day" in named):
        raise UnreadableError(
            f"{quoted(pattern)} is no date format; write it with YYYY, MM and DD, as in DD/MM/YYYY or "
            "DD.MM.YYYY HH:mm, or write unix for seconds since 1970."
        )
    return compiled


def read_declared(word: str, compiled: re.Pattern[str], pattern: str) -> datetime | date | None:
    """The moment that the declared format finds; None when the words have another shape."""
    match = compiled.fullmatch(word)
    if match is None:
        return None
    found = match.groupdict()
    month = found.get("month") or _MONTHS.get((found.get("name") or "").lower())
    if month is None:
        raise UnreadableError(f"{quoted(word)} is not a date: no month is called {quoted(found['name'])}.")
    year = int(found["year"]) if found.get("year") else 2000 + int(found["short_year"])
    try:
        day = date(year, int(month), int(found["day"]))
        if found.get("hour") is None:
            return day
        hour, minute, second = (int(found.get(unit) or 0) for unit in ("hour", "minute", "second"))
        return datetime.combine(day, time(hour, minute, second))
    except ValueError:
        raise UnreadableError(f"{quoted(word)} is not a date in the format {pattern}.") from None
