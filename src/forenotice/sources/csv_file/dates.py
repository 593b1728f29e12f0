"""Days and instants as files write them: ISO 8601 or a declared format. What is ambiguous is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from forenotice.kernel.local_time import instant, local_day
from forenotice.sources.csv_file.patterns import UNIX, compile_pattern, read_declared
from forenotice.sources.unreadable import UnreadableError, quoted

UTC_TIMES, MEMBERS_TIMES, DAYS_ONLY = "UTC", "member", "ignore"
_EARLIEST, _LATEST = 1900, 2200
_ISO = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?"
)
_OTHER_ORDER = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})\b")
_NOTHING = re.compile(r"0|0000-00-00(?:[T ]00:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How a file writes days (``pattern``; empty for ISO 8601) and of which zone its times are.

    ``times_in`` is an IANA zone, ``member`` for each member's own, ``ignore`` to keep the day only, or empty.
    """

    pattern: str = ""
    times_in: str = ""


def moment_reader(form: DateFormat) -> Callable[[str, str], date | datetime | None]:
    """A function from a cell and the member's zone to a day, an instant in UTC, or None for "no date".

    It raises :class:`UnreadableError` for a cell that says nothing certain.
    """
    compiled = compile_pattern(form.pattern)

    def read(word: str, zone: str) -> date | datetime | None:
        if is_no_date(word):
            return None
        if form.pattern == UNIX:
            return _read_unix(word)
        told = read_declared(word, compiled, form.pattern) if compiled else None
        return _settle(told or _read_iso(word, form.pattern), word, form.times_in, zone)

    return read


def is_no_date(word: str) -> bool:
    """Whether a cell says that there is no date, as databases write it."""
    return bool(_NOTHING.fullmatch(word))


def day_of(moment: date | datetime | None, zone: str) -> date | None:
    """The calendar day of a moment: an instant's in ``zone``, a day itself."""
    return local_day(moment, zone) if isinstance(moment, datetime) else moment


def _read_iso(word: str, pattern: str) -> datetime | date:
    if not _ISO.fullmatch(word):
        raise UnreadableError(_why_not_iso(word, pattern))
    try:
        if len(word) == 10:
            return date.fromisoformat(word)
        if word.endswith(("UTC", "GMT")):
            return datetime.fromisoformat(word[:-3].rstrip()).replace(tzinfo=UTC)
        return datetime.fromisoformat(word.replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        raise UnreadableError(f"{quoted(word)} is not a date that exists.") from None


def _why_not_iso(word: str, pattern: str) -> str:
    if pattern:
        return f"{quoted(word)} is not a date in the declared format {pattern}, nor as YYYY-MM-DD."
    match = _OTHER_ORDER.match(word)
    if match is None:
        return (
            f'{quoted(word)} is not a date. Write YYYY-MM-DD, or declare date_format, such as "DD/MM/YYYY".'
        )
    first, second = int(match[1]), int(match[2])
    if first <= 12 and second <= 12 and first != second:
        return (
            f"{quoted(word)} is ambiguous: is {first} the day or the month? Declare date_format as "
            '"DD/MM/YYYY" or "MM/DD/YYYY", with the signs that the file uses.'
        )
    order = ("DD", "MM") if second <= 12 else ("MM", "DD")
    sign = word[len(match[1])]
    year = "Y" * len(match[3])
    return (
        f"{quoted(word)} is not written as YYYY-MM-DD. "
        f'Declare date_format, here perhaps "{sign.join((*order, year))}".'
    )


def _settle(told: date | datetime, word: str, times_in: str, zone: str) -> date | datetime:
    """A day as it is, a time as an instant in UTC; a time of nowhere is refused."""
    if not _EARLIEST <= told.year <= _LATEST:
        raise UnreadableError(f"{quoted(word)} lies outside the years {_EARLIEST} to {_LATEST}.")
    if not isinstance(told, datetime):
        return told
    if told.tzinfo is not None:
        return told.astimezone(UTC)
    if times_in == DAYS_ONLY:
        return told.date()
    if times_in:
        where = zone if times_in == MEMBERS_TIMES else times_in
        return instant(told.date(), told.time(), where)
    if told.time() == time(0):
        # Spreadsheets and databases write a bare day with an empty time; it says no more than the day.
        return told.date()
    raise UnreadableError(
        f"{quoted(word)} has a time but not of which zone. Declare times_in: UTC, a zone such as "
        "Europe/Paris, member for each member's own zone, or ignore to keep the day only."
    )


def _read_unix(word: str) -> datetime:
    if not word.isdigit() or len(word) not in (9, 10, 12, 13):
        raise UnreadableError(f"{quoted(word)} is not a number of seconds since 1970.")
    seconds = int(word) // 1000 if len(word) > 10 else int(word)
    return datetime.fromtimestamp(seconds, tz=UTC)
