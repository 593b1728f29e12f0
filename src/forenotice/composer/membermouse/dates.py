"""PHP's date formats, and which of our date styles comes nearest to each."""

import re

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_WEEKDAY, _DAY, _MONTH, _YEAR = frozenset("lDNw"), frozenset("djz"), frozenset("FMmn"), frozenset("YyoL")
_WHOLE = frozenset("crU")


def style_of(php: str) -> str:
    """The style for our ``date`` filter; ``long`` when nothing comes nearer."""
    letters = set(_ESCAPED.sub("", php))
    has_weekday, has_day = bool(letters & _WEEKDAY), bool(letters & _DAY)
    has_month, has_year = bool(letters & _MONTH), bool(letters & _YEAR)
    if letters & _WHOLE:
        return "long"
    if has_weekday:
        return "full" if has_day or has_month or has_year else "weekday"
    if has_month and has_day and not has_year:
        return "short"
    if has_month and has_year and not has_day:
        return "month"
    return "medium" if has_month and has_year and "F" not in letters else "long"
