"""The file in the home that holds the secret keys, newest first and parted by commas."""

import os
import secrets
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from forenotice.accounts.sealing import sealing_key
from forenotice.engine.errors import KeysElsewhereError

KEY_FILE = "secret.key"


def is_in_use(home: Path) -> bool:
    """Whether the keys of that file are those that this process goes by; settings may name others."""
    place = home / KEY_FILE
    return place.exists() and [*map(sealing_key, written_keys(place))] == settings.FORENOTICE_SECRET_KEYS


def written_keys(file: Path) -> list[str]:
    """The keys in a file, newest first."""
    return [key.strip() for key in file.read_text(encoding="ascii").split(",")]


def go_by(keys: Sequence[str]) -> None:
    """Let this process know these keys too, before all others: the next one reads them from the file."""
    settings.FORENOTICE_SECRET_KEYS = [*map(sealing_key, keys), *settings.FORENOTICE_SECRET_KEYS]


def put_new_key_first(home: Path) -> None:
    """Make a key and write it before the others; raise :class:`KeysElsewhereError` unless they are there."""
    if not is_in_use(home):
        raise KeysElsewhereError(
            "The keys of this instance stand in FORENOTICE_SECRET_KEY. Write a new one before them, with a "
            "comma between, and then run: forenotice reseal"
        )
    place = home / KEY_FILE
    key = secrets.token_urlsafe(48)
    descriptor, draft = tempfile.mkstemp(dir=home, prefix=".key-")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(",".join([key, *written_keys(place)]) + "\n")
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(place)
    _write_folder_through(home)
    go_by([key])


def _write_folder_through(folder: Path) -> None:
    """Nothing may be sealed with a key that a power cut would take away."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
