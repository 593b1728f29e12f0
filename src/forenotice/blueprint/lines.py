"""Finds the line on which a key of a TOML file stands, which its parser does not tell."""

import re
from collections.abc import Mapping

from forenotice.blueprint.problems import Path

_TABLE = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=(.*)$""")
_NAME = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")
_FENCES = ('"' * 3, "'" * 3)


def find_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of every table and key; keys inside an inline table are found by its own line."""
    finder = _Finder()
    for number, line in enumerate(text.splitlines(), start=1):
        finder.read(number, line)
    return finder.found


def line_of(path: Path, found: Mapping[Path, int]) -> int:
    """The line of a place, or of the nearest table or key around it; 0 when there is none."""
    for depth in range(len(path), 0, -1):
        if path[:depth] in found:
            return found[path[:depth]]
    return 0


class _Finder:
    """Walks over the lines and remembers in which table it is, and whether inside a long text."""

    def __init__(self) -> None:
        self.found: dict[Path, int] = {}
        self._table: Path = ()
        self._count: dict[Path, int] = {}
        self._fence = ""

    def read(self, number: int, line: str) -> None:
        if self._fence:
            if self._fence in line:
                self._fence = ""
            return
        if table := _TABLE.match(line):
            self._enter(_names(table[2]), is_array=table[1] == "[[")
            self.found.setdefault(self._table, number)
        elif key := _KEY.match(line):
            self.found.setdefault((*self._table, *_names(key[1])), number)
            self._fence = next((fence for fence in _FENCES if key[2].count(fence) % 2), "")

    def _enter(self, names: Path, *, is_array: bool) -> None:
        self._table = ()
        for depth, name in enumerate(names, start=1):
            self._table = (*self._table, name)
            if is_array and depth == len(names):
                self._count[self._table] = self._count.get(self._table, 0) + 1
            if self._table in self._count:
                self._table = (*self._table, self._count[self._table] - 1)


def _names(dotted: str) -> Path:
    return tuple(name.strip("\"'") for name in _NAME.findall(dotted))
