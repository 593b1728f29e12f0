"""An owner's text taken apart: plain words, smart tags, blocks, and the names they use.

The engine is given flat names (``member_first_name``) and plain values only. No object is ever within
reach of a template, so there is nothing to call, to change or to look into.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from forenotice.composer.formats import DATE_STYLES
from forenotice.composer.smarttags import ROOTS, TagKind, is_smart_tag, kind_of

_OPENING = re.compile(r"\{\{|\{%|\{#")
_STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|(?P<number>\d[\w.]*)|(?P<name>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)|(?P<space>\s+)|(?P<sign>\\[\"']|.)",
    re.DOTALL,
)
_WORDS_OF_THE_LANGUAGE = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "elif", "endif", "for", "endfor", "set", "loop"}
    | {"true", "false", "none", "True", "False", "None"}
)


class SegmentKind(StrEnum):
    """The parts that a text is made of."""

    WORDS = "words"
    OUTPUT = "output"
    BLOCK = "block"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a text. ``offset`` counts characters from the text's start."""

    kind: SegmentKind
    source: str
    offset: int
    is_closed: bool = True

    @property
    def content(self) -> str:
        """What stands between the braces; the words themselves where there are none."""
        if self.kind is SegmentKind.WORDS:
            return self.source
        return self.source[2:-2].strip("-+") if self.is_closed else self.source[2:]

    @property
    def verb(self) -> str:
        """The first word of a block: ``if``, ``endif``, ``for``."""
        match = re.match(r"[-+]?\s*(\w*)", self.content)
        return match[1] if match else ""


class TokenKind(StrEnum):
    """The parts that an expression is made of."""

    STRING = "string"
    NUMBER = "number"
    PATH = "name"
    FILTER = "filter"
    TEST = "test"
    WORD = "word"
    SPACE = "space"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class Token:
    """A part of an expression. A path is written without spaces around its dots."""

    kind: TokenKind
    source: str
    offset: int

    @property
    def path(self) -> str:
        """The dotted name."""
        return re.sub(r"\s+", "", self.source)


_KINDS = {"{{": SegmentKind.OUTPUT, "{%": SegmentKind.BLOCK, "{#": SegmentKind.COMMENT}
# Possessive, so that quotes which open and never close cannot be read in exponentially many ways.
_CLOSINGS = {
    "{{": re.compile(rf"(?:{_STRING}|\\[\"']|(?!\}}\}}).)*+\}}\}}", re.DOTALL),
    "{%": re.compile(rf"(?:{_STRING}|\\[\"']|(?!%\}}).)*+%\}}", re.DOTALL),
    "{#": re.compile(r".*?#\}", re.DOTALL),
}
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}


def segments(source: str) -> Iterator[Segment]:
    """The text's parts from start to end; together they are the text again."""
    at = 0
    minds_quotes = True
    while opening := _OPENING.search(source, at):
        start = opening.start()
        if start > at:
            yield Segment(SegmentKind.WORDS, source[at:start], at)
        kind = _KINDS[opening[0]]
        closing = _CLOSINGS[opening[0]].match(source, opening.end()) if minds_quotes else None
        at = closing.end() if closing else source.find(_ENDS[opening[0]], opening.end()) + 2
        # Where a quote hides every closing, quotes mean nothing from here on; to look again at each opening
        # would take the square of the text's length.
        minds_quotes = minds_quotes and closing is not None
        if at < opening.end():
            yield Segment(kind, source[start:], start, is_closed=False)
            return
        yield Segment(kind, source[start:at], start)
    if at < len(source):
        yield Segment(SegmentKind.WORDS, source[at:], at)


def tokens(segment: Segment) -> list[Token]:
    """The parts of what stands between a segment's braces; offsets count from the segment's first brace."""
    found: list[Token] = []
    before = ""
    inside = segment.source[2:-2] if segment.is_closed else segment.source[2:]
    for match in _TOKEN.finditer(inside):
        kind = TokenKind(str(match.lastgroup))
        word = match[0]
        if kind is TokenKind.PATH:
            kind = _kind_of_word(word, before)
        found.append(Token(kind, word, match.start() + 2))
        if kind is not TokenKind.SPACE:
            before = f"{before} {word}" if word == "not" and before == "is" else word
    return found


def _kind_of_word(word: str, before: str) -> TokenKind:
    if before == "|":
        return TokenKind.FILTER
    if before in ("is", "is not") and word != "not":
        return TokenKind.TEST
    if word in _WORDS_OF_THE_LANGUAGE or word.startswith("loop."):
        return TokenKind.WORD
    return TokenKind.PATH


def local_names(source: str) -> frozenset[str]:
    """The names a text gives to things itself, with ``set`` and ``for``."""
    names: set[str] = set()
    for segment in segments(source):
        if segment.kind is SegmentKind.BLOCK and segment.verb in ("set", "for"):
            stop = "=" if segment.verb == "set" else "in"
            for token in tokens(segment):
                if token.source == stop:
                    break
                if token.kind is TokenKind.PATH and "." not in token.source:
                    names.add(token.source)
    return frozenset(names - ROOTS)


def engine_name(name: str) -> str:
    """The engine's name of one of the context's names."""
    return name.replace(".", "_").replace(":", "__")


@dataclass(frozen=True, slots=True)
class Flattened:
    """A text as the engine takes it, with the smart tags it names.

    A day that the text writes in a style of its own is a name of its own (``cancel_by:full``), and its raw
    form another (``cancel_by:iso``).
    """

    source: str
    names: frozenset[str]


def flatten(source: str) -> Flattened:
    """Give every smart tag its flat name. What is none stays, and has no value when rendered."""
    names: set[str] = set()
    parts: list[str] = []
    for segment in segments(source):
        if segment.kind in (SegmentKind.OUTPUT, SegmentKind.BLOCK):
            parts.append(_flatten_segment(segment, names))
        elif segment.kind is SegmentKind.WORDS:
            parts.append(segment.source)
    return Flattened("".join(parts), frozenset(names))


def _flatten_segment(segment: Segment, names: set[str]) -> str:
    found = tokens(segment)
    parts = [segment.source[:2]]
    index = 0
    while index < len(found):
        token = found[index]
        path = token.path
        index += 1
        if token.kind is not TokenKind.PATH or not is_smart_tag(path):
            parts.append(token.source)
            continue
        style, past = _date_style(found, index) if kind_of(path) is TagKind.DATE else ("", index)
        name, index = (f"{path}:{style}", past) if style else (path, index)
        names.add(name)
        parts.append(engine_name(name))
    parts.append(segment.source[-2:] if segment.is_closed else "")
    return "".join(parts)


def _date_style(found: list[Token], index: int) -> tuple[str, int]:
    """The style in which the ``date`` filter at ``index`` writes a day, and where the text goes on after it.

    It is ``iso`` where the filter itself must work it out, and empty where there is no such filter.
    """
    near = range(index, min(index + 10, len(found)))
    after = [at for at in near if found[at].kind is not TokenKind.SPACE][:5]
    written = [found[at].source for at in after]
    if written[:2] != ["|", "date"]:
        return "", index
    style = written[3][1:-1] if len(written) == 5 else ""
    if style in DATE_STYLES and (written[2], written[4]) == ("(", ")"):
        return style, after[4] + 1
    return "iso", index


def paths_in(segment: Segment) -> list[str]:
    """The smart tags that a segment names."""
    return [t.path for t in tokens(segment) if t.kind is TokenKind.PATH and is_smart_tag(t.path)]


@lru_cache(maxsize=256)
def unescaped(source: str) -> str:
    """HTML with its smart tags as they were meant, after an editor wrote ``&gt;`` or curly quotes."""
    parts: list[str] = []
    for segment in segments(source):
        if segment.kind is SegmentKind.WORDS:
            parts.append(segment.source)
        else:
            inside = html.unescape(segment.source).replace("\u00a0", " ")
            parts.append(inside.translate(_STRAIGHT_QUOTES))
    return "".join(parts)


_STRAIGHT_QUOTES = str.maketrans("“”„‘’", '"""\'\'')
