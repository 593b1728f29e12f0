"""What all members read is set aside under a name, so that only the rest is rendered and copied for each."""

import hashlib
import secrets
from types import MappingProxyType

from forenotice.composer.template import Segment, SegmentKind, segments
from forenotice.kernel.message import NOTHING_SHARED, SharedBlocks

_LEAST = 120
"""A shorter run of lines costs less to copy than to look up."""
# No words of a member or an owner can guess a name: they are others in every process.
_SECRET = secrets.token_hex(8)
# A line that is captured or filtered must stay what it is; inside of these it is only shown or not shown.
_SHOWING = frozenset({"if", "elif", "else", "endif", "for", "endfor", "set"})


def weave(source: str) -> tuple[str, SharedBlocks]:
    """The same HTML template with its longer runs of plain lines named, and what the names stand for."""
    parts = list(segments(source))
    if any(each.kind is SegmentKind.BLOCK and each.verb not in _SHOWING for each in parts):
        return source, NOTHING_SHARED
    blocks: dict[str, str] = {}
    woven = []
    for index, segment in enumerate(parts):
        if segment.kind is SegmentKind.WORDS and not _is_trimmed(parts, index):
            woven.append(_set_aside(segment.source, blocks, is_first=index == 0))
        else:
            woven.append(segment.source)
    return "".join(woven), SharedBlocks(MappingProxyType(blocks))


def _is_trimmed(parts: list[Segment], index: int) -> bool:
    """Whether a neighbour takes blanks and line breaks away from the words between them."""
    before = parts[index - 1].source[-3:-2] if index else ""
    after = parts[index + 1].source[2:3] if index + 1 < len(parts) else ""
    return "-" in (before, after)


def _set_aside(words: str, blocks: dict[str, str], *, is_first: bool) -> str:
    """The words with the whole lines among them replaced by their name."""
    start = 0 if is_first else words.find("\n") + 1
    end = words.rfind("\n")
    if (start == 0 and not is_first) or end - start < _LEAST or "\r" in words:
        return words
    lines = words[start:end]
    name = f"\x1a{_SECRET}{hashlib.sha256(lines.encode()).hexdigest()[:24]}"
    blocks[name] = lines
    return words[:start] + name + words[end:]
