"""Secrets stand in a blueprint only as references: where one is to be found, never the secret itself."""

import re
from dataclasses import dataclass
from typing import Any

from forenotice.blueprint.table import Table

_PLACES = ("env", "file")
_USUAL_VARIABLES = {"password": "SMTP_PASSWORD", "key": "DKIM_KEY", "secret": "WEBHOOK_SECRET"}
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class SecretReference:
    """Where a secret is: ``env`` and the name of a variable, or ``file`` and a path."""

    place: str
    name: str

    def __str__(self) -> str:
        return f"{self.place}:{self.name}"

    @classmethod
    def from_text(cls, text: str) -> "SecretReference":
        """The reference that ``str`` made this text of."""
        place, _, name = text.partition(":")
        return cls(place, name)

    def to_table(self) -> dict[str, str]:
        """As it stands in a blueprint: ``{ env = "SMTP_PASSWORD" }``."""
        return {self.place: self.name}


def read_secret(table: Table, key: str) -> SecretReference | None:
    """The reference at a key; a secret that stands there itself is refused without being repeated."""
    found = table.take(key)
    if found is None:
        return None
    if isinstance(found, dict):
        return _read_reference(table, key, found)
    variable = _USUAL_VARIABLES.get(key, key.upper())
    table.fault(
        key,
        f'a secret may not stand in the blueprint itself. Write {key} = {{ env = "{variable}" }} and '
        f'set that variable, or {key} = {{ file = "/path/to/it" }}.',
    )
    return None


def _read_reference(table: Table, key: str, found: dict[str, Any]) -> SecretReference | None:
    if len(found) == 1:
        [(place, name)] = found.items()
        if place in _PLACES and isinstance(name, str) and name.strip():
            if place == "env" and not _VARIABLE.fullmatch(name):
                table.fault(key, f'"{name}" is no name of a variable; use letters, digits and underscores.')
                return None
            return SecretReference(place, name.strip())
    table.fault(key, 'write { env = "NAME_OF_A_VARIABLE" } or { file = "/path/to/a/file" }.')
    return None
