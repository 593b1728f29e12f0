"""Smart tags hidden from HTML tools while these work, and put back afterwards.

Between elements a segment becomes a comment, which may stand anywhere, also between the rows of a table.
Inside an attribute it becomes a short word, whose ending says which filter a link needs around it.
"""

import hashlib
import html
import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser

from forenotice.composer.engine import LEADING_URL, URL_PATH, URL_QUERY
from forenotice.composer.smarttags import TagKind, kind_of
from forenotice.composer.template import Segment, SegmentKind, TokenKind, segments, tokens

_FILTERS = {"s": LEADING_URL, "p": URL_PATH, "q": URL_QUERY}
_WHOLE_LINK = re.compile(r"\s*(https?://|mailto:|tel:|#)", re.IGNORECASE)
_TAG_OPENS = re.compile(r"<(?=[a-zA-Z/!])")


class Placeholders:
    """The hidden segments of one text. The marks hold a digest of it, so no text can hold one by chance."""

    def __init__(self, source: str) -> None:
        digest = hashlib.sha256(source.encode()).hexdigest()[:10]
        self._prefix = f"fn{digest}n"
        self._hidden: list[Segment] = []
        self._numbers: dict[str, int] = {}
        self._mark = re.compile(rf"<!--{self._prefix}(\d+)x-->|{self._prefix}(\d+)([xspq])")

    def hide(self, source: str, misplaced: Callable[[Segment], None]) -> str:
        """HTML with marks in place of segments. One that stands where none can is told to ``misplaced``."""
        parts: list[str] = []
        state = _TagState()
        for segment in segments(source):
            if segment.kind is SegmentKind.WORDS:
                state.read(segment.source)
                parts.append(segment.source)
            elif segment.kind is not SegmentKind.COMMENT:
                if state.is_between_attributes:
                    misplaced(segment)
                mark = self._hide(segment)
                parts.append(mark if state.is_inside else f"<!--{mark}-->")
                state.read("x" if state.is_inside else "")
        return "".join(parts)

    def hide_words(self, words: str) -> str:
        """Plain words as HTML, their segments hidden."""
        parts: list[str] = []
        for segment in segments(words):
            if segment.kind is SegmentKind.WORDS:
                parts.append(html.escape(segment.source, quote=False))
            elif segment.kind is not SegmentKind.COMMENT:
                parts.append(f"<!--{self._hide(segment)}-->")
        return "".join(parts)

    def hide_in_attribute(self, words: str) -> str:
        """Plain words as the value of an attribute, their segments hidden."""
        parts: list[str] = []
        for segment in segments(words):
            if segment.kind is SegmentKind.WORDS:
                parts.append(html.escape(segment.source))
            elif segment.kind is not SegmentKind.COMMENT:
                parts.append(self._hide(segment))
        return "".join(parts)

    def verb_of(self, mark: str) -> str:
        """The verb of the block behind a mark, empty if there are words behind it."""
        found = self.hidden_in(f"<!--{mark}-->")
        return found[0].verb if found and found[0].kind is SegmentKind.BLOCK else ""

    def _hide(self, segment: Segment) -> str:
        # The same smart tag is hidden by the same mark, so that a link that shows its own address is known
        # as one.
        number = self._numbers.setdefault(segment.source, len(self._hidden))
        if number == len(self._hidden):
            self._hidden.append(segment)
        return f"{self._prefix}{number}x"

    def restore(self, marked: str) -> str:
        """The segments back in their places, those in links with the filter that their place needs."""
        return self._mark.sub(self._restored, marked)

    def _restored(self, match: re.Match[str]) -> str:
        segment = self._hidden[int(match[1] or match[2])]
        name = _FILTERS.get(match[3] or "x")
        if name is None or segment.kind is not SegmentKind.OUTPUT:
            return segment.source
        return f"{{{{ ({segment.content.strip()})|{name} }}}}"

    def hidden_in(self, value: str) -> list[Segment]:
        """The segments whose marks stand in an attribute's value."""
        return [self._hidden[int(match[1] or match[2])] for match in self._mark.finditer(value)]

    def broken_links(self, marked: str) -> list[str]:
        """The links, as they were written, that lead nowhere from within a mail."""
        page = LexborHTMLParser(marked)
        links = [node.attributes.get("href") for node in page.css("a[href]")]
        links += [node.attributes.get("src") for node in page.css("img[src]")]
        return [self.restore(link) for link in links if link and not self.is_whole_link(link)]

    def is_whole_link(self, value: str) -> bool:
        """What comes before the first smart tag decides; after one that begins it, only more may come."""
        beginning = self._mark.split(value)[0]
        if beginning.strip() or not self.hidden_in(value):
            return _WHOLE_LINK.match(beginning) is not None
        rest = self._mark.sub("", value).strip()
        return not rest or rest[0] in "/?#&"

    def mark_link(self, value: str) -> str:
        """A link's value, each mark ending in what its place asks for.

        Where a link begins, only a whole harmless URL may stand. After its beginning a value is quoted, so
        that an address with a plus sign or an ampersand in it does not break the link.
        """
        parts: list[str] = []
        at = 0
        has_begun = is_query = False
        for match in self._mark.finditer(value):
            before = value[at : match.start()]
            parts.append(before)
            has_begun = has_begun or bool(before.strip())
            is_query = is_query or "?" in before or "#" in before
            segment = self._hidden[int(match[1] or match[2])]
            if has_begun:
                ending = "q" if is_query else "p"
            else:
                ending = "x" if _is_link(segment) else "s"
            parts.append(f"{self._prefix}{match[1] or match[2]}{ending}")
            at = match.end()
        return "".join(parts) + value[at:]


def _is_link(segment: Segment) -> bool:
    """Whether a segment is one smart tag and nothing else, whose value was checked to be a URL already."""
    found = [token for token in tokens(segment) if token.kind is not TokenKind.SPACE]
    return len(found) == 1 and kind_of(found[0].path) is TagKind.URL


class _TagState:
    """Where in an HTML text we stand, as far as that decides what a segment may be."""

    def __init__(self) -> None:
        self.is_inside = False
        self._quote = ""
        self._last = ""

    @property
    def is_between_attributes(self) -> bool:
        """Inside of an element's angle brackets, but in no attribute's value."""
        return self.is_inside and not self._quote and self._last != "="

    def read(self, words: str) -> None:
        at = 0
        while at < len(words):
            at = self._read_inside(words, at) if self.is_inside else self._read_outside(words, at)

    def _read_outside(self, words: str, at: int) -> int:
        opening = _TAG_OPENS.search(words, at)
        if opening is None:
            return len(words)
        self.is_inside, self._last = True, "<"
        return opening.end()

    def _read_inside(self, words: str, at: int) -> int:
        character = words[at]
        if self._quote:
            self._quote = "" if character == self._quote else self._quote
        elif character in "\"'" and self._last == "=":
            self._quote = character
        elif character == ">":
            self.is_inside = False
        if not character.isspace() or self._quote:
            self._last = character
        return at + 1
