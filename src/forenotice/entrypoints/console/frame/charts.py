"""Bars, drawn on the server as SVG: no script, and beside each chart stands a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, WIDTH = 150, 720
_FLOOR = HEIGHT - 22
_CEILING = 14
_WIDEST = 56
_MOST_LABELS = 7


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: its size, and the class that its colour follows from."""

    size: int
    style: str


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: what stands below it, what it says when pointed at, and its parts from the floor up."""

    label: str
    title: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture, in its own units."""

    x: float
    y: float
    width: float
    height: float
    style: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar as it is drawn; ``label`` is empty where there is no room for it."""

    boxes: Sequence[Box]
    title: str
    label: str
    middle: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole picture; ``tallest`` is the size of its tallest bar."""

    bars: Sequence[Bar]
    tallest: int
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = _FLOOR


def chart_of(columns: Sequence[Column]) -> Chart:
    """The bars side by side, as tall as their sizes are to the tallest one; anything at all can be seen."""
    tallest = max((sum(part.size for part in column.parts) for column in columns), default=0)
    wide = WIDTH / max(len(columns), 1)
    every = -(-len(columns) // _MOST_LABELS)
    bars = []
    for place, column in enumerate(columns):
        boxes, top = [], float(_FLOOR)
        for part in column.parts:
            if part.size:
                height = max(part.size / tallest * (_FLOOR - _CEILING), 2)
                top -= height
                width = round(min(wide * 0.72, _WIDEST), 1)
                left = round((place + 0.5) * wide - width / 2, 1)
                boxes.append(Box(left, round(top, 1), width, round(height, 1), part.style))
        label = column.label if place % every == 0 else ""
        bars.append(Bar(boxes, column.title, label, round(place * wide + wide / 2, 1)))
    return Chart(bars, tallest)
