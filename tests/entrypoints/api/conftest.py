"""A small organization, and a program that may do everything in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.caller import Caller
    from tests.support.world import World


@pytest.fixture
def world(db: None) -> World:
    """An organization whose clock the test moves; a file whose organization has to speak makes its own."""
    # This file is read before Django is set up, so rows can only be imported here.
    from tests.support.world import World

    return World()


@pytest.fixture
def caller(world: World) -> Caller:
    """A program of that organization with every scope."""
    # As above.
    from tests.support.caller import caller_of

    return caller_of(world)
