"""Databases for sources to read."""

import pytest

from tests.support.mariadb import MariadbServer


@pytest.fixture
def shop(mariadb: MariadbServer) -> str:
    """The name of a database that is empty yet."""
    return mariadb.new_database()
