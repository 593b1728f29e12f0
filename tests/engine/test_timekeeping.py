"""When a clock is believed: not right after a jump, but in the end."""

from datetime import timedelta

import pytest

from forenotice.engine.timekeeping import Timekeeper
from tests.support.world import START

Look = tuple[float, float, bool]
"""Minutes on the clock and minutes that passed, since the beginning; and whether the clock is believed."""


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([(0, 0, True), (1, 1, True), (61, 61, True)], id="it goes as time does"),
        pytest.param([(0, 0, True), (9, 1, True), (17, 2, True)], id="it is set a little, twice"),
        pytest.param([(0, 0, True), (0, 30, False), (1, 31, False)], id="it stands still for long"),
        pytest.param([(0, 0, True), (0, 1, True), (0, 9, True), (0, 18, True)], id="it stands in a demo"),
        pytest.param([(0, 0, True), (5_000, 1, False), (2, 2, True)], id="ahead and back"),
        pytest.param([(0, 0, True), (-5_000, 1, False), (2, 2, True)], id="behind and back"),
        pytest.param([(0, 0, True), (5_000, 1, False), (5_029, 30, False), (5_030, 31, True)], id="for good"),
        pytest.param(
            [(0, 0, True), (500, 1, False), (900, 20, False), (920, 40, False), (931, 51, True)], id="twice"
        ),
    ],
)
def test_a_clock_is_believed_unless_it_jumped(looks: list[Look]) -> None:
    passed = 0.0
    keeper = Timekeeper(lambda: 60 * passed)
    for clock, passed, is_believed in looks:
        astray = keeper.astray(START + timedelta(minutes=clock))
        assert (not astray) is is_believed, (clock, passed, astray)
