"""Sources declared at the command line, under the same terms as in a blueprint."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.sources.models import Source
from tests.entrypoints.club import BLUEPRINT, noon_zone
from tests.entrypoints.desk import Desk

QUERY = "SELECT id AS subscription_id, email, 'gold' AS product_id, due AS next_payment FROM subscriptions"


@pytest.fixture
def club(desk: Desk, tmp_path: Path) -> Desk:
    path = tmp_path / "club.toml"
    path.write_text(BLUEPRINT.format(zone=noon_zone(), port=25))
    desk.run("apply", path)
    return desk


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "club.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE subscriptions (id TEXT, email TEXT, due TEXT)")
        connection.execute("INSERT INTO subscriptions VALUES ('s1', 'ana@example.org', '2027-01-31')")
    return path


def test_a_database_is_declared_tried_changed_and_pulled(club: Desk, database: Path) -> None:
    told = (f"database=sqlite://{database}", f"query={QUERY}")
    said = club.run("sources", "set", "members", "kind=sql", *told).stdout
    assert "forenotice sources check members" in said
    assert "1 subscription: 1 new" in club.run("sources", "check", "members").stdout
    assert club.read_json("sources", "pull", "members")["created"] == 1
    club.run("sources", "set", "members", "pull_every=5 minutes", "fresh_for=2 days")
    assert "so already" in club.run("sources", "set", "members", "pull_every=5 minutes").stdout
    listed = {one["key"]: one for one in club.read_json("sources", "list")}
    assert (listed["members"]["pull_every_minutes"], listed["members"]["subscriptions"]) == (5, 1)
    assert listed["members"]["fresh_for_days"] == 2
    club.run("sources", "set", "members", "fresh_for=")
    assert Source.objects.get(organization__key="club", key="members").fresh_for_days == 45
    Source.objects.filter(key="members").update(stopped_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    for words in (club.run("sources", "list").stdout, club.run("sources", "show", "members").stdout):
        assert "stopped since" in " ".join(words.split())
    # What was declared here stands in the blueprint as if it had been written there.
    written = database.with_name("written.toml")
    club.run("export", written)
    assert "Everything is as declared already" in club.run("apply", written).stdout


def test_secrets_are_named_and_never_typed(
    club: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = club.run("sources", "set", "pay", "kind=stripe", "api_key=rk_test_123", expect=ExitCode.REFUSED)
    assert "a secret may not stand" in typed.stderr
    assert "rk_test_123" not in typed.stderr + typed.stdout
    unset = club.run(
        *("sources", "set", "pay", "kind=stripe", 'api_key={ env = "NOBODY_SET_IT" }'),
        expect=ExitCode.REFUSED,
    )
    assert "NOBODY_SET_IT is not set" in unset.stderr
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key").write_text("rk_test_123\n")
    club.run("sources", "set", "pay", "kind=stripe", 'api_key={ file = "key" }')
    source = Source.objects.get(organization__key="club", key="pay")
    assert source.secret_references == {"api_key": f"file:{tmp_path / 'key'}"}
    assert "rk_test_123" not in source.sealed_secrets
    # Another key at the same place is taken over as soon as somebody says so.
    sealed = source.sealed_secrets
    (tmp_path / "key").write_text("rk_test_456\n")
    assert "is declared" in club.run("sources", "set", "pay", 'api_key={ file = "key" }').stdout
    source.refresh_from_db()
    assert source.sealed_secrets != sealed
    # The rest may change while the secret is where nobody can read it just now.
    (tmp_path / "key").unlink()
    changed = club.run("sources", "set", "pay", "pull_every=30 minutes")
    assert "stays in use" in changed.stderr


@pytest.mark.parametrize(
    ("key", "told", "sentence"),
    [
        ("pay", "kind=strype", 'kind: "strype" is none of'),
        ("pay", "stripe", "is no NAME=VALUE, such as kind=stripe"),
        ("pay", "key=other", "keeps its key"),
        ("pay", "kind=stripe", 'needs the secret "api_key"'),
        ("Pay me", "kind=push", "cannot name a source"),
        ("pay", "kind=push,", "is none of"),
    ],
)
def test_what_makes_no_sense_declares_nothing(club: Desk, key: str, told: str, sentence: str) -> None:
    before = Source.objects.count()
    assert sentence in club.run("sources", "set", key, told, expect=ExitCode.REFUSED).stderr
    assert Source.objects.count() == before
