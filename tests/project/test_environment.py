"""Settings come from the environment and the file in the home; a wrong one is named in one sentence."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forenotice.project.environment import Environment, SettingsError, read_environment

KEY = "k" * 32


@pytest.fixture(autouse=True)
def _environment_of_its_own(tmp_path: Path) -> Iterator[None]:
    """Reading settings adds to the environment what the file says, so each test gets it back as it was."""
    before = dict(os.environ)
    os.environ.pop("FORENOTICE_DATABASE_URL", None)
    os.environ["FORENOTICE_HOME"] = str(tmp_path)
    yield
    os.environ.clear()
    os.environ.update(before)


def _write_settings(home: Path, text: str) -> None:
    (home / "forenotice.env").write_text(text, encoding="utf-8")


def test_everything_has_a_default(tmp_path: Path) -> None:
    found = read_environment()
    assert (found.home, found.database_url, found.log_level) == (tmp_path, "", "WARNING")


def test_a_value_comes_from_the_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_settings(tmp_path, "FORENOTICE_LOG_LEVEL=info\nFORENOTICE_LOG_FORMAT=json\n")
    monkeypatch.setenv("FORENOTICE_LOG_FORMAT", "text")
    found = read_environment()
    assert (found.log_level, found.log_format) == ("INFO", "text")


def test_a_secret_in_the_file_can_be_looked_up_like_one_in_the_environment(tmp_path: Path) -> None:
    _write_settings(tmp_path, "SMTP_PASSWORD_OF_TESTS=quiet river\n")
    read_environment()
    assert os.environ["SMTP_PASSWORD_OF_TESTS"] == "quiet river"


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORENOTICE_BASE_URL", "")
    assert read_environment().base_url == Environment.model_fields["base_url"].default


def test_a_home_may_be_written_with_a_tilde(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FORENOTICE_HOME", "~/reminders")
    assert read_environment().home == tmp_path / "reminders"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FORENOTICE_LOG_LEVEL", "loud", "FORENOTICE_LOG_LEVEL is wrong: input should be 'DEBUG', 'INFO'"),
        ("FORENOTICE_SECRET_KEY", "short", "FORENOTICE_SECRET_KEY is wrong: each key needs at least 32"),
        ("FORENOTICE_SECRET_KEY", f"{KEY},short", "each key needs at least 32"),
        ("FORENOTICE_BASE_URL", "reminders.example.org", "FORENOTICE_BASE_URL is wrong: write a web address"),
        ("FORENOTICE_SCRIPTS", "scripts", "FORENOTICE_SCRIPTS is wrong: write the whole path of a folder"),
        (
            "FORENOTICE_WEBHOOK_ALLOW",
            "10.1.0.0/16, 10.1.2.3/8",
            'FORENOTICE_WEBHOOK_ALLOW is wrong: "10.1.2.3/8" is not a network',
        ),
        (
            "FORENOTICE_DATABSE_URL",
            "x",
            "FORENOTICE_DATABSE_URL is not a setting; write FORENOTICE_DATABASE_URL",
        ),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_write(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_environment()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_secret_of_ones_own_under_our_prefix_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORENOTICE_SMTP_PASSWORD", "x")
    assert read_environment().log_level == "WARNING"


def test_a_settings_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "forenotice.env").write_bytes(b"FORENOTICE_LOG_LEVEL=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"forenotice\.env cannot be read"):
        read_environment()


def test_django_starts_with_nothing_but_a_home(tmp_path: Path) -> None:
    """The wiring of a fresh instance, in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FORENOTICE_")}
    environment = clean | {
        "FORENOTICE_HOME": str(tmp_path / "new" / "home"),
        "DJANGO_SETTINGS_MODULE": "forenotice.project.settings",
    }
    command = [sys.executable, "-m", "django", "check"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new" / "home").stat().st_mode & 0o777 == 0o700
