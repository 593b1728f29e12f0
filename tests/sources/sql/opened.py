"""Sources opened as an instance opens them, for tests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Opening, Page, Unclear
from forenotice.sources.sql_query.opening import KIND, SqlSource
from tests.support.mariadb import MariadbServer

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


def opened(settings: Mapping[str, Any], *, now: datetime = NOW, password: str = "") -> SqlSource:
    """The source of these settings."""
    source = KIND.open_source(
        Opening(
            settings=KIND.read_settings(settings),
            secrets={"password": password},
            zone="Europe/Paris",
            currency="EUR",
            now=now,
        )
    )
    assert isinstance(source, SqlSource)
    return source


def address(server: MariadbServer, database: str, account: str = "root") -> str:
    """Where a database of the tests' server is."""
    return f"mysql://{account}@127.0.0.1:{server.port}/{database}"


def pull(source: SqlSource, cursor: str = "", page: int = 100) -> list[Page]:
    """Every page of one pull."""
    return list(source.pull(cursor, page=page))


def facts(pages: list[Page]) -> dict[str, SubscriptionFacts]:
    """What these pages told, by the subscription's id."""
    return {each.external_id: each for page in pages for each in page.facts}


def unclear(pages: list[Page]) -> list[Unclear]:
    """What could not be understood of them."""
    return [each for page in pages for each in page.unclear]
