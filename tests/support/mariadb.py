"""A real MariaDB for the tests, thrown away afterwards. It is never a service of this machine.

MariaDB runs as root only when told as whom else to run: here as `nobody`, in a temporary folder.
"""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymysql

NOBODY = 65534
START_SECONDS = 60
_PLACES = ("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
_SAFE_TO_LOSE = (
    *("--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0"),
    *("--innodb-log-file-size=16M", "--innodb-buffer-pool-size=128M", "--skip-log-bin", "--sync-frm=0"),
)


class NoMariadbError(Exception):
    """There is no MariaDB to be had here; the message says why."""


@dataclass
class MariadbServer:
    """A running server on loopback, reached as root without a password."""

    port: int
    folder: Path
    running: subprocess.Popen[bytes]
    kept: "dict[str, pymysql.connections.Connection[Any]]" = field(default_factory=dict)

    def new_database(self) -> str:
        """Create a database and return its name; it goes with the server."""
        name = f"shop_{uuid.uuid4().hex[:10]}"
        self.run("", f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return name

    def run(self, database: str, *statements: str) -> None:
        """Run statements as root."""
        with self._kept(database).cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def insert(self, database: str, table: str, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows that all have the same columns."""
        names = list(rows[0])
        marks = ", ".join(["%s"] * len(names))
        sql = f"INSERT INTO {table} ({', '.join(f'`{name}`' for name in names)}) VALUES ({marks})"
        with self._kept(database).cursor() as cursor:
            cursor.executemany(sql, [tuple(row[name] for name in names) for row in rows])

    def one(self, database: str, sql: str) -> Any:
        """The only value of the only row that a SELECT finds."""
        with self._kept(database).cursor() as cursor:
            cursor.execute(sql)
            ((value,),) = cursor.fetchall()
        return value

    def _kept(self, database: str) -> "pymysql.connections.Connection[Any]":
        if database not in self.kept:
            self.kept[database] = self.connect(database)
        return self.kept[database]

    def connect(self, database: str) -> "pymysql.connections.Connection[Any]":
        """A connection that may do everything."""
        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user="root",
            database=database or None,
            autocommit=True,
            init_command="SET time_zone = '+00:00', sql_mode = ''",
        )

    def stop(self) -> None:
        """Stop it, and remove what it kept."""
        for connection in self.kept.values():
            if connection.open:
                connection.close()
        if self.running.poll() is None:
            self.running.kill()
            self.running.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_mariadb() -> MariadbServer:
    """Start a server and see to it that it stops with us. Raise :class:`NoMariadbError`."""
    server, install = _binary("mariadbd"), _binary("mariadb-install-db")
    folder = Path(tempfile.mkdtemp(prefix="forenotice-my-"))
    owner = ["--user=nobody"] if os.getuid() == 0 else []
    if owner:
        os.chown(folder, NOBODY, NOBODY)
    common = ["--no-defaults", f"--datadir={folder / 'rows'}", *owner, *_SAFE_TO_LOSE, "--skip-name-resolve"]
    port = _free_port()
    place = [
        f"--port={port}",
        "--bind-address=127.0.0.1",
        f"--socket={folder / 's'}",
        f"--pid-file={folder / 'p'}",
    ]
    try:
        without_password = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        making = [install, *common, *without_password]
        subprocess.run(making, check=True, capture_output=True, timeout=START_SECONDS)
        quiet = subprocess.DEVNULL
        running = subprocess.Popen([server, *common, *place], stdout=quiet, stderr=quiet)
    except (subprocess.SubprocessError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoMariadbError(f"MariaDB does not start: {error}") from None
    found = MariadbServer(port, folder, running)
    atexit.register(found.stop)
    _wait_for(found)
    return found


def _binary(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *_PLACES]))
    if found is None:
        raise NoMariadbError(f"{name} is not installed here (Debian's package is mariadb-server)")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(server: MariadbServer) -> None:
    ends_at = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect("").close()
        except pymysql.MySQLError:
            if time.monotonic() > ends_at or server.running.poll() is not None:
                server.stop()
                raise NoMariadbError("MariaDB did not start to listen") from None
            time.sleep(0.1)
        else:
            return
