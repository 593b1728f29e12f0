"""A fault in a blueprint with its place: the line, the table and the key."""

from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where something stands: ``("rules", 0, "steps", 1, "lead")`` is the second lead of the first rule."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault. ``line`` counts from 1 and is 0 when it is not known."""

    place: str
    sentence: str
    line: int = 0

    def __str__(self) -> str:
        start = f"line {self.line}, " if self.line else ""
        return f"{start}{self.place}: {self.sentence}"


def name_place(path: Path, names: Mapping[Path, str]) -> str:
    """A place as its author knows it: ``[[rules]] "renewal", [[steps]] "month-before", lead``.

    The last part is a key, or empty where the table itself is meant.

    ``names`` holds the keys that the tables on the way bear; a table without one is called by its number.
    """
    *tables, key = path
    words: list[str] = []
    for depth, part in enumerate(tables, start=1):
        if isinstance(part, int):
            called = names.get(path[:depth])
            words[-1] = f"[{words[-1]}] " + (f'"{called}"' if called else f"number {part + 1}")
        else:
            words.append(f"[{part}]")
    return ", ".join([*words, str(key)] if key else words)
