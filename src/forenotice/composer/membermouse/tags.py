"""MemberMouse's tags as they stand in a text, each with its attributes."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TAG = re.compile(r"\[(?P<slash>/?)(?P<name>MM_\w*)(?P<inside>[^\[\]]*)(?P<end>\]?)")
# Editors make quotes curly, or primes of them; each kind is closed by one of its own kind.
_ATTRIBUTE = re.compile(
    r"\s+(?P<name>\w+)\s*=\s*"
    r"(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)'|[“”„″](?P<c>[^“”„″]*)[“”″]|[‘’′](?P<d>[^‘’′]*)[‘’′])"
)
_REST = re.compile(r"\s*(?:/\s*)?")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag. Names of attributes are in lower case, since theirs may be written in any."""

    offset: int
    source: str
    name: str
    attributes: Mapping[str, str]
    is_closing: bool = False
    fault: str = ""
    """Why it cannot be read, empty when it can."""

    @property
    def end(self) -> int:
        """Where the text goes on behind it."""
        return self.offset + len(self.source)

    @property
    def is_paired(self) -> bool:
        """Whether it encloses words that only some members read."""
        return self.name.lower().endswith("decision")


def tags(words: str, offset: int = 0) -> Iterator[Tag]:
    """The tags among these words, in their order. ``offset`` is where the words begin in the whole text."""
    for match in _TAG.finditer(words):
        is_closing = bool(match["slash"])
        found, is_readable = _attributes(html.unescape(match["inside"]))
        source, fault = match[0], ""
        if not match["end"]:
            source = source.partition("\n")[0][:60].rstrip()
            fault = "It is never closed: end it with a square bracket."
        elif not is_readable or (is_closing and found):
            fault = "It cannot be read: after its name, only attributes such as name='value' may stand."
        yield Tag(offset + match.start(), source, match["name"], found, is_closing, fault)


def _attributes(inside: str) -> tuple[dict[str, str], bool]:
    """The attributes of a tag, and whether there is nothing beside them."""
    found: dict[str, str] = {}
    at = 0
    while match := _ATTRIBUTE.match(inside, at):
        value = next(value for value in (match["a"], match["b"], match["c"], match["d"]) if value is not None)
        found.setdefault(match["name"].lower(), value.strip())
        at = match.end()
    return found, _REST.fullmatch(inside, at) is not None
