"""What inline styles say about colour, size and room: as much of CSS as a message's page needs."""

import re
from collections.abc import Mapping
from functools import lru_cache

from forenotice.composer.colour import Rgb

_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(px|pt|em|rem|%)?$")
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*[, ]\s*(\d+)\s*[, ]\s*(\d+)\s*(?:[,/]\s*(\d*\.?\d+%?)\s*)?\)")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})(?![0-9a-f])")
_NAMED = {
    "black": (0, 0, 0),
    "silver": (192, 192, 192),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "white": (255, 255, 255),
    "maroon": (128, 0, 0),
    "red": (255, 0, 0),
    "purple": (128, 0, 128),
    "fuchsia": (255, 0, 255),
    "green": (0, 128, 0),
    "lime": (0, 255, 0),
    "olive": (128, 128, 0),
    "yellow": (255, 255, 0),
    "navy": (0, 0, 128),
    "blue": (0, 0, 255),
    "teal": (0, 128, 128),
    "aqua": (0, 255, 255),
    "orange": (255, 165, 0),
    "pink": (255, 192, 203),
    "gold": (255, 215, 0),
    "lightgray": (211, 211, 211),
    "lightgrey": (211, 211, 211),
    "whitesmoke": (245, 245, 245),
    "darkgray": (169, 169, 169),
    "darkgrey": (169, 169, 169),
    "dimgray": (105, 105, 105),
}


@lru_cache(maxsize=4096)
def declarations(style: str) -> Mapping[str, str]:
    """The declarations of a style attribute by their property, in lower case."""
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


@lru_cache(maxsize=4096)
def colour_in(words: str) -> Rgb | None:
    """The first colour among those words; None when there is none that we can tell for sure."""
    words = words.strip().lower()
    found = _HEX.search(words)
    if found:
        digits = found[0][1:]
        digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    found = _RGB.search(words)
    if found:
        is_solid = found[4] is None or float(found[4].rstrip("%")) in (1, 100)
        return (int(found[1]), int(found[2]), int(found[3])) if is_solid else None
    return next((_NAMED[word] for word in words.split() if word in _NAMED), None)


def pixels(words: str, size: float) -> float | None:
    """A length in pixels, where ``size`` is the font's; None when it is none. A bare number is of pixels."""
    found = _LENGTH.match(words.strip())
    if found is None:
        return None
    number = float(found[1])
    match found[2]:
        case "pt":
            return number * 4 / 3
        case "em":
            return number * size
        case "rem":
            return number * 16
        case "%":
            return number / 100 * size
    return number


def above_and_below(styles: Mapping[str, str], name: str, size: float) -> tuple[float, float]:
    """The room that ``padding`` or ``margin`` leaves above and below."""
    sides = [pixels(word, size) or 0 for word in styles.get(name, "").split()] or [0]
    above, below = sides[0], sides[2] if len(sides) > 2 else sides[0]
    return (
        pixels(styles[f"{name}-top"], size) or 0 if f"{name}-top" in styles else above,
        pixels(styles[f"{name}-bottom"], size) or 0 if f"{name}-bottom" in styles else below,
    )
