"""A club with a member in it, and somebody who follows links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.entrypoints.portal.reader import Reader
    from tests.support.world import World


@pytest.fixture
def world(db: None) -> World:
    """The club, in which Ana pays monthly by card."""
    # This file is read before Django is set up, so rows can only be imported here.
    from tests.support.world import World

    made = World(support_email="help@example.org", colour="#1f6f5c")
    made.told("ana", next_on=made.in_days(9), member={"first_name": "Ana", "locale": "en"})
    return made


@pytest.fixture
def reader(world: World) -> Reader:
    """Somebody with a browser."""
    # As above.
    from tests.entrypoints.portal.reader import Reader

    return Reader(world)
