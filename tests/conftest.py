"""Which database the tests run on, and the fixtures that every room may use.

`--database=sqlite` (the default) or `--database=postgres`. Tests that touch rows ask for `db`,
`transactional_db` or `instance`; they are marked `rows` by themselves, and `-m rows` runs only them, which is
all that a second database needs.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from pytest_django import DjangoDbBlocker, Settings

from tests.support.cheap_hashing import make_hashing_cheap
from tests.support.instance import Foundry, Instance
from tests.support.mariadb import MariadbServer, NoMariadbError, start_mariadb
from tests.support.postgres import NoPostgresError, PostgresServer, start_postgres
from tests.support.quick_flush import use_quick_flush
from tests.support.scratch import stay_in_memory

# It is no test by its name, but its assertions should say as much when they fail.
pytest.register_assert_rewrite("forenotice.channels.contract_suite", "tests.contracts.source_contract")

SERVER = pytest.StashKey[PostgresServer | None]()
MISSING = pytest.StashKey[str]()
FOLDER = pytest.StashKey[Path]()
ROW_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "foundry", "instance"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the caller choose the database."""
    parser.addoption(
        "--database",
        choices=("sqlite", "postgres"),
        default=os.environ.get("FORENOTICE_TEST_DATABASE", "sqlite"),
        help="where rows are kept (default: sqlite, or FORENOTICE_TEST_DATABASE)",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give this run a home and a database of its own, before Django reads its settings."""
    for name in [name for name in os.environ if name.startswith("FORENOTICE_")]:
        if not name.startswith("FORENOTICE_TEST_"):
            del os.environ[name]
    stay_in_memory()
    folder = Path(tempfile.mkdtemp(prefix="forenotice-tests-"))
    config.stash[FOLDER] = folder
    config.stash[SERVER] = None
    os.environ["FORENOTICE_HOME"] = str(folder / "home")
    os.environ["DJANGO_SETTINGS_MODULE"] = "forenotice.project.settings"
    if config.getoption("--database") == "postgres":
        try:
            config.stash[SERVER] = server = start_postgres()
            os.environ["FORENOTICE_DATABASE_URL"] = server.url
        except NoPostgresError as error:
            if os.environ.get("FORENOTICE_TEST_REQUIRE_POSTGRES"):
                raise pytest.UsageError(f"there is no PostgreSQL here: {error}") from None
            config.stash[MISSING] = str(error)
    if "FORENOTICE_TEST_EXAMPLES" not in os.environ:
        # The same examples every time: no change is to be blamed for the luck of the draw.
        hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
        hypothesis.settings.load_profile("suite")
    # pytest-django looks a second time, after this, whether Django stands ready.
    django.setup()
    make_hashing_cheap()
    # In a cluster of our own we are its superuser.
    use_quick_flush(may_disable_checks=not os.environ.get("FORENOTICE_TEST_POSTGRES_URL"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Put away what the run made."""
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()
    shutil.rmtree(config.stash[FOLDER], ignore_errors=True)


def pytest_report_header(config: pytest.Config) -> str:
    """Say where rows are kept."""
    if MISSING in config.stash:
        return f"database: NO PostgreSQL, tests that touch rows are skipped: {config.stash[MISSING]}"
    return f"database: {config.getoption('--database')}"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that touch rows, and skip them if there is no database for them."""
    for item in items:
        if ROW_FIXTURES & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.rows)
        if MISSING in config.stash and item.get_closest_marker("rows"):
            item.add_marker(pytest.mark.skip(reason=f"there is no PostgreSQL here: {config.stash[MISSING]}"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(pytestconfig: pytest.Config) -> None:
    """Keep SQLite's test rows in a real file, which a second process can open, instead of in memory."""
    from django.db import connection  # Django is only set up once the settings above are in place.

    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(pytestconfig.stash[FOLDER] / "rows.sqlite3")


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> PostgresServer | None:
    """The PostgreSQL of this run, or None on SQLite."""
    return pytestconfig.stash[SERVER]


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """An empty home folder for code that runs inside the test itself."""
    settings.FORENOTICE_HOME = tmp_path / "home"
    settings.FORENOTICE_HOME.mkdir(mode=0o700)
    return Path(settings.FORENOTICE_HOME)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    postgres_server: PostgresServer | None,
) -> Iterator[Foundry]:
    """The tables of this process, and a copy of them from which instances are made.

    It stands in the place of pytest-django's own, which makes none where tests only ask for instances.
    """
    from django.db import connection  # Django is only set up once the settings above are in place.
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        tables = str(connection.settings_dict["NAME"])
        # PostgreSQL copies only what nobody looks into.
        connection.close()
    yield Foundry.open(tmp_path_factory.mktemp("pattern"), tables, postgres_server)
    with django_db_blocker.unblock():
        try:
            teardown_databases(made, verbosity=0)
        except Exception as error:
            request.node.warn(pytest.PytestWarning(f"the tables of the tests stay where they are: {error}"))


@pytest.fixture(scope="session")
def foundry(django_db_setup: Foundry) -> Foundry:
    """Makes instances; for tests that need several."""
    return django_db_setup


@pytest.fixture(autouse=True)
def misses() -> Iterator[list[str]]:
    """Sentences that an owner was told in English for want of words in their language; none, in any test."""
    found: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: found.append(record.msg["sentence"])  # type: ignore[method-assign,index]
    log = logging.getLogger("forenotice.entrypoints.console.frame.sentences")
    log.addHandler(handler)
    yield found
    log.removeHandler(handler)
    assert found == [], "write them in the catalogue of their room: run `make words`"


@pytest.fixture
def instance(foundry: Foundry, tmp_path: Path) -> Instance:
    """A whole instance to run commands in, with tables and nothing in them."""
    return foundry.new_instance(tmp_path / "instance")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariadbServer]:
    """A running server; skipped where none is installed, unless FORENOTICE_TEST_REQUIRE_MARIADB is set."""
    try:
        server = start_mariadb()
    except NoMariadbError as error:
        if os.environ.get("FORENOTICE_TEST_REQUIRE_MARIADB"):
            raise
        pytest.skip(f"there is no MariaDB here: {error}")
    yield server
    server.stop()
