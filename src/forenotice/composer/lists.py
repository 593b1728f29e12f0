"""Where a list may stand in an expression: after ``in``, short and flat.

Names therefore never hold a list, and no text can double one with each line it sets. The engine would count
such a list as nothing until it walks through it, which takes longer than a day.
"""

from collections.abc import Iterator, Sequence

from forenotice.composer.template import SegmentKind, Token, TokenKind, segments, tokens

_PLACE = 'A list stands only after "in": {% if member.status in ["active", "paused"] %}.'
_FLAT = 'A list is used as it is: take the "{}" after it out.'
_TABLE = "A message holds no tables of values: take the { out."
_GROWING = frozenset("*+~[")
_CALLED = frozenset({TokenKind.FILTER, TokenKind.TEST, TokenKind.PATH})


def faults_of_lists(found: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """The tokens of an expression, blanks left out, that would make a list in a wrong place, and why."""
    still_open: list[
        tuple[str, bool, bool]
    ] = []  # Its closing, whether commas may stand in it, whether a list.
    for index, token in enumerate(found):
        before = found[index - 1] if index else None
        after = found[index + 1].source if index + 1 < len(found) else ""
        is_after_in = before is not None and before.source == "in"
        match token.source:
            case "{" | "}":
                yield token, _TABLE
            case "(":
                still_open.append((")", is_after_in or _is_called(before), is_after_in))
            case "[":
                still_open.append(("]", True, True))
                if not is_after_in and (before is None or before.kind is not TokenKind.PATH):
                    yield token, _PLACE
            case ")" | "]" if still_open and still_open[-1][0] == token.source:
                if still_open.pop()[2] and after in _GROWING:
                    yield found[index + 1], _FLAT.format(after)
            case "," if not still_open or not still_open[-1][1]:
                yield token, _PLACE
            case "range" if token.kind is TokenKind.PATH and not is_after_in:
                yield token, 'Numbers are counted only after "in": {% for each in range(3) %}.'


def has_list_out_of_place(source: str) -> bool:
    """Whether any expression of a text has such a fault."""
    return any(
        fault
        for segment in segments(source)
        if segment.kind in (SegmentKind.OUTPUT, SegmentKind.BLOCK)
        for fault in faults_of_lists([each for each in tokens(segment) if each.kind is not TokenKind.SPACE])
    )


def _is_called(before: Token | None) -> bool:
    return before is not None and (before.kind in _CALLED or before.source.startswith("loop."))
