"""Which smart tags stood in a message and had nothing to say: asked of the text itself.

A trace is the text with its words left out and each smart tag replaced by its number, kept when its value
is empty. Only the branches taken for this member count, and a tag that its own condition guards is no
fault.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from forenotice.composer.smarttags import is_smart_tag
from forenotice.composer.template import (
    Segment,
    SegmentKind,
    TokenKind,
    flatten,
    paths_in,
    segments,
    tokens,
)

_BLOCKS = re.compile(r"\{%.*?%\}", re.DOTALL)
_REST = r"\b(?:[^%]|%(?!\}))*%\}"
_EMPTY_BLOCK = re.compile(
    rf"\{{%[-+]?\s*(?:if|for){_REST}\s*(?:\{{%[-+]?\s*(?:elif|else){_REST}\s*)*\{{%[-+]?\s*end(?:if|for){_REST}"
)


@dataclass(frozen=True, slots=True)
class Trace:
    """The blocks of a text in the engine's spelling, with the numbers of ``names`` where these are shown."""

    names: tuple[str, ...]
    parts: tuple[str | int, ...]

    def template_for(self, empty: Collection[str]) -> str:
        """A template that writes the number of each of these smart tags where it is shown; empty if none is.

        Branches that show none of them are left out, so that most members cost nothing here.
        """
        wanted = {index for index, name in enumerate(self.names) if name in empty}
        marks = (str(part) for part in self.parts if isinstance(part, str) or part in wanted)
        template = " ".join(marks)
        pruned = _EMPTY_BLOCK.sub("", template)
        while pruned != template:
            template, pruned = pruned, _EMPTY_BLOCK.sub("", pruned)
        return template if _BLOCKS.sub("", template).strip() else ""

    def names_in(self, marks: str) -> tuple[str, ...]:
        """The smart tags that a rendered trace shows, each once, in their order."""
        found = {int(mark) for mark in marks.split()}
        return tuple(name for index, name in enumerate(self.names) if index in found)


def trace_of(*sources: str) -> Trace:
    """The trace of several texts at once."""
    names: list[str] = []
    parts: list[str | int] = []
    for source in sources:
        _trace_one(source, names, parts)
    return Trace(tuple(names), tuple(parts))


def _trace_one(source: str, names: list[str], parts: list[str | int]) -> None:
    guards: list[list[str]] = []
    for segment in segments(source):
        if segment.kind is SegmentKind.BLOCK:
            _note_guard(segment, guards)
            parts.append(flatten(segment.source).source)
        elif segment.kind is SegmentKind.OUTPUT:
            name = _plain_tag(segment)
            if name and not any(name in guard for guard in guards):
                if name not in names:
                    names.append(name)
                parts.append(names.index(name))


def _note_guard(segment: Segment, guards: list[list[str]]) -> None:
    match segment.verb:
        case "if":
            guards.append(paths_in(segment))
        case "for":
            guards.append([])
        case "elif" if guards:
            guards[-1].extend(paths_in(segment))
        case "endif" | "endfor" if guards:
            guards.pop()


def _plain_tag(segment: Segment) -> str:
    """The smart tag a segment shows, empty when it is a larger expression or has a default of its own."""
    found = [token for token in tokens(segment) if token.kind is not TokenKind.SPACE]
    bare = [token for token in found if token.source not in ("-", "+", "(", ")")]
    if not bare or bare[0].kind is not TokenKind.PATH or not is_smart_tag(bare[0].path):
        return ""
    rest = bare[1:]
    is_filtered_only = not rest or rest[0].source == "|"
    has_default = any(t.kind is TokenKind.FILTER and re.fullmatch("default", t.source) for t in rest)
    return bare[0].path if is_filtered_only and not has_default else ""
