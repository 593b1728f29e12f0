"""How a database is declared as a source."""

from typing import Any

import pytest

from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.sql_query.settings import Database, read_database, read_settings

OWN = {"database": "mysql://reader@db.example/shop", "query": "SELECT 1 AS subscription_id;"}


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("mysql://reader@db.example/shop", Database("mysql", "db.example", 3306, "reader", "shop")),
        (
            "mariadb://a%40b@db.example:3307/shop?tls=verify",
            Database("mysql", "db.example", 3307, "a@b", "shop", "verify"),
        ),
        (
            "mysql://reader@/shop?socket=/run/mysqld/mysqld.sock",
            Database("mysql", "", 3306, "reader", "shop", socket="/run/mysqld/mysqld.sock"),
        ),
        ("postgres://reader@db.example/club", Database("postgresql", "db.example", 5432, "reader", "club")),
        ("sqlite:////var/lib/club.db", Database("sqlite", name="/var/lib/club.db")),
        ("sqlite:///var/lib/club.db", Database("sqlite", name="/var/lib/club.db")),
    ],
)
def test_an_address_says_where_a_database_is(url: str, database: Database) -> None:
    assert read_database(url) == database


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"database": ""}, "database is missing|database: write"),
        ({"database": "oracle://a@b/c"}, "begin with its kind"),
        ({"database": "mysql://reader:word@db/shop"}, "secret `password`"),
        ({"database": "mysql://reader@db"}, "host or the name"),
        ({"database": "mysql://reader@db:99999/shop"}, "not an address"),
        ({"database": "mysql://reader@db/shop?tls=maybe"}, "tls is one of"),
        ({"database": "mysql://reader@db/shop?charset=latin1"}, "question mark"),
        ({"database": "sqlite://host/club.db"}, "whole path"),
        ({"query": ""}, "either a query"),
        ({"query": "DROP TABLE a"}, "query: The query has to be one SELECT"),
        ({"preset": "pmpro"}, "either a query"),
        ({"cursor": "a; b"}, "one column"),
        ({"times_in": "Mars/Base"}, "times_in"),
        ({"seconds": 900}, "seconds"),
        ({"seconds": "9"}, "seconds"),
        ({"table_prefix": "wp_"}, "table_prefix: it has a meaning with a preset"),
        ({"colour": "red"}, "no such setting"),
        ({"query": 5}, "query"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(SettingsRefusedError, match=why):
        read_settings(OWN | changes)


def test_settings_are_kept_in_one_form_that_stays_as_it_is() -> None:
    kept = read_settings(OWN | {"cursor": "changed", "times_in": "UTC"})
    assert kept == {
        "database": "mysql://reader@db.example/shop",
        "query": "SELECT 1 AS subscription_id",
        "cursor": "changed",
        "times_in": "UTC",
        "seconds": 20,
    }
    assert read_settings(kept) == kept
