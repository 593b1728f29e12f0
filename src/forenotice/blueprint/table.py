"""Reads one table of a blueprint key by key; every fault is noted with its place, and reading goes on."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypeVar

from forenotice.blueprint.problems import Path

Note = Callable[[Path, str], None]
"""Told of every fault: where, and a sentence that says what to do."""

_T = TypeVar("_T")


class Table:
    """One table. What has been read is crossed off; :meth:`close` refuses what is left over."""

    def __init__(self, path: Path, values: Mapping[str, Any], note: Note) -> None:
        self.path = path
        self._values = dict(values)
        self.note = note
        self._known: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def fault(self, key: str, sentence: str) -> None:
        """Note a fault at a key of this table; an empty key means the table itself."""
        self.note((*self.path, key), sentence)

    def text(self, key: str, default: str = "", *, required: bool = False, longest: int = 10_000) -> str:
        """A text without space around it; ``default`` when it is absent or refused."""
        value = self._take(key, str, "a text in quotes", required=required)
        if value is None:
            return default
        value = value.strip()
        if required and not value:
            self.fault(key, "it may not be empty.")
        if len(value) > longest:
            self.fault(key, f"it has {len(value)} characters, and {longest} are the most.")
        return value

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        """One of a few words."""
        if key not in self:
            self._known.append(key)
            return default
        value = self.text(key)
        if value not in choices:
            near = nearest(value, choices)
            hint = f' Did you mean "{near}"?' if near else ""
            self.fault(key, f'"{value}" is none of {listed(choices)}.{hint}')
            return default
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._take(key, bool, "true or false")
        return default if value is None else value

    def whole(self, key: str, default: int | None, *, least: int = 0, most: int = 2**31 - 1) -> int | None:
        """A whole number between two bounds."""
        value = self._take(key, int, "a whole number")
        if value is not None and not least <= value <= most:
            self.fault(key, f"{value} is out of bounds: write a number from {least} to {most}.")
            return default
        return default if value is None else value

    def hour(self, key: str, default: _T) -> time | _T:
        """A time of day, as ``"09:00"`` or as TOML's own ``09:00:00``."""
        value = self._values.get(key)
        if isinstance(value, time):
            self._known.append(key)
            return self._values.pop(key)  # type: ignore[no-any-return]  # It was just seen to be one.
        written = self._take(key, str, 'a time of day such as "09:00"')
        if written is None:
            return default
        try:
            found = time.fromisoformat(written.strip())
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None or found.second or found.microsecond:
            self.fault(key, f'"{written}" is not a time of day. Write hours and minutes: "09:00".')
            return default
        return found

    def day(self, key: str) -> date | None:
        """A calendar day, as ``"2026-05-03"`` or as TOML's own ``2026-05-03``."""
        value = self._values.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            self._known.append(key)
            self._values.pop(key)
            return value
        written = self._take(key, str, 'a day such as "2026-05-03"')
        if written is None:
            return None
        try:
            return date.fromisoformat(written.strip())
        except ValueError:
            self.fault(key, f'"{written}" is not a day. Write year, month and day: "2026-05-03".')
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        if isinstance(self._values.get(key), str):
            return (self.text(key),)
        values = self._take(key, list, 'a list of texts such as ["one", "two"]')
        if values is None:
            return ()
        if not all(isinstance(value, str) and value.strip() for value in values):
            self.fault(key, 'every entry must be a text in quotes: ["one", "two"].')
            return ()
        return tuple(value.strip() for value in values)

    def mapping(self, key: str) -> dict[str, Any]:
        """A table of free keys, as it stands."""
        return dict(self._take(key, dict, f"a table: write [{key}] or {key} = {{ … }}") or {})

    def parsed(self, key: str, parse: Callable[[str], _T], default: _T, *, required: bool = False) -> _T:
        """A text that ``parse`` turns into a value, or refuses with a ValueError whose words are shown."""
        if key not in self._values and not required:
            self._known.append(key)
            return default
        written = self.text(key, required=required)
        if not written:
            return default
        try:
            return parse(written)
        except ValueError as error:
            self.fault(key, str(error))
            return default

    def table(self, key: str) -> "Table | None":
        """A table inside this one, or None."""
        values = self._take(key, dict, f"a table: write [{key}]")
        return None if values is None else Table((*self.path, key), values, self.note)

    def tables(self, key: str) -> list["Table"]:
        """The tables of an array, in their order."""
        values = self._take(key, list, f"an array of tables: write [[{key}]] once for each")
        if values is None:
            return []
        if not all(isinstance(value, dict) for value in values):
            self.fault(key, f"it must be an array of tables: write [[{key}]] once for each.")
            return []
        return [Table((*self.path, key, number), value, self.note) for number, value in enumerate(values)]

    def take(self, key: str) -> Any:
        """Whatever stands there, or None."""
        self._known.append(key)
        return self._values.pop(key, None)

    def named_tables(self) -> list[tuple[str, "Table"]]:
        """Every table inside this one with its name, where the names are the author's own."""
        found = []
        for key in list(self._values):
            inner = self.table(key)
            if inner is not None:
                found.append((key, inner))
        return found

    def rest(self) -> dict[str, Any]:
        """All that nobody asked for yet, for a room that checks it itself."""
        values, self._values = self._values, {}
        return values

    def close(self) -> None:
        """Refuse every key that nobody asked for, with the nearest one that there is."""
        for key in self._values:
            near = nearest(key, self._known)
            hint = f'Did you mean "{near}"?' if near else f"Known here are {listed(sorted(self._known))}."
            self.fault(key, f"there is no such key. {hint}")

    def _take(self, key: str, wanted: type[_T], called: str, *, required: bool = False) -> _T | None:
        self._known.append(key)
        if key not in self._values:
            if required:
                self.fault("", f'the key "{key}" is missing: add {key} = ….')
            return None
        value = self._values.pop(key)
        # A bool is an int to Python, but nobody who writes true means 1.
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            self.fault(key, f"it must be {called}.")
            return None
        return value


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or nothing."""
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def listed(words: Iterable[str]) -> str:
    """Words in quotes, parted by commas: ``"one", "two" and "three"``."""
    quoted = [f'"{word}"' for word in words]
    return (
        quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else "none"
    )
