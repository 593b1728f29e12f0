"""Which smart tags stood in a message and had nothing to say: asked of the text itself.

A trace is the text with its words left out and each smart tag replaced by a mark that shows when its value
is empty. Only the branches taken for this member count, and a tag that its own condition guards is no
fault.
"""

import re
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


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace's template, empty when nothing can be missing, and the smart tags its marks stand for."""

    source: str
    names: tuple[str, ...]

    def names_in(self, marks: str) -> tuple[str, ...]:
        """The smart tags that a rendered trace shows, each once, in their order."""
        found = {int(mark) for mark in marks.split()}
        return tuple(name for index, name in enumerate(self.names) if index in found)


def trace_of(*sources: str) -> Trace:
    """The trace of several texts at once. They are in the engine's flat spelling afterwards."""
    names: list[str] = []
    template = "".join(_trace_one(source, names) for source in sources)
    return Trace(flatten(template).source if names else "", tuple(names))


def _trace_one(source: str, names: list[str]) -> str:
    parts: list[str] = []
    guards: list[list[str]] = []
    for segment in segments(source):
        if segment.kind is SegmentKind.BLOCK:
            _note_guard(segment, guards)
            parts.append(segment.source)
        elif segment.kind is SegmentKind.OUTPUT:
            name = _plain_tag(segment)
            if name and not any(name in guard for guard in guards):
                if name not in names:
                    names.append(name)
                parts.append(f'{{% if {name} ~ "" == "" %}}{names.index(name)} {{% endif %}}')
    return "".join(parts)


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
