"""The text part of a mail, derived from its HTML: readable, with links written out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

_PARAGRAPHS = frozenset(
    {
        "blockquote",
        "center",
        "div",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ol",
        "p",
        "pre",
        "table",
        "ul",
    }
)
_LINES = frozenset({"br", "figcaption", "li", "tr"})
_SPACES = re.compile(r"[ \t\r\n\f]+")
_RULE = "-" * 40


def plain_text_of(html: str, verb_of: Callable[[str], str], colon: str = ":") -> str:
    """The words of sanitised ``html``, in which smart tags are hidden as comments.

    ``verb_of`` tells of a comment which block it stands for (``if``, ``endif``), empty if for words.
    ``colon`` is as the language writes it: in French, after a no-break space.
    """
    body = LexborHTMLParser(f"<body>{html}</body>").body
    paper = _Paper(verb_of, colon)
    if body is not None:
        _write_children(body, paper)
    return "".join(paper.parts).strip(" \n")


@dataclass(slots=True)
class _Paper:
    """What was written so far. Line breaks are owed until a word follows, so no empty lines pile up."""

    verb_of: Callable[[str], str]
    colon: str
    parts: list[str] = field(default_factory=list)
    owed: int = 0
    prefix: str = ""
    at_line_start: bool = True
    opened_at_line_start: list[bool] = field(default_factory=list)
    given: int = 2
    """How many line breaks the present line already begins with; the first line needs none."""

    def break_line(self, count: int) -> None:
        self.owed = max(self.owed, count - self.given if self.at_line_start else count)

    def write(self, words: str) -> None:
        if self.owed or self.at_line_start:
            words = words.lstrip(" ")
        if not words:
            return
        self._start_line()
        self.parts.append(words)
        self.at_line_start = False

    def write_mark(self, mark: str) -> None:
        comment, verb = f"<!--{mark}-->", self.verb_of(mark)
        if not verb:
            self.write(comment)
            return
        if verb in ("if", "for"):
            self.opened_at_line_start.append(self.owed > 0 or self.at_line_start)
        # A block that decides about whole lines takes the breaks after them along; one that begins within a
        # line must leave the line's own break to what follows.
        if self.opened_at_line_start and self.opened_at_line_start[-1]:
            self._start_line()
        if verb in ("endif", "endfor") and self.opened_at_line_start:
            self.opened_at_line_start.pop()
        self.parts.append(comment)

    def _start_line(self) -> None:
        if self.owed:
            self.parts[-1] = self.parts[-1].rstrip(" ")
            self.parts.append("\n" * self.owed)
            self.given = self.owed + (self.given if self.at_line_start else 0)
            self.owed = 0
            self.at_line_start = True
        if self.prefix:
            self.parts.append(self.prefix)
            self.prefix = ""
            self.at_line_start = False


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _write_children(node: LexborNode, paper: _Paper) -> None:
    for child in _children(node):
        if child.is_comment_node:
            paper.write_mark(child.comment_content or "")
        elif child.is_text_node:
            paper.write(_SPACES.sub(" ", child.text_content or ""))
        else:
            _write_element(child, paper)


def _write_element(node: LexborNode, paper: _Paper) -> None:
    tag = node.tag or ""
    breaks = 2 if tag in _PARAGRAPHS else 1 if tag in _LINES else 0
    paper.break_line(breaks)
    match tag:
        case "a":
            _write_link(node, paper)
        case "hr":
            paper.break_line(2)
            paper.write(_RULE)
            paper.break_line(2)
        case "img":
            paper.write(node.attributes.get("alt") or "")
        case "li":
            paper.prefix = "- "
            _write_children(node, paper)
            paper.prefix = ""
        case "td" | "th":
            _write_cell(node, paper)
        case _:
            _write_children(node, paper)
    paper.break_line(breaks)


def _write_cell(node: LexborNode, paper: _Paper) -> None:
    """One cell of a row. A row of two reads as a name and its value."""
    siblings = _children(node.parent) if node.parent is not None else ()
    row = [cell for cell in siblings if cell.tag in ("td", "th")]
    if row and row[0].mem_id != node.mem_id:
        paper.write(f"{paper.colon} " if len(row) == 2 else "  ")
    _write_children(node, paper)


def _write_link(node: LexborNode, paper: _Paper) -> None:
    """A link's words with its address after them, once if they are the same."""
    address = node.attributes.get("href") or ""
    words = _SPACES.sub(" ", "".join(_words_of(node))).strip()
    _write_children(node, paper)
    if not address or not words or _is_same(address, words):
        return
    address = address.removeprefix("mailto:").removeprefix("tel:")
    if "button" in (node.attributes.get("class") or "").split():
        paper.write(paper.colon)
        paper.break_line(1)
        paper.write(address)
        paper.break_line(1)
    else:
        paper.write(f" ({address})")


def _words_of(node: LexborNode) -> Iterator[str]:
    for child in _children(node):
        if child.is_comment_node:
            yield child.comment_content or ""
        elif child.is_text_node:
            yield child.text_content or ""
        else:
            yield from _words_of(child)


def _is_same(address: str, words: str) -> bool:
    """Whether a link shows its own address. The marks of smart tags differ in their last letter only."""
    bare = re.sub(r"^(mailto:|tel:|https?://)", "", address)
    return re.sub(r"[spq]$", "x", bare).rstrip("/") == re.sub(r"^https?://", "", words).rstrip("/")
