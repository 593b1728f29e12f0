"""A desk for every test that asks for one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.sources.desk import Desk


@pytest.fixture
def desk(db: None, home: Path, tmp_path: Path) -> Desk:
    """Somebody with a folder of files and an empty ledger."""
    from tests.sources.desk import new_desk  # Django is not set up yet when pytest reads this file.

    return new_desk(tmp_path / "files")
