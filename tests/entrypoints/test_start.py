"""However a command ends, it ends with a sentence and a documented exit code, and never with a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from forenotice import __version__
from forenotice.entrypoints.cli.exits import EXIT_SENTENCES, ExitCode
from tests.support.instance import COMMAND, Foundry, Instance


def test_the_version_is_told_without_any_set_up(tmp_path: Path) -> None:
    nowhere = {"FORENOTICE_HOME": str(tmp_path / "home"), "FORENOTICE_DATABASE_URL": "nonsense"}
    done = subprocess.run([COMMAND, "--version"], env=nowhere, capture_output=True, text=True, check=True)
    assert done.stdout == f"forenotice {__version__}\n"
    assert not (tmp_path / "home").exists()


@pytest.fixture
def nowhere(tmp_path: Path) -> Instance:
    """A home without tables: whoever is told how to type has not come to them."""
    return Instance(tmp_path)


def test_without_a_command_all_of_them_are_listed(nowhere: Instance) -> None:
    listed = nowhere.run().stdout
    assert "Commands:" in listed
    assert "apply" in listed


@pytest.mark.parametrize(
    "words", [("bogus",), ("apply",), ("mailbox", "list", "--bogus"), ("mailbox", "shw")]
)
def test_a_command_written_wrong_ends_with_2_and_says_how_to_learn_more(
    nowhere: Instance, words: tuple[str, ...]
) -> None:
    done = nowhere.run(*words, expect=ExitCode.USAGE)
    assert not (nowhere.home / "forenotice.sqlite3").exists()
    assert "--help" in done.stderr
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_a_mistyped_command_is_told_the_near_one_before_anything_is_made(nowhere: Instance) -> None:
    done = nowhere.run("serv", expect=ExitCode.USAGE)
    assert done.stderr == 'There is no command "serv". Did you mean "serve"? All of them: forenotice --help\n'
    assert [*nowhere.home.iterdir()] == []


def test_a_wrong_setting_is_one_sentence(nowhere: Instance) -> None:
    done = nowhere.run("mailbox", "list", expect=1, environment={"FORENOTICE_LOG_LEVEL": "LOUD"})
    assert done.stderr.startswith("The setting FORENOTICE_LOG_LEVEL is wrong")
    assert len(done.stderr.splitlines()) == 1


def test_a_home_that_cannot_be_written_to_is_one_sentence(nowhere: Instance, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = nowhere.run(
        "mailbox", "list", expect=1, environment={"FORENOTICE_HOME": str(tmp_path / "file" / "home")}
    )
    assert "point FORENOTICE_HOME at" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "forenotice.sqlite3").write_text(
        "This is not a database at all, whatever its name says.\n" * 9
    )
    done = Instance(tmp_path).run("mailbox", "list", expect=1)
    assert "did not answer as a database does" in done.stderr
    assert "Traceback" not in done.stderr
    assert (
        "Traceback"
        in Instance(tmp_path).run("mailbox", "list", expect=1, environment={"FORENOTICE_DEBUG": "1"}).stderr
    )


def test_an_instance_without_an_organization_says_what_to_do(instance: Instance) -> None:
    assert "forenotice apply" in instance.run("mailbox", "list", expect=1).stderr


def test_a_reader_that_has_seen_enough_is_no_fault(nowhere: Instance) -> None:
    command = f"{COMMAND} --help | head -1"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=nowhere.environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_the_embedded_database_makes_its_own_tables_once_for_all_who_ask(tmp_path: Path) -> None:
    fresh = Instance(tmp_path)
    both = [fresh.start("mailbox", "list") for _ in range(3)]
    assert {process.wait() for process in both} == {ExitCode.REFUSED}
    said = {process.stderr.read() for process in both if process.stderr is not None}
    assert said == {fresh.run("mailbox", "list", expect=1).stderr}, "they only miss an organization"


def test_another_database_is_only_changed_when_a_person_says_so(foundry: Foundry, tmp_path: Path) -> None:
    if foundry.server is None:
        pytest.skip("SQLite is the embedded database, which sees to its own tables")
    empty = Instance(tmp_path, foundry.server.new_database())
    assert "forenotice upgrade" in empty.run("mailbox", "list", expect=1).stderr
    empty.run("migrate")
    assert "There is no organization yet" in empty.run("mailbox", "list", expect=1).stderr


def test_every_exit_code_has_its_sentence() -> None:
    assert set(EXIT_SENTENCES) == set(ExitCode)


def test_the_package_runs_as_a_module_too() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-m", "forenotice", "--version"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"forenotice {__version__}\n"
