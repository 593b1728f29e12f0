"""The home folder of an instance, and in it the key that seals stored secrets, kept outside the database."""

import os
import pwd
import secrets
import tempfile
from pathlib import Path

from forenotice.project.environment import SettingsError

KEY_FILE = "secret.key"


def make_home(home: Path, caller: int | None = None) -> Path:
    """Make the folder, for its owner only, unless it is there; raise :class:`SettingsError`.

    Root is refused in a home that is somebody else's: who could not read what root leaves there. `caller` is
    the number of whoever asks, unless that is this process.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The folder {home} cannot be made ({error.strerror}): point FORENOTICE_HOME at one that can."
        ) from None
    owner = home.stat().st_uid
    if owner and (os.geteuid() if caller is None else caller) == 0:
        raise SettingsError(
            f"The folder {home} belongs to {_name(owner)}, who could not read what root leaves there. Write "
            f"before the command: sudo -u {_name(owner)} FORENOTICE_HOME={home}"
        )
    return home


def _name(number: int) -> str:
    """Whose number that is, in the way in which sudo takes it."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"#{number}"


def secret_keys(given: str, home: Path) -> list[str]:
    """The secret keys, newest first: those `given`, else those in the file in `home`; parted by commas.

    That file is made with mode 0600 when it is missing. Raise :class:`SettingsError` if that cannot be done.
    """
    if given:
        return [key.strip() for key in given.split(",")]
    path = home / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise SettingsError(
            f"The key file {path} cannot be made or read ({error.strerror}): point FORENOTICE_HOME at a "
            "folder you may write to, or set FORENOTICE_SECRET_KEY."
        ) from None
    keys = [each.strip() for each in key.split(",")]
    if any(len(each) < 32 for each in keys):
        raise SettingsError(
            f"The key file {path} is damaged: restore it from a backup, or set FORENOTICE_SECRET_KEY."
        )
    return keys


def _make(path: Path) -> None:
    # Linking a finished file into place lets two processes start at once: the second finds the key whole.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        Path(draft).unlink()
