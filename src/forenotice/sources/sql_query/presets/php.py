"""Settings as PHP serializes them, which is how WordPress keeps what is more than one text. Pure."""

import re
from typing import Any

_DEEPEST = 12
_SCALAR = re.compile(rb"(?:N|b:([01])|i:(-?\d{1,20})|d:([-+.\dEeINFA]{1,40}));")
_SIZE = re.compile(rb":(\d{1,8}):")
_HEAD = re.compile(rb"([saO]):(\d{1,8}):")


class _PhpError(ValueError):
    pass


def read_php(text: str) -> dict[Any, Any]:
    """What a serialized array holds; nothing when it is none that we understand."""
    try:
        value, _ = _value(text.encode("utf-8", "surrogateescape"), 0, 0)
    except _PhpError:
        return {}
    return value if isinstance(value, dict) else {}


def _value(words: bytes, at: int, depth: int) -> tuple[Any, int]:
    scalar = _SCALAR.match(words, at)
    if scalar is not None:
        boolean, whole, broken = scalar.groups()
        told = boolean == b"1" if boolean is not None else int(whole) if whole is not None else broken
        return (told.decode() if isinstance(told, bytes) else told), scalar.end()
    head = _HEAD.match(words, at)
    if head is None or depth > _DEEPEST:
        raise _PhpError
    kind, size = head[1], int(head[2])
    if kind == b"s":
        start = head.end() + 1
        return words[start : start + size].decode("utf-8", "replace"), start + size + 2
    if kind == b"O":
        # The name of a class stands between quotes before what the object holds.
        after = re.compile(rb":(\d{1,8}):").match(words, head.end() + size + 2)
        if after is None:
            raise _PhpError
        return _entries(words, after.end(), int(after[1]), depth)
    return _entries(words, head.end(), size, depth)


def _entries(words: bytes, at: int, count: int, depth: int) -> tuple[dict[Any, Any], int]:
    if words[at : at + 1] != b"{":
        raise _PhpError
    at += 1
    found: dict[Any, Any] = {}
    for _ in range(count):
        key, at = _value(words, at, depth + 1)
        value, at = _value(words, at, depth + 1)
        if isinstance(key, dict):
            raise _PhpError
        found[key] = value
    return found, at + 1
