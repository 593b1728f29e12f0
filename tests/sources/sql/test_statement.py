"""What counts as one SELECT that only reads."""

import pytest

from forenotice.sources.sql_query.statement import LONGEST_QUERY, read_select
from forenotice.sources.unreadable import UnreadableError


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("SELECT 1", "SELECT 1"),
        ("  select a from b ;  ", "select a from b"),
        ("-- which ones\nSELECT a -- and why", "-- which ones\nSELECT a"),
        ("WITH t AS (SELECT 1 AS a) SELECT a FROM t", "WITH t AS (SELECT 1 AS a) SELECT a FROM t"),
        ("SELECT 'a; DROP TABLE b' FROM c", "SELECT 'a; DROP TABLE b' FROM c"),
        (
            "SELECT REPLACE(a, 'x', 'y'), last_update FROM b",
            "SELECT REPLACE(a, 'x', 'y'), last_update FROM b",
        ),
        ('SELECT "update" FROM b', 'SELECT "update" FROM b'),
        ("SELECT 'it''s' FROM a /* into */", "SELECT 'it''s' FROM a"),
        ("SELECT a UNION ALL SELECT b", "SELECT a UNION ALL SELECT b"),
    ],
)
@pytest.mark.parametrize("is_mysql", [True, False])
def test_one_select_is_read(query: str, left: str, is_mysql: bool) -> None:
    assert read_select(query, is_mysql=is_mysql) == left


def test_each_database_has_comments_and_quotes_of_its_own() -> None:
    assert read_select("SELECT a #> '{b}' AS c FROM d", is_mysql=False) == "SELECT a #> '{b}' AS c FROM d"
    assert read_select("SELECT a # and; more", is_mysql=True) == "SELECT a"
    assert read_select(r"SELECT 'C:\' AS a", is_mysql=False) == r"SELECT 'C:\' AS a"
    assert read_select(r"SELECT 'it\'s; ' AS a", is_mysql=True) == r"SELECT 'it\'s; ' AS a"
    assert read_select("SELECT $x$; drop$x$ AS a", is_mysql=False) == "SELECT $x$; drop$x$ AS a"
    with pytest.raises(UnreadableError, match="semicolon"):
        read_select("SELECT 5--3; DROP TABLE a", is_mysql=True)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("", "begins with nothing"),
        ("UPDATE a SET b = 1", 'begins with "UPDATE"'),
        ("SELECT 1; SELECT 2", "semicolon"),
        ("SELECT a INTO OUTFILE 'x' FROM b", "INTO"),
        ("WITH t AS (DELETE FROM a RETURNING b) SELECT b FROM t", "DELETE"),
        ("SELECT a FROM b FOR UPDATE", "UPDATE"),
        ("SELECT /*! SLEEP(9) */ 1", "comment"),
        ("SELECT 'a", "never closed"),
        ("SELECT 1 /* a", "never closed"),
        ("EXPLAIN SELECT 1", "EXPLAIN"),
        ("SELECT 1" + " " * 5 + "+ 1" * LONGEST_QUERY, "longer than"),
    ],
)
@pytest.mark.parametrize("is_mysql", [True, False])
def test_anything_else_is_refused_with_a_reason(query: str, why: str, is_mysql: bool) -> None:
    with pytest.raises(UnreadableError, match=why):
        read_select(query, is_mysql=is_mysql)
