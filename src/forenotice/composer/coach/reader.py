"""Reads a rendered message from top to bottom: what is to be seen on a phone, and how far down.

The page is read, not painted. Its height is worked out from inline styles for a screen of 375 pixels, with
letters half as wide as they are high, and no stylesheet is read; a browser comes out within a line or two.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forenotice.composer.coach.page import Ink, Link, Page, Passage, Picture
from forenotice.composer.coach.styles import above_and_below, colour_in, declarations, pixels
from forenotice.composer.colour import Rgb

_ACROSS = 335
"""The pixels that a screen of 375 leaves for a line of words."""
_LETTER = 0.5
_UNKNOWN_IMAGE = 150
_BARE = re.compile(r"\d+(?:\.\d+)?")
_DEEPEST = 100
"""Elements within one another; of what is deeper only the words are read."""
_BLOCKS = frozenset(
    {"address", "article", "blockquote", "body", "center", "div", "dd", "dl", "dt", "figure", "footer", "h1"}
    | {"h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table"}
    | {"tbody", "td", "th", "tr", "ul"}
)
_UNSEEN = frozenset({"style", "script", "head", "title", "template"})
_ROOM_BELOW = dict.fromkeys(("p", "h1", "h2", "h3", "ul", "ol", "blockquote"), 16.0)
_BLUE: Rgb = (0, 0, 238)


class _Style(NamedTuple):
    colour: Rgb | None = (0, 0, 0)
    ground: Rgb | None = (255, 255, 255)
    size: float = 16
    line: float = 24
    is_cell: bool = False
    depth: int = 0


@dataclass(slots=True)
class _Reader:
    """Goes down the page. ``run`` holds the words of the block that is being read."""

    passages: list[Passage] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    inks: list[Ink] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    y: float = 0
    run: list[str] = field(default_factory=list)
    run_style: _Style = field(default_factory=_Style)
    waiting: list[tuple[str, str, bool]] = field(default_factory=list)
    """Links of the run, whose place is known at its end."""

    def read(self, node: LexborNode, style: _Style) -> None:
        if style.depth > _DEEPEST:
            self._read_words(node.text(separator=" "), style)
            return
        for child in _children(node):
            if child.is_text_node:
                self._read_words(child.text_content or "", style)
            elif child.is_element_node and child.tag not in _UNSEEN:
                self._read_element(child, style)

    def end_run(self) -> None:
        words = " ".join("".join(self.run).split(" "))
        lines = [" ".join(line.split()) for line in words.split("\n")]
        words = "\n".join(line for line in lines if line)
        style = self.run_style
        if words:
            self.passages.append(Passage(words, style.is_cell))
            across = _ACROSS / (style.size * _LETTER or 1)
            self.y += sum(ceil(len(line) / across) for line in lines if line) * style.line
        for address, link_words, is_button in self.waiting:
            alone = " ".join(link_words.split()) == words and bool(words)
            self.links.append(Link(address, " ".join(link_words.split()), is_button, alone, self.y))
        self.run.clear()
        self.waiting.clear()

    def _read_words(self, words: str, style: _Style) -> None:
        if not words.strip():
            self.run.append(" ")
            return
        if not any(part.strip() for part in self.run):
            self.run_style = style
        self.run.append(re.sub(r"\s+", " ", words))
        self.inks.append(Ink(" ".join(words.split()), style.colour, style.ground))

    def _read_element(self, node: LexborNode, style: _Style) -> None:
        styles = declarations(node.attributes.get("style") or "")
        if styles.get("display") == "none" or styles.get("visibility") == "hidden":
            self.hidden.append(" ".join(node.text().split()))
            return
        inside = _inherited(node, styles, style)
        tag = node.tag or ""
        if tag == "br":
            self.run.append("\n")
        elif tag == "img":
            self._read_image(node, styles)
        elif tag == "a":
            self._read_link(node, styles, inside)
        elif tag == "tr":
            self._read_row(node, inside)
        elif tag in _BLOCKS or styles.get("display") == "block":
            self._read_block(node, tag, styles, inside)
        else:
            self.read(node, inside)

    def _read_block(self, node: LexborNode, tag: str, styles: Mapping[str, str], inside: _Style) -> None:
        self.end_run()
        padding, margin = (above_and_below(styles, name, inside.size) for name in ("padding", "margin"))
        room_below = (
            margin[1] if any(name.startswith("margin") for name in styles) else _ROOM_BELOW.get(tag, 0)
        )
        self.y += padding[0] + margin[0]
        self.read(node, inside)
        self.end_run()
        self.y += padding[1] + room_below

    def _read_row(self, node: LexborNode, inside: _Style) -> None:
        """Cells stand side by side, so that a row is as high as its highest."""
        self.end_run()
        top = bottom = self.y
        cells = [child for child in _children(node) if child.tag in ("td", "th")]
        for cell in cells:
            self.y = top
            self._read_element(cell, inside._replace(is_cell=inside.is_cell or len(cells) > 1))
            bottom = max(bottom, self.y)
        self.y = bottom

    def _read_link(self, node: LexborNode, styles: Mapping[str, str], inside: _Style) -> None:
        padding = above_and_below(styles, "padding", inside.size)
        classes = (node.attributes.get("class") or "").split()
        is_button = "button" in classes or bool({"background", "background-color"} & styles.keys())
        is_button = is_button or (padding[0] > 0 and any(name.startswith("border") for name in styles))
        if node.attributes.get("href") is None:
            self.read(node, inside)
            return
        before = len(self.run)
        self.read(node, inside if "color" in styles else inside._replace(colour=_link_colour(inside)))
        words = "".join(self.run[before:]) or " ".join(
            image.attributes.get("alt") or "" for image in node.css("img")
        )
        self.y += padding[0] + padding[1]
        self.waiting.append((node.attributes.get("href") or "", words, is_button))

    def _read_image(self, node: LexborNode, styles: Mapping[str, str]) -> None:
        alt, role = node.attributes.get("alt"), node.attributes.get("role")
        if "alt" in node.attributes and alt is None:
            alt = ""
        self.pictures.append(Picture(node.attributes.get("src") or "", alt, role in ("presentation", "none")))
        height = styles.get("max-height") or node.attributes.get("height") or styles.get("height") or ""
        self.y += pixels(height, 16) or _UNKNOWN_IMAGE


@lru_cache(maxsize=256)
def page_of(html: str) -> Page:
    """The page that this HTML shows."""
    reader = _Reader()
    body = LexborHTMLParser(html).body
    if body is not None:
        reader.read(body, _inherited(body, declarations(body.attributes.get("style") or ""), _Style()))
        reader.end_run()
    return Page(
        passages=tuple(reader.passages),
        links=tuple(reader.links),
        pictures=tuple(reader.pictures),
        inks=tuple(reader.inks),
        hidden=tuple(reader.hidden),
    )


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _inherited(node: LexborNode, styles: Mapping[str, str], style: _Style) -> _Style:
    size = pixels(styles.get("font-size", ""), style.size)
    size = style.size if size is None else size
    height = styles.get("line-height", "")
    line = pixels(f"{height}em" if _BARE.fullmatch(height) else height, size)
    changed = style._replace(
        depth=style.depth + 1, size=size, line=line or (style.line if size == style.size else size * 1.5)
    )
    if "color" in styles:
        changed = changed._replace(colour=colour_in(styles["color"]))
    ground = styles.get("background-color") or styles.get("background") or node.attributes.get("bgcolor")
    if ground and ground not in ("transparent", "none", "inherit"):
        is_plain = "url(" not in ground and "gradient" not in ground
        changed = changed._replace(ground=colour_in(ground) if is_plain else None)
    return changed


def _link_colour(inside: _Style) -> Rgb | None:
    """A link without a colour of its own is blue, or what a stylesheet makes of it: dark on light."""
    return _BLUE if inside.ground and sum(inside.ground) > 600 else None
