"""The examples of the documentation: blocks with a remark above them that says what the test does with them.

``<!-- runs: NAME -->`` an example, in which lines beginning with ``$`` are typed and the others were printed;
``<!-- file: PATH -->`` a file that the reader is asked to write;
``<!-- edits: PATH -->`` lines that the reader is asked to change in a file that is there already;
``<!-- prints: NAME -->`` an excerpt of what a command prints.

In whatever was printed, a line of three dots stands for any number of lines, and … inside of a line for
what is different on each machine.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"^<!-- (?P<kind>runs|file|edits|prints): (?P<name>[^\n]+?) -->\n```\w*\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
LEFT_OUT = "..."
GAP = "…"
_ANSWER = re.compile(r"\[y/N\]: (?P<answer>y|n)\n")


@dataclass(frozen=True)
class Block:
    """One example: of which kind, its name, what stands in it."""

    kind: str
    name: str
    text: str


@dataclass(frozen=True)
class Typed:
    """One line that the reader types, the answer that a question gets, and what is then printed."""

    words: tuple[str, ...]
    answer: str
    printed: str


def blocks(page: Path) -> list[Block]:
    """The examples of a page, in their order."""
    return [Block(**found.groupdict()) for found in BLOCK.finditer(page.read_text(encoding="utf-8"))]


def typed_lines(text: str) -> Iterator[Typed]:
    """What is typed in an example, and what is printed in return."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        line, _, printed = part.partition("\n")
        asked = _ANSWER.search(printed)
        answer = asked["answer"] if asked else ""
        # What a person types is not printed by the command; the line ends where they typed.
        shown = _ANSWER.sub("[y/N]: ", printed) if asked else printed
        yield Typed(tuple(shlex.split(line, comments=True)), answer, shown)


def is_excerpt(shown: str, printed: str) -> bool:
    """Whether what is shown was printed, with some of it left out where that is marked."""
    parts = [r"(?:[^\n]*\n)*?" if line == LEFT_OUT else f"{_pattern(line)}\n" for line in _lines(shown)]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in _lines(printed))) is not None


def _pattern(line: str) -> str:
    return re.escape(line).replace(GAP, "[^\\n]*")


def edited(text: str, edits: str) -> str:
    """A blueprint with these lines in place of those that have the same key in the same table.

    Of several tables of one name, it is the one that has a line in common with the edits, else the first.
    """
    tables = _tables(text)
    for name, lines in _tables(edits):
        named = [there for heading, there in tables if heading == name]
        chosen = next((there for there in named if set(lines) & set(there)), named[0])
        for line in lines:
            _put(chosen, line)
    return "".join(f"{line}\n" for heading, lines in tables for line in (heading, *lines))


def _put(lines: list[str], line: str) -> None:
    """Put a line where its key stands, else at the head of its table."""
    if line:
        key = line.split(" = ")[0]
        place = next((place for place, old in enumerate(lines) if old.startswith(f"{key} = ")), None)
        lines[slice(0, 0) if place is None else slice(place, place + 1)] = [line]


def _tables(text: str) -> list[tuple[str, list[str]]]:
    """The tables of a blueprint: the line that begins each, without its remark, and the lines in it."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        if line.startswith("["):
            found.append((line.split("#")[0].rstrip(), []))
        elif line.strip():
            found[-1][1].append(line)
    return found


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]
