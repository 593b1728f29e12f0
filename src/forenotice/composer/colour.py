"""An organization's colour, and the shades of it that stay readable (WCAG 2.2, relative luminance)."""

import re
from functools import lru_cache

OUR_COLOUR = "#1f6f5c"
Rgb = tuple[int, int, int]
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5
_DARK_PAPER = (0x1D, 0x20, 0x23)
_WHITE = (255, 255, 255)
_BLACK = (0, 0, 0)


@lru_cache(maxsize=1024)
def colour_of(written: str) -> str:
    """The colour as ``#rrggbb``; ours when it is not one. Nothing else can get into a style from here."""
    return written.lower() if _HEX.fullmatch(written) else OUR_COLOUR


@lru_cache(maxsize=1024)
def readable_on(colour: str) -> str:
    """Black or white, whichever reads better on ``colour``: one of them always reads well, near-black not."""
    ground = _channels(colour)
    return "#ffffff" if contrast(ground, _WHITE) >= contrast(ground, _BLACK) else "#000000"


@lru_cache(maxsize=1024)
def readable_on_white(colour: str) -> str:
    """``colour``, darkened until words in it can be read on white."""
    return _shade(_channels(colour), _WHITE, towards=0)


@lru_cache(maxsize=1024)
def readable_on_dark(colour: str) -> str:
    """``colour``, lightened until words in it can be read on a dark page."""
    return _shade(_channels(colour), _DARK_PAPER, towards=255)


def contrast(one: Rgb, other: Rgb) -> float:
    """How well one colour is read on the other, from 1 (not at all) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _shade(colour: Rgb, ground: Rgb, towards: int) -> str:
    for step in range(21):
        red, green, blue = (round(c + (towards - c) * step / 20) for c in colour)
        if contrast((red, green, blue), ground) >= READABLE:
            break
    return f"#{red:02x}{green:02x}{blue:02x}"


def _channels(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
