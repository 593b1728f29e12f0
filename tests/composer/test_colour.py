"""An organization's colour stays readable wherever it is used."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.colour import (
    OUR_COLOUR,
    colour_of,
    readable_on,
    readable_on_dark,
    readable_on_white,
)

COLOURS = st.from_regex(r"\A#[0-9a-f]{6}\Z")


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio, worked out here once more."""

    def luminance(colour: str) -> float:
        linear = []
        for at in (1, 3, 5):
            part = int(colour[at : at + 2], 16) / 255
            linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@given(colour=COLOURS)
def test_words_in_any_colour_can_be_read(colour: str) -> None:
    assert contrast(readable_on_white(colour), "#ffffff") >= 4.5
    assert contrast(readable_on_dark(colour), "#1d2023") >= 4.5
    assert contrast(readable_on(colour), colour) >= 4.5


def test_words_on_every_strong_colour_can_be_read() -> None:
    """Red and its like stand between black and white, where no choice is a good one."""
    steps = ("00", "33", "66", "80", "99", "cc", "ff")
    unread = [
        colour
        for parts in product(steps, repeat=3)
        if contrast(readable_on(colour := f"#{''.join(parts)}"), colour) < 4.5
    ]
    assert unread == []


def test_a_readable_colour_is_left_alone() -> None:
    assert readable_on_white("#0b5d8a") == "#0b5d8a"
    assert readable_on_dark("#ffd700") == "#ffd700"


@pytest.mark.parametrize(
    "written", ["", "red", "#fff", "#12345g", "#000000;background:url(x)", "javascript:alert(1)", "#0000000"]
)
def test_what_is_no_colour_never_reaches_a_style(written: str) -> None:
    assert colour_of(written) == OUR_COLOUR
