"""A club to look at, and its owner with the console open."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.console import Person
    from tests.support.world import World


@pytest.fixture
def world(db: None) -> World:
    """A club in rehearsal, today."""
    # This file is read before Django is set up, so rows can only be imported here.
    from tests.support.world import World

    return World(datetime.now(UTC), live=False)


@pytest.fixture
def owner(world: World) -> Person:
    """Its owner."""
    # As above.
    from tests.support.console import Person

    return Person(world.organization)
