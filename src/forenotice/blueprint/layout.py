"""Lays tables out as TOML as an owner would: every table under a heading of its own, with air above it."""

from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

_REFERENCES = ({"env"}, {"file"})


def lay_out(tables: Mapping[str, Any]) -> str:
    """The TOML text of these tables, in their order."""
    return "\n".join(_lines((), tables)).lstrip("\n") + "\n"


def _lines(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if not _has_heading(value):
            yield _line(key, value)
    for key, value in table.items():
        if not _has_heading(value):
            continue
        inner = (*path, key)
        if isinstance(value, Mapping):
            yield f"\n[{_dotted(inner)}]"
            yield from _lines(inner, value)
        else:
            for one in value:
                yield f"\n[[{_dotted(inner)}]]"
                yield from _lines(inner, one)


def _has_heading(value: object) -> bool:
    if isinstance(value, Mapping):
        return set(value) not in _REFERENCES
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _line(key: str, value: object) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(_line(name, text) for name, text in value.items())
        return f"{_dotted((key,))} = {{ {inside} }}"
    written = tomli_w.dumps({key: value}, multiline_strings=True).rstrip("\n")
    if isinstance(value, list) and "\n" in written and all(isinstance(one, str) for one in value):
        # A list of a few words reads better on one line than on as many lines as it has words.
        inside = ", ".join(tomli_w.dumps({"x": one}).rstrip("\n").removeprefix("x = ") for one in value)
        return f"{_dotted((key,))} = [{inside}]"
    return written


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(tomli_w.dumps({name: 1}).split(" = ")[0] for name in path)
