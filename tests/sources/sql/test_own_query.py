"""A query of one's own on SQLite, MariaDB and PostgreSQL: the same rows, the same promises."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Unavailable
from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from tests.conftest import SERVER
from tests.sources.sql.opened import NOW, address, facts, opened, pull, unclear
from tests.support.mariadb import MariadbServer

TABLE = """CREATE TABLE agreements (
    id INTEGER PRIMARY KEY, email VARCHAR(200), price DECIMAL(10,2), due DATE, changed {moment}
)"""
QUERY = """
    SELECT id AS subscription_id, email, 'gold' AS product_id, price AS amount, due AS next_payment, changed
    FROM agreements WHERE email NOT LIKE '%.invalid' -- what is left over
"""
Run = Callable[[str], object]


class Desk:
    """A database with agreements in it, and the way to it."""

    def __init__(self, url: str, run: Run) -> None:
        self.url = url
        self.run = run

    def settings(self, **changes: Any) -> dict[str, Any]:
        """A query on it."""
        told = {"database": self.url, "query": QUERY, "cursor": "changed", "times_in": "UTC"}
        return told | changes

    def write(self, id_: int, *, changed: datetime = NOW - timedelta(days=1), price: str = "12.50") -> None:
        """A new row, or a row that changed."""
        self.run(f"DELETE FROM agreements WHERE id = {id_}")
        moment = changed.strftime("%Y-%m-%d %H:%M:%S")
        self.run(
            f"INSERT INTO agreements VALUES ({id_}, 'm{id_}@example.org', {price}, '2027-02-01', '{moment}')"
        )


@pytest.fixture(params=["sqlite", "mariadb", pytest.param("postgresql", marks=pytest.mark.rows)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Each kind of database in turn."""
    if request.param == "sqlite":
        path = tmp_path / "club.sqlite3"
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute(TABLE.format(moment="TEXT"))
        yield Desk(f"sqlite:///{path}", connection.execute)
        connection.close()
    elif request.param == "mariadb":
        server: MariadbServer = request.getfixturevalue("mariadb")
        name = server.new_database()
        server.run(name, TABLE.format(moment="TIMESTAMP NOT NULL DEFAULT '2027-01-01 00:00:00'"))
        yield Desk(address(server, name), lambda statement: server.run(name, statement))
    else:
        cluster = request.config.stash[SERVER]
        if cluster is None:
            pytest.skip("there is no PostgreSQL in this run; it is tried with --database=postgres")
        url = cluster.new_database()
        parts = urlsplit(url)
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(TABLE.format(moment="TIMESTAMPTZ").encode())
            place = f"postgresql://{parts.username}@{parts.hostname or ''}{parts.path}?tls=off"
            if socket := parse_qs(parts.query).get("host"):
                place += f"&socket={socket[0]}"
            yield Desk(place, lambda statement: other.execute(statement.encode()))


def test_rows_become_facts_page_by_page_and_then_only_news(desk: Desk) -> None:
    for number in range(1, 8):
        desk.write(number, changed=NOW - timedelta(days=2, minutes=number % 3))
    source = opened(desk.settings())
    pages = pull(source, page=3)
    assert [len(page.facts) for page in pages] == [3, 3, 1, 0]
    assert [page.is_whole for page in pages] == [False, False, False, True]
    assert pages[0].total == 7
    told = facts(pages)["4"]
    assert (told.amount_minor, told.currency, told.next_on) == (1250, "EUR", date(2027, 2, 1))
    nothing = pull(source, pages[-1].cursor)
    assert (facts(nothing), unclear(nothing), nothing[-1].is_whole) == ({}, [], False)
    desk.write(4, changed=NOW - timedelta(hours=1), price="13.00")
    desk.write(9, changed=NOW - timedelta(hours=1))
    news = facts(pull(source, nothing[-1].cursor))
    assert {key: each.amount_minor for key, each in news.items()} == {"4": 1300, "9": 1250}
    source.close()


def test_a_pull_that_broke_off_goes_on_from_any_page(desk: Desk) -> None:
    for number in range(1, 8):
        desk.write(number, changed=NOW - timedelta(days=2))
    whole = pull(opened(desk.settings()), page=2)
    for broken_after in range(len(whole)):
        rest = pull(opened(desk.settings()), whole[broken_after].cursor, page=2)
        assert facts([*whole[: broken_after + 1], *rest]).keys() == facts(whole).keys()
        is_last = broken_after == len(whole) - 1
        assert rest[-1].is_whole is not is_last


def test_what_came_late_beside_the_newest_row_is_not_missed(desk: Desk) -> None:
    desk.write(5, changed=NOW)
    first = pull(opened(desk.settings()))
    desk.write(3, changed=NOW)
    desk.write(4, changed=NOW - timedelta(seconds=30))
    second = pull(opened(desk.settings(), now=NOW + timedelta(minutes=5)), first[-1].cursor)
    assert facts(second).keys() == {"3", "4", "5"}
    third = pull(opened(desk.settings(), now=NOW + timedelta(minutes=9)), second[-1].cursor)
    assert facts(third) == {}


def test_without_a_cursor_column_everything_is_read_each_time(desk: Desk) -> None:
    desk.write(1)
    source = opened(desk.settings(cursor=""))
    assert not source.capabilities.has_news
    pages = pull(source)
    assert set(facts(pages)) == {"1"}
    assert (pages[-1].cursor, pages[-1].is_whole) == ("", True)


def test_one_subscription_is_asked_about_at_this_moment(desk: Desk) -> None:
    desk.write(1)
    source = opened(desk.settings())
    told = source.confirm("1", seconds=5)
    assert isinstance(told, SubscriptionFacts)
    assert told.fingerprint == facts(pull(source))["1"].fingerprint
    desk.run("DELETE FROM agreements")
    assert source.confirm("1", seconds=5) is None
    source.close()


def test_nothing_can_be_written(desk: Desk) -> None:
    desk.write(1)
    session = opened(desk.settings())._open()
    with pytest.raises((SourceRefusedError, SourceUnavailableError)):
        session.rows("DELETE FROM agreements")
    assert facts(pull(opened(desk.settings()))).keys() == {"1"}


def test_what_the_owner_has_to_mend_is_said(desk: Desk) -> None:
    desk.write(1)
    assert opened(desk.settings()).check().warnings == [] or desk.url.startswith("mysql")
    checked = opened(desk.settings(query=QUERY.replace("changed", "changed, id AS shade"))).check()
    assert checked.found[1] == "Rows: 1."
    assert any("shade" in each and "custom_" in each for each in checked.warnings)
    with pytest.raises(SourceRefusedError, match="nowhere"):
        opened(desk.settings(query="SELECT 1 AS subscription_id FROM nowhere", cursor="")).check()
    desk.run("UPDATE agreements SET price = -1")
    assert any("below zero" in each for each in opened(desk.settings()).check().warnings)


def test_a_statement_ends_when_its_time_is_over(desk: Desk) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
    largest = "SELECT MAX(a.i + b.i + c.i + d.i) AS subscription_id, 'a@b.org' AS email, 'x' AS product_id"
    slow = f"{numbers} {largest} FROM n a, n b, n c, n d"
    source = opened(desk.settings(query=slow, cursor="", seconds=1))
    with pytest.raises(SourceUnavailableError, match="longer than 1 second"):
        pull(source)
    told = source.confirm("1", seconds=0.3)
    assert isinstance(told, Unavailable)
    assert "longer" in told.reason


def test_a_row_without_a_moment_of_change_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "club.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute(TABLE.format(moment="TEXT"))
        connection.execute("INSERT INTO agreements VALUES (1, 'a@example.org', 1, '2027-02-01', NULL)")
    settings = {"database": f"sqlite:///{path}", "query": QUERY, "cursor": "changed"}
    (row,) = unclear(pull(opened(settings)))
    assert (row.external_id, row.column) == ("1", "changed")
    assert any("never read" in each for each in opened(settings).check().warnings)


def test_a_database_that_is_not_there_is_no_traceback(mariadb: MariadbServer, tmp_path: Path) -> None:
    gone = {"query": QUERY, "database": "mysql://root@127.0.0.1:1/shop"}
    with pytest.raises(SourceUnavailableError, match="does not answer"):
        opened(gone).check()
    assert isinstance(opened(gone).confirm("1", seconds=1), Unavailable)
    with pytest.raises(SourceRefusedError, match="1045"):
        opened(gone | {"database": address(mariadb, "shop", "stranger")}).check()
    with pytest.raises(SourceRefusedError, match="1049"):
        opened(gone | {"database": address(mariadb, "nosuch")}).check()
    for tls in ("require", "verify"):
        with pytest.raises(SourceRefusedError, match="2026"):
            opened(gone | {"database": f"{address(mariadb, 'mysql')}?tls={tls}"}).check()
    with pytest.raises(SourceRefusedError, match="no file"):
        opened(gone | {"database": f"sqlite:///{tmp_path}/nosuch"}).check()


def test_an_account_that_may_only_read_is_what_we_want(mariadb: MariadbServer, shop: str) -> None:
    mariadb.run(
        shop, TABLE.format(moment="TIMESTAMP"), "CREATE USER IF NOT EXISTS reader IDENTIFIED BY 'word'"
    )
    mariadb.run(shop, f"GRANT SELECT ON {shop}.* TO reader")
    settings = {"query": QUERY, "database": address(mariadb, shop, "reader"), "cursor": "changed"}
    assert not any("write" in each for each in opened(settings, password="word").check().warnings)
    assert any(
        "write" in each for each in opened(settings | {"database": address(mariadb, shop)}).check().warnings
    )


@pytest.mark.parametrize(
    "cursor", ["", "{}", "[]", '{"version": 1, "of": 3}', "x" * 10_000, '{"version":99}']
)
def test_a_cursor_that_is_none_of_ours_begins_anew(tmp_path: Path, cursor: str) -> None:
    path = tmp_path / "club.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute(TABLE.format(moment="TEXT"))
        connection.execute(
            "INSERT INTO agreements VALUES (1, 'a@example.org', 1, '2027-02-01', '2027-01-01')"
        )
    settings = {"database": f"sqlite:///{path}", "query": QUERY, "cursor": "changed"}
    pages = pull(opened(settings), cursor)
    assert set(facts(pages)) == {"1"}
    assert pages[-1].is_whole


def test_two_rows_of_one_id_are_told_as_such(tmp_path: Path) -> None:
    query = "SELECT 1 AS subscription_id, 'a@b.org' AS email, 'x' AS level UNION ALL SELECT 1, 'c@d.org', 'y'"
    path = tmp_path / "club.sqlite3"
    sqlite3.connect(path).close()
    path.touch()
    pages = pull(opened({"database": f"sqlite:///{path}", "query": query}))
    assert facts(pages).keys() == {"1"}
    assert "same id" in unclear(pages)[0].reason


def test_columns_that_come_as_one_text_are_taken_apart_as_they_were(
    mariadb: MariadbServer, shop: str
) -> None:
    mariadb.run(
        shop,
        "CREATE TABLE members (id INT, email VARCHAR(99), who TEXT, half VARCHAR(99), paid DECIMAL(9,3),"
        " on_day DATE, card BLOB) CHARSET utf8mb4",
    )
    odd = ['O\'Neil\\ "ß" 100%s', "", "\U0001f600", None]
    rows = [(n, f"m{n}@example.org", odd[n % 4], odd[-n % 4], n, f"2027-02-{n + 1:02}") for n in range(9)]
    for row in rows:
        names = ("id", "email", "who", "half", "paid", "on_day")
        mariadb.insert(shop, "members", [dict(zip(names, row, strict=True))])
    query = (
        "SELECT id AS subscription_id, email, who AS first_name, half AS `custom_50%`, paid AS amount, "
        "on_day AS next_payment, card AS custom_card, 'Gold' AS level FROM members"
    )
    settings = {"database": address(mariadb, shop), "query": query}
    at_once = facts(pull(opened(settings), page=100))
    assert at_once["4"].member.first_name == at_once["8"].member.first_name == 'O\'Neil\\ "ß" 100%s'
    assert facts(pull(opened(settings), page=1)) == at_once
    for spoilt in ("first\x1fname", "\x1e"):
        mariadb.run(shop, f"UPDATE members SET who = '{spoilt}' WHERE id = 6")
        told = facts(pull(opened(settings), page=1))
        assert told == facts(pull(opened(settings), page=100)) | {"6": told["6"]}
        assert told["6"].member.first_name in ("firstname", "first name", "")
    mariadb.run(shop, "UPDATE members SET card = '4242' WHERE id = 7")
    assert facts(pull(opened(settings), page=1))["7"].details["custom"]["card"] == "4242"


def test_rows_that_would_fill_the_memory_are_not_read(desk: Desk) -> None:
    for number in range(1, 31):
        desk.write(number)
    long = "hex(zeroblob(2500000))" if desk.url.startswith("sqlite") else "REPEAT('x', 5000000)"
    source = opened(desk.settings(query=QUERY.replace("email,", f"email, {long} AS first_name,", 1)))
    with pytest.raises(SourceRefusedError, match=r"rows hold more than 64 MB"):
        pull(source)
    # It is asked again as if nothing had been.
    source.close()
    assert len(facts(pull(opened(desk.settings())))) == 30
