"""What was said with one file of a source holds for its next, unless something else is said. Pure.

It never holds by guess: only for columns that are called as they were, and the one that tells subscriptions
apart must be there again, or every subscription would become a new one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forenotice.sources.csv_file.columns import Layout
from forenotice.sources.csv_file.fields import IGNORE
from forenotice.sources.csv_file.headers import simplify_header
from forenotice.sources.errors import FileRefusedError

_DATES = ("next_payment", "trial_end", "term_end")
_ABOUT = {
    "date_format": _DATES,
    "times_in": _DATES,
    "amount_format": ("amount",),
    "amount_is": ("amount",),
}
_SAID_ONCE = ("key", "sheet", *_ABOUT)


@dataclass(frozen=True, slots=True)
class Memory:
    """What was said with the last file of a source, and what its columns were called, by our names for them.

    ``said`` are settings of a file, as :class:`FileSettings` has them.
    """

    said: Mapping[str, Any] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"said": dict(self.said), "columns": dict(self.columns)}

    def beside(self, declared: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """What of it holds beside what its blueprint declares and what is said now, which both win."""
        kept = {
            name: self.said[name]
            for name in _SAID_ONCE
            if self.said.get(name) and not declared.get(name) and not given.get(name)
        }
        settled = {**declared.get("mapping", {}), **given.get("mapping", {})}
        headers, meanings = set(map(simplify_header, settled)), set(settled.values()) - {IGNORE}
        mapping = {
            theirs: ours
            for theirs, ours in self.said.get("mapping", {}).items()
            if simplify_header(theirs) not in headers and ours not in meanings
        }
        return kept | ({"mapping": mapping} if mapping else {})


def fitting(kept: Mapping[str, Any], headers: Sequence[str], source: str) -> dict[str, Any]:
    """What of it a file with these headers can use; raise when its key is not among them."""
    there = set(map(simplify_header, headers))
    if kept.get("key") and simplify_header(kept["key"]) not in there:
        raise FileRefusedError(
            f'The last file of the source "{source}" told subscriptions apart by its column "{kept["key"]}", '
            "and this one has no such column. Name its column with --key, or import it under another "
            "--source; else every subscription would count as new."
        )
    mapping = {
        theirs: ours for theirs, ours in kept.get("mapping", {}).items() if simplify_header(theirs) in there
    }
    plain = {name: value for name, value in kept.items() if name != "mapping"}
    return plain | ({"mapping": mapping} if mapping else {})


def require_same_columns(memory: Memory, recalled: Mapping[str, Any], layout: Layout) -> None:
    """Raise when a format would be used of columns that it was not said of."""
    now = columns_of(layout)
    for name in filter(recalled.__contains__, _ABOUT):
        told = {ours: now[ours] for ours in _ABOUT[name] if ours in now}
        was = {ours: memory.columns[ours] for ours in _ABOUT[name] if ours in memory.columns}
        before = set(map(simplify_header, was.values()))
        new = {ours for ours, theirs in told.items() if simplify_header(theirs) not in before}
        # One more date in the same export is written as the others are; a date from elsewhere may not be.
        if new and (new & was.keys() or len(new) == len(told)):
            raise FileRefusedError(
                f"With the last file of this source {option(name, recalled[name])} was said, of "
                f"{_listed(was)}; this file tells the same in {_listed(told)}. Say how it is written here "
                f"with --{name.replace('_', '-')}, or once for all in the blueprint, under [[sources]]."
            )


def columns_of(layout: Layout) -> dict[str, str]:
    """What the columns are called whose formats are remembered."""
    wanted = {ours for about in _ABOUT.values() for ours in about}
    return {column.ours: column.theirs for column in layout.columns if column.ours in wanted}


def remembered(memory: Memory, kept: Mapping[str, Any], given: Mapping[str, Any], layout: Layout) -> Memory:
    """What the next file of the source is to know."""
    said = {name: given.get(name) or kept.get(name) for name in _SAID_ONCE}
    mapping = {**kept.get("mapping", {}), **given.get("mapping", {})}
    said |= {"mapping": mapping}
    return Memory(
        {name: value for name, value in said.items() if value}, {**memory.columns, **columns_of(layout)}
    )


def options(recalled: Mapping[str, Any]) -> list[str]:
    """What was recalled, as somebody would say it with the command."""
    said = [option(name, recalled[name]) for name in _SAID_ONCE if recalled.get(name)]
    return said + [f'--map "{theirs}={ours}"' for theirs, ours in recalled.get("mapping", {}).items()]


def option(name: str, value: str) -> str:
    """One setting as an option of the command."""
    word = f'"{value}"' if " " in value else value
    return f"--{name.replace('_', '-')} {word}"


def _listed(columns: Mapping[str, str]) -> str:
    return ", ".join(f'"{theirs}"' for theirs in columns.values()) or "no column"
