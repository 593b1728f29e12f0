"""In which order a file writes day and month, found out from its own dates where they settle it."""

import re
from collections.abc import Iterable

_DAY_FIRST, _MONTH_FIRST = ("DD", "MM"), ("MM", "DD")
_WRITTEN = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?P<time>[ T]+\d{1,2}:\d{2}(?::\d{2})?)?")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_GROUPS = re.compile(r"[^\W\d_]+")
_MOST_MONTHS, _MOST_DAYS = 12, 31
_LONGEST_YEAR = 4


def date_orders(cells: Iterable[str]) -> tuple[str, ...]:
    """The formats that all these cells fit, the likelier one first; none where they do not say it alike.

    Days as ISO 8601 writes them fit any. A single 31.12.2026 settles a whole column. With dots the day comes
    first, unless the dates themselves say otherwise: no country writes the month and then a dot.
    """
    shapes: set[tuple[str, int, str]] = set()
    day_first = month_first = True
    for cell in cells:
        if _ISO.match(cell):
            continue
        found = _WRITTEN.fullmatch(cell)
        if found is None:
            return ()
        first, second = int(found[1]), int(found[3])
        day_first &= first <= _MOST_DAYS and second <= _MOST_MONTHS
        month_first &= first <= _MOST_MONTHS and second <= _MOST_DAYS
        shapes.add((found[2], len(found[4]), re.sub(r"\d+", "00", found["time"] or "")))
    if len(shapes) != 1:
        return ()
    [(sign, digits, time)] = shapes
    if sign == "." and day_first:
        month_first = False
    orders = [order for order, fits in ((_DAY_FIRST, day_first), (_MONTH_FIRST, month_first)) if fits]
    clock = time.replace("00", "HH", 1).replace("00", "mm", 1).replace("00", "ss", 1)
    return tuple(sign.join((*order, "Y" * digits)) + clock for order in orders)


def in_our_letters(pattern: str) -> str:
    """A format in the letters of other languages, ``tt.mm.jjjj`` or ``jj/mm/aaaa``, in ours.

    Of its three groups of letters that of M is the month, of the others the longer one the year. What is
    anything else comes back as it is.
    """
    groups = _GROUPS.findall(pattern)
    if len(groups) != len(("DD", "MM", "YYYY")) or any(len(set(group.upper())) != 1 for group in groups):
        return pattern
    others = sorted((group for group in groups if group[0].upper() != "M"), key=len)
    if len(others) != len(("DD", "YYYY")) or len(others[1]) != _LONGEST_YEAR:
        return pattern
    ours = {others[0]: "DD", others[1]: "YYYY"}
    return _GROUPS.sub(lambda group: ours.get(group[0], group[0].upper()), pattern)
