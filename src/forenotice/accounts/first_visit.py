"""The code that tells whoever may read this machine's home from whoever merely found its address.

It is kept in a file of the home and asked of the first person who comes in; then it is gone.
"""

import os
import secrets
from hmac import compare_digest
from pathlib import Path

from django.conf import settings

_FILE = "first-visit.code"
_BYTES_OF_CHANCE = 18


def code_file() -> Path:
    """Where the code is kept."""
    return Path(settings.FORENOTICE_HOME) / _FILE


def read_code() -> str:
    """The code; empty when none was made."""
    try:
        return code_file().read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def make_code() -> str:
    """The code, made unless it is there."""
    try:
        descriptor = os.open(code_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_code()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        code = secrets.token_urlsafe(_BYTES_OF_CHANCE)
        file.write(code + "\n")
    return code


def is_code(given: str) -> bool:
    """Whether somebody knows the code."""
    kept = read_code()
    return bool(kept) and compare_digest(kept.encode(), given.strip().encode())


def spend_code() -> bool:
    """Let the code open nothing any more; False when somebody else was first."""
    try:
        code_file().unlink()
    except FileNotFoundError:
        return False
    return True
