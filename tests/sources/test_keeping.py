"""A source that is there gets another connection, is stopped and goes on, and is put away."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from forenotice.engine.importing import PARTING
from forenotice.engine.models import Undertaking
from forenotice.engine.queries import needs_owner
from forenotice.engine.states import Need
from forenotice.ledger.models import Subscription
from forenotice.sources.errors import SecretKeptElsewhereError, SourcesError
from forenotice.sources.models import Source
from forenotice.sources.opened import secrets_of
from forenotice.sources.operations import (
    change_connection,
    declare_source,
    go_on_asking,
    pull_source,
    put_away,
)
from forenotice.sources.queries import asked_source, put_away_sources, source_health, sources_of
from tests.support.world import World

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
QUERY = "SELECT id AS subscription_id, email, 'x' AS product_id, due AS next_payment FROM club"


@pytest.fixture
def world(db: None, home: Path) -> World:
    return World(NOW)


def _database(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE club (id TEXT, email TEXT, due TEXT)")
        made.execute("INSERT INTO club VALUES ('A1', 'ana@example.org', '2026-04-01')")
    return {"database": f"sqlite:///{path}", "query": QUERY}


def test_a_source_is_connected_anew_and_put_away(world: World, tmp_path: Path) -> None:
    about: dict[str, Any] = {"organization": world.organization, "key": "club", "actor": "test", "now": NOW}
    settings = _database(tmp_path, "old.db")
    declare_source(kind="sql", settings=settings, secrets={"password": "x"}, fresh_for_days=3, **about)
    report = pull_source(
        organization=world.organization, source=asked_source(world.organization, "club"), now=NOW
    )
    assert (report.failure, report.unclear_rows, report.created) == ("", [], 1)
    with pytest.raises(SecretKeptElsewhereError):
        change_connection(
            settings=settings | {"database": "mysql://reader@db.example/wp"}, secrets={}, **about
        )
    with pytest.raises(SourcesError):
        change_connection(settings=settings | {"query": "SELECT nonsense"}, secrets={}, **about)
    change_connection(settings=_database(tmp_path, "new.db"), secrets={}, **about)
    (kept,) = sources_of(world.organization)
    assert kept.settings["database"].endswith("new.db")
    assert secrets_of(kept) == {"password": "x"}
    # As a crash leaves it behind that came right after the parting began.
    Source.objects.filter(pk=kept.pk).update(parting_at=NOW, stopped_at=NOW, sealed_secrets="")
    go_on_asking(**about)
    assert Source.objects.get(pk=kept.pk).stopped_at, "what was half put away is not asked"
    assert [each.need for each in needs_owner(world.organization, NOW)] == [Need.HALF_PARTED]
    begun = {"kind": PARTING, "begun_at": NOW, "beat_at": NOW}
    row = Undertaking.objects.create(organization=world.organization, **begun)
    assert needs_owner(world.organization, NOW) == [], "somebody is at it"
    row.delete()
    assert put_away(**about) == 1
    assert Source.objects.get(pk=kept.pk).parting_at is None
    assert (sources_of(world.organization), source_health(world.organization, NOW)) == ([], [])
    assert Subscription.objects.get(organization=world.organization).gone_at
    assert not Source.objects.get(organization=world.organization).sealed_secrets
    assert [each.key for each in put_away_sources(world.organization, "sql")] == ["club"]
    declare_source(kind="sql", settings=kept.settings, fresh_for_days=3, **about)
    pull_source(organization=world.organization, source=asked_source(world.organization, "club"), now=NOW)
    assert Subscription.objects.get(organization=world.organization).gone_at is None
