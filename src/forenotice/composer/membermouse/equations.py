"""Equations in an attribute's value: `|` or a comma is or, `&` is and, `!` or a leading minus is not."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from forenotice.composer.errors import ComposerError

_SIGNS = re.compile(r"([|,&!()])")
_MINUSES = re.compile(r"[-\s]*")
# The engine goes down, and the whole program with it, on a condition of tens of thousands of parts.
_MOST_VALUES = 100
_DEEPEST = 20


class EquationError(ComposerError):
    """An equation that cannot be understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value to compare with."""

    words: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a part."""

    part: "Equation"


@dataclass(frozen=True, slots=True)
class Both:
    """True when all parts are, or one of them; at least two parts."""

    word: str
    """``and`` or ``or``."""
    parts: tuple["Equation", ...]


Equation = Value | Not | Both


def parse(source: str) -> Equation:
    """The equation that a value holds; raise :class:`EquationError` when it holds none."""
    return _Reader(source).whole()


def condition(equation: Equation, of_value: Callable[[str], str]) -> str:
    """The equation as a condition of ours. ``of_value`` writes the comparison with one value."""
    match equation:
        case Value(words):
            return of_value(words)
        case Not(part):
            return f"not {_inside(part, of_value, is_tight=True)}"
        case Both(word, parts):
            return f" {word} ".join(_inside(part, of_value, is_tight=word == "and") for part in parts)


def _inside(part: Equation, of_value: Callable[[str], str], *, is_tight: bool) -> str:
    written = condition(part, of_value)
    return f"({written})" if isinstance(part, Both) and is_tight else written


def _minuses(words: str) -> str:
    match = _MINUSES.match(words)
    return match[0] if match else ""


class _Reader:
    """Reads an equation from left to right; not binds tightest, then and, then or."""

    def __init__(self, source: str) -> None:
        parts = [part.strip() for part in _SIGNS.split(source)]
        self._parts = [part for part in parts if part]
        self._at = 0
        if sum(part not in "|,&!()" for part in self._parts) > _MOST_VALUES:
            raise EquationError(f"Its equation has more than {_MOST_VALUES} values.")

    def whole(self) -> Equation:
        found = self._either(0)
        if self._at < len(self._parts):
            raise EquationError(f'Its equation has a "{self._next}" too many.')
        return found

    @property
    def _next(self) -> str:
        return self._parts[self._at] if self._at < len(self._parts) else ""

    def _either(self, depth: int) -> Equation:
        return self._several("or", "|,", depth)

    def _all(self, depth: int) -> Equation:
        return self._several("and", "&", depth)

    def _several(self, word: str, signs: str, depth: int) -> Equation:
        read = self._all if word == "or" else self._one
        parts = [read(depth)]
        while self._next and self._next in signs:
            self._at += 1
            parts.append(read(depth))
        return Both(word, tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, depth: int) -> Equation:
        is_not = False
        while self._next[:1] in ("!", "-"):
            minuses = _minuses(self._next)
            is_not ^= self._next == "!" or minuses.count("-") % 2 == 1
            self._parts[self._at] = self._next.removeprefix(minuses or "!")
            self._at += not self._next
        found = self._parenthesis(depth) if self._next == "(" else self._value()
        return Not(found) if is_not else found

    def _parenthesis(self, depth: int) -> Equation:
        if depth == _DEEPEST:
            raise EquationError(f"Its equation has parentheses more than {_DEEPEST} deep.")
        self._at += 1
        found = self._either(depth + 1)
        if self._next != ")":
            raise EquationError("Its equation has a parenthesis that is never closed.")
        self._at += 1
        return found

    def _value(self) -> Equation:
        words = self._next
        if not words or words in "|,&)":
            raise EquationError("Its equation lacks a value" + (f' before "{words}".' if words else "."))
        self._at += 1
        return Value(words)
