"""How answers look: calm tables for people, JSON for programs, sentences for both."""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from babel.numbers import format_currency
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from forenotice.kernel.local_time import zone
from forenotice.kernel.money import Money

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of words for people.")]

# What a program reads from a pipe should not be cut at the 80 columns that an unknown width counts as.
_WIDTH_IN_A_PIPE = 120


@dataclass(frozen=True)
class Column:
    """A column of a table. Only ``folds`` columns give way when the terminal is narrow."""

    head: str
    folds: bool = False
    align: Literal["left", "right"] = "left"
    style: str = ""


@cache
def screen() -> Console:
    """Standard output. Colours only for a terminal; COLUMNS gives the width of anything else."""
    return _console(stderr=False)


@cache
def margin() -> Console:
    """Standard error, for warnings, faults and progress."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, emoji=False, markup=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console = Console(stderr=stderr, highlight=False, emoji=False, markup=False, width=_WIDTH_IN_A_PIPE)
    return console


def is_narrow() -> bool:
    """Whether there is little room, as in a terminal of 80 columns."""
    return screen().width < 100


def say(words: str = "", style: str = "", *, indent: int = 0) -> None:
    """A sentence or several on standard output, folded at the width of the terminal."""
    show_line(Text(words, style=style), indent=indent)


def show_line(line: Text, *, indent: int = 0) -> None:
    """A line whose parts have styles of their own."""
    screen().print(Padding(line, (0, 0, 0, indent), expand=False) if indent else line)


def title(words: str) -> None:
    """A heading with air above it."""
    say()
    say(words, style="bold")


def warn(words: str) -> None:
    """A sentence on standard error that a person should not overlook."""
    margin().print(Text(words, style="yellow"), soft_wrap=True)


def fail(words: str) -> None:
    """What went wrong, on standard error; a terminal shows it in red."""
    margin().print(Text(words, style="red"), soft_wrap=True)


_CODE = re.compile(r"^([A-Z]{3})(?=\d)")

Cell = str | tuple[str, str]
"""The words of a cell, or the words and their style."""


def show_table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Rows under their heads, with as little ink as it takes."""
    table = Table(
        box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="dim", padding=(0, 1, 0, 0)
    )
    for column in columns:
        table.add_column(
            column.head, no_wrap=not column.folds, justify=column.align, style=column.style, overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(cell) if isinstance(cell, str) else Text(*cell) for cell in row))
    screen().print(table)


def show_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Names with their values beside them."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        table.add_row(Text(name), Text(value))
    screen().print(table)


def show_json(value: Any) -> None:
    """The value as JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, Path | Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def day_words(day: date | None) -> str:
    """``Sun 28 Mar 2027``."""
    return f"{day:%a} {day.day} {day:%b %Y}" if day else "-"


def moment_words(moment: datetime | None, zone_name: str) -> str:
    """``Sun 28 Mar 2027 09:00`` on the clocks of that zone."""
    if moment is None:
        return "-"
    there = moment.astimezone(zone(zone_name))
    return f"{day_words(there.date())} {there:%H:%M}"


def money_words(money: Money | None) -> str:
    """``€8.00``, ``¥1,200``; a dash when nobody told us an amount."""
    if money is None:
        return "-"
    # A currency without a sign of its own, such as BHD, reads better with a space behind it.
    return _CODE.sub(r"\1 ", format_currency(money.amount, money.currency, locale="en"))


def count_words(number: int, one: str, several: str = "") -> str:
    """``1 row``, ``2 rows``."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
