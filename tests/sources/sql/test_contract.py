"""A database keeps the promises of every source: with a query of its owner's, and with a preset."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from forenotice.sources.contract import Opening
from forenotice.sources.sql_query.opening import KIND
from tests.contracts.source_contract import NOW, SourceContract, System
from tests.support.mariadb import MariadbServer
from tests.support.wordpress import PMPRO, Wordpress

PASSWORD = "a-word-of-its-own"


def opening(told: dict[str, object]) -> Opening:
    return Opening(
        settings=KIND.read_settings(told),
        secrets={"password": PASSWORD},
        zone="Europe/Paris",
        currency="EUR",
        now=NOW,
    )


def changed(times: int) -> str:
    """A moment some time ago, later each time."""
    return (NOW - timedelta(days=1) + timedelta(minutes=times)).strftime("%Y-%m-%d %H:%M:%S")


class Club(System):
    """A file of SQLite."""

    def __init__(self, path: Path) -> None:
        self.path, self.times = path, 0
        self.connection = sqlite3.connect(path, isolation_level=None)
        columns = "id INTEGER PRIMARY KEY, email TEXT, price TEXT, changed TEXT, standing TEXT"
        self.connection.execute(f"CREATE TABLE agreements ({columns})")

    def put(self, number: int, *, minor: int = 1200) -> str:
        self.times += 1
        row = (number, f"m{number}@example.org", f"{minor / 100:.2f}", changed(self.times), "active")
        self.connection.execute("REPLACE INTO agreements VALUES (?, ?, ?, ?, ?)", row)
        return str(number)

    def remove(self, number: int) -> None:
        self.connection.execute("DELETE FROM agreements WHERE id = ?", [number])

    def spoil(self, number: int) -> None:
        self.connection.execute("UPDATE agreements SET email = 'nobody' WHERE id = ?", [number])

    def refuse(self) -> None:
        self.connection.execute("ALTER TABLE agreements RENAME TO others")

    def vanish(self) -> None:
        self.connection.execute("ALTER TABLE others RENAME TO agreements")
        self.connection.execute("BEGIN EXCLUSIVE")

    def opening(self) -> Opening:
        query = """
            SELECT id AS subscription_id, email, price AS amount, standing AS status, changed,
                'gold' AS product_id, 'month' AS "interval", '2026-04-01' AS next_payment
            FROM agreements
        """
        database = f"sqlite:///{self.path}"
        return opening(
            {"database": database, "query": query, "cursor": "changed", "times_in": "UTC", "seconds": 1}
        )


class Site(System):
    """A WordPress with Paid Memberships Pro, read by an account of its own."""

    def __init__(self, server: MariadbServer) -> None:
        self.site, self.times = Wordpress(server, PMPRO), 0
        self.account = f"r_{self.site.name}"
        self.run(f"CREATE USER {self.account} IDENTIFIED BY '{PASSWORD}'")
        self.run(f"GRANT SELECT ON {self.site.name}.* TO {self.account}")

    def run(self, statement: str) -> None:
        self.site.run(statement)

    def put(self, number: int, *, minor: int = 1200) -> str:
        self.times += 1
        number += 1
        self.run(f"DELETE FROM wp_pmpro_subscriptions WHERE id = {number}")
        self.site.put(
            "pmpro_subscriptions",
            id=number,
            user_id=1,
            membership_level_id=3,
            gateway="stripe",
            gateway_environment="live",
            subscription_transaction_id=f"sub_{number}",
            status="active",
            startdate=datetime.fromisoformat("2026-02-01T09:00"),
            next_payment_date=datetime.fromisoformat("2026-04-01T09:00"),
            billing_amount=f"{minor / 100:.2f}",
            cycle_number=1,
            cycle_period="Month",
            billing_limit=0,
            trial_amount=0,
            trial_limit=0,
            modified=changed(self.times),
        )
        return str(number)

    def remove(self, number: int) -> None:
        self.run(f"UPDATE wp_pmpro_subscriptions SET status = 'cancelled' WHERE id = {number + 1}")

    def spoil(self, number: int) -> None:
        self.run(f"UPDATE wp_pmpro_subscriptions SET billing_amount = -1 WHERE id = {number + 1}")

    def refuse(self) -> None:
        self.run(f"REVOKE SELECT ON {self.site.name}.* FROM {self.account}")

    def vanish(self) -> None:
        # What a host does to an account that asks too often.
        self.run(f"GRANT SELECT ON {self.site.name}.* TO {self.account}")
        self.run(f"ALTER USER {self.account} WITH MAX_QUERIES_PER_HOUR 1")

    def opening(self) -> Opening:
        database = f"mysql://{self.account}@127.0.0.1:{self.site.server.port}/{self.site.name}"
        return opening({"database": database, "preset": "paid-memberships-pro", "seconds": 5})


class TestOwnQuery(SourceContract):
    kind = "sql"
    secret_words = (PASSWORD,)

    @pytest.fixture
    def system(self, tmp_path: Path) -> System:
        return Club(tmp_path / "club.sqlite3")


class TestPreset(SourceContract):
    kind = "sql"
    secret_words = (PASSWORD,)

    @pytest.fixture
    def system(self, mariadb: MariadbServer) -> System:
        return Site(mariadb)
