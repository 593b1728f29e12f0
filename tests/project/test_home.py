"""The home and its key are made once, for their owner only."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from forenotice.accounts.sealing import sealing_key
from forenotice.project.environment import SettingsError
from forenotice.project.home import make_home, secret_keys


def test_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = secret_keys("", tmp_path)
    assert secret_keys("", tmp_path) == first
    assert len(first[0]) >= 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_ten_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(10) as pool:
        keys = list(pool.map(lambda _: secret_keys("", tmp_path)[0], range(10)))
    assert len(set(keys)) == 1


def test_given_keys_come_newest_first_and_no_file_is_made(tmp_path: Path) -> None:
    assert secret_keys(" new , old", tmp_path) == ["new", "old"]
    assert not list(tmp_path.iterdir())


def test_a_damaged_key_file_is_refused_instead_of_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("oops")
    with pytest.raises(SettingsError, match="is damaged"):
        secret_keys("", tmp_path)
    assert (tmp_path / "secret.key").read_text() == "oops"


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="FORENOTICE_HOME"):
        make_home(tmp_path / "file" / "home")


def test_any_words_become_a_sealing_key(tmp_path: Path) -> None:
    seal = Fernet(sealing_key("thirty-two words or so, ünïcode too"))
    assert seal.decrypt(seal.encrypt(b"secret")) == b"secret"
    assert sealing_key("a") != sealing_key("b")


def test_root_leaves_nothing_in_a_home_of_somebody_else(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        os.chown(tmp_path, 4_321, -1)
    with pytest.raises(SettingsError, match=f"sudo -u .* FORENOTICE_HOME={tmp_path}"):
        make_home(tmp_path, caller=0)
    assert make_home(tmp_path, caller=tmp_path.stat().st_uid) == tmp_path
    assert make_home(tmp_path / "new") == tmp_path / "new"
