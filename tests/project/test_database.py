"""Addresses of databases become Django's settings, and the database behaves as the settings promise."""

from pathlib import Path

import pytest
from django.db import connection

from forenotice.project.database import database_settings
from forenotice.project.environment import SettingsError


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("", "/home/of/it/forenotice.sqlite3"),
        ("sqlite:///other.sqlite3", "/home/of/it/other.sqlite3"),
        ("sqlite:////var/lib/rows.sqlite3", "/var/lib/rows.sqlite3"),
        ("sqlite:///with%20space.sqlite3", "/home/of/it/with space.sqlite3"),
    ],
)
def test_a_sqlite_path_counts_from_the_home(url: str, path: str) -> None:
    assert database_settings(url, Path("/home/of/it"))["NAME"] == path


def test_a_postgresql_address_is_taken_apart_and_decoded() -> None:
    url = "postgresql://ann:p%40ss@db.example.org:5433/members?sslmode=require"
    found = database_settings(url, Path("/nowhere"))
    expected = {
        "NAME": "members",
        "USER": "ann",
        "PASSWORD": "p@ss",
        "HOST": "db.example.org",
        "PORT": "5433",
    }
    assert expected.items() <= found.items()
    assert found["OPTIONS"]["sslmode"] == "require"


def test_a_postgresql_socket_folder_is_given_as_host() -> None:
    found = database_settings("postgresql://ann@/members?host=/run/postgresql&port=5434", Path("/nowhere"))
    assert (found["HOST"], found["PORT"], found["USER"]) == ("/run/postgresql", "5434", "ann")


@pytest.mark.parametrize(
    "url",
    ["mysql://x/y", "sqlite://", "sqlite://host/x", "postgresql://host", "postgresql://host:no/x", "rows.db"],
)
def test_any_other_address_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(SettingsError, match="FORENOTICE_DATABASE_URL is wrong"):
        database_settings(url, Path("/nowhere"))


def test_rows_are_in_a_real_database_that_checks_foreign_keys(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW server_version_num")
            assert int(cursor.fetchone()[0]) >= 150000
            return
        assert Path(connection.settings_dict["NAME"]).exists()
        facts = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert facts == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20000}
