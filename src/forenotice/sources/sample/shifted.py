"""The society's file with its days moved, so that what is coming is always coming soon. Pure."""

import csv
import io
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable

SAMPLE = "sample"
"""The name of the source that the society comes from."""

_BEGINS_ON = date(2027, 3, 1)
_DAYS = ("Member since", "Next payment", "Trial ends", "Term ends", "Cancel by")


def sample_members() -> Traversable:
    """The file as it is: its days are those of March 2027."""
    return files(__package__).joinpath("members.csv")


def sample_from(day: date) -> bytes:
    """The file as if it had been written on that day."""
    rows = list(csv.DictReader(io.StringIO(sample_members().read_text(encoding="utf-8"))))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    for row in rows:
        moved = {name: _moved(row[name], day - _BEGINS_ON) for name in _DAYS}
        writer.writerow(row | moved | {"Card expires": _month(row["Card expires"], day)})
    return text.getvalue().encode()


def _moved(word: str, by: timedelta) -> str:
    """A day, or the day of an instant, moved; what is neither stays."""
    try:
        return f"{date.fromisoformat(word[:10]) + by}{word[10:]}"
    except ValueError:
        return word


def _month(word: str, day: date) -> str:
    """A month as far from that day as it was from the first."""
    year, _, month = word.partition("-")
    if not (year.isdigit() and month.isdigit()):
        return word
    months = (int(year) - _BEGINS_ON.year + day.year) * 12 + int(month) - _BEGINS_ON.month + day.month - 1
    return f"{months // 12:04}-{months % 12 + 1:02}"
