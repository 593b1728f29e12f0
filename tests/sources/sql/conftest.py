"""A MariaDB that lives as long as the tests, and sources that are opened on any database."""

import os
from collections.abc import Iterator

import pytest

from tests.support.mariadb import MariadbServer, NoMariadbError, start_mariadb


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariadbServer]:
    """A running server; skipped where none is installed, unless FORENOTICE_TEST_REQUIRE_MARIADB is set."""
    try:
        server = start_mariadb()
    except NoMariadbError as error:
        if os.environ.get("FORENOTICE_TEST_REQUIRE_MARIADB"):
            raise
        pytest.skip(f"there is no MariaDB here: {error}")
    yield server
    server.stop()


@pytest.fixture
def shop(mariadb: MariadbServer) -> str:
    """The name of a database that is empty yet."""
    return mariadb.new_database()
