"""Whole files that were written for MemberMouse: HTML, plain text, or a blueprint with messages in it."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace

from forenotice.composer.errors import ComposerError
from forenotice.composer.membermouse.changes import Change, Verdict
from forenotice.composer.membermouse.report import Entry, Translation, spliced
from forenotice.composer.membermouse.translate import changes_in, translate

# The door for whoever translates a file: what they need of the report can be had from here.
__all__ = ["Entry", "Translation", "UnreadableBlueprintError", "Verdict", "translate_file"]

_PART = re.compile(
    r"#[^\n]*"
    r'|(?P<several_lines>"""(?:\\.|[^\\])*?"{3,5})'
    r"|(?P<several_raw_lines>'''.*?'{3,5})"
    r'|(?P<line>"(?:\\.|[^"\\\n])*")'
    r"|(?P<raw_line>'[^'\n]*')",
    re.DOTALL,
)
_WRITTEN = re.compile(
    r"[^\\]+|\\(?:u(?P<four>.{4})|U(?P<eight>.{8})|(?P<break>[ \t]*\r?\n\s*)|(?P<letter>.))", re.DOTALL
)
_MEANT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_ESCAPED_IN_A_LINE = re.compile(r'["\\\x00-\x1f\x7f]')
_ESCAPED_IN_LINES = re.compile(r'[\\\x00-\x08\x0b-\x1f\x7f]|"(?="")')


class UnreadableBlueprintError(ComposerError):
    """A file is called a blueprint and is no TOML; the message says where."""


def translate_file(text: str, *, is_blueprint: bool) -> Translation:
    """Translate a whole file. Of a blueprint only what stands in its strings is touched, nothing around it.

    Raise :class:`UnreadableBlueprintError` when a blueprint is none.
    """
    if not is_blueprint:
        return translate(text)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableBlueprintError(f"It is no TOML: {error}.") from None
    changes = [change for match in _PART.finditer(text) for change in _changes_in_string(match)]
    return spliced(text, changes)


def _changes_in_string(match: re.Match[str]) -> Iterator[Change]:
    """What changes in one string of a file, each place counted from the start of the file."""
    kind = match.lastgroup or "remark"
    if kind == "remark" or "MM_" not in match[0]:
        return
    margin = 3 if kind.startswith("several") else 1
    start, inside = match.start() + margin, match[0][margin:-margin]
    is_raw = "raw" in kind
    words = inside if is_raw else "".join(meant for meant, _ in _meant(inside))
    places = [(at, at + 1) for at in range(len(inside))] if is_raw else _places(inside)
    escaped = _ESCAPED_IN_LINES if margin == 3 else _ESCAPED_IN_A_LINE
    for change in changes_in(words):
        (first, _), (_, last) = places[change.start], places[change.end - 1]
        became = change.became if is_raw else escaped.sub(_by_number, change.became)
        if change.verdict is Verdict.FAULT:
            became = inside[first:last]
        yield replace(change, start=start + first, end=start + last, became=became)


def _meant(inside: str) -> Iterator[tuple[str, int]]:
    """What a string means, run by run, and how many characters each run is written with."""
    for match in _WRITTEN.finditer(inside):
        number = match["four"] or match["eight"]
        if number:
            yield chr(int(number, 16)), len(match[0])
        elif match["break"]:
            yield "", len(match[0])
        elif match["letter"]:
            yield _MEANT.get(match["letter"], match["letter"]), len(match[0])
        else:
            yield match[0], len(match[0])


def _places(inside: str) -> list[tuple[int, int]]:
    """Where each character that a string means begins and ends in how it is written."""
    places: list[tuple[int, int]] = []
    at = 0
    for meant, length in _meant(inside):
        if len(meant) == 1:
            places.append((at, at + length))
        else:
            places += [(at + each, at + each + 1) for each in range(len(meant))]
        at += length
    return places


def _by_number(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in '"\\' else f"\\u{ord(match[0]):04x}"
