"""A ledger for every test that asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ledger.telling import Ledger


@pytest.fixture
def ledger(db: None) -> Ledger:
    """An empty ledger of an organization in Paris."""
    from tests.ledger.telling import new_ledger  # Django is not set up yet when pytest reads this file.

    return new_ledger()
