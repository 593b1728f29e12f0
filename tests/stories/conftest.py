"""A life for each story, on whichever database the tests run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.register_assert_rewrite("tests.stories.life")

if TYPE_CHECKING:
    from tests.stories.life import Life


@pytest.fixture
def begin(transactional_db: None, home: Path) -> Iterator[Callable[..., "Life"]]:
    """Begins a life on a morning."""
    # This file is read before Django is set up, so rows can only be imported here.
    from tests.stories.life import Life

    begun: list[Life] = []

    def _begin(morning: str = "2026-01-05", **fields: Any) -> Life:
        begun.append(Life(morning, **fields))
        return begun[-1]

    yield _begin
    for life in begun:
        life.close()
