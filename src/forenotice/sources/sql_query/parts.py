"""What is asked of a database: SELECTs that go on where the last one stopped. Pure.

A part is read in the order of when its rows changed and of their key, a limited number at a time, so that a
pull can be broken off anywhere. Rows that share the moment of their change are told apart by the key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

KEY, CHANGED = "forenotice_key", "forenotice_changed"
"""Names of two columns that every part has beside those of the row."""

BETWEEN, NOTHING = "\x1f", "\x1e"
"""What parts the columns of a row that comes as one text, and what stands for NULL. Nobody writes these."""

Place = tuple[Any, Any]
"""When the last row that was read had changed, and its key; without a key, from that moment on."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind, by a ``select`` with two places to fill in.

    ``{where}`` is a condition on its innermost rows, and ``{window}`` takes a number of them in order, before
    anything is looked up for each. ``key`` and ``changed`` are expressions that mean the same inside and
    outside, ``changed`` empty where nothing says when a row changed. ``name`` is what one row is called for
    its owner. ``locate`` gives the condition that finds one subscription, with its parameters, or None for an
    id that cannot be one of this part. ``times_in`` is of which zone its times are; empty for the site's own.
    """

    name: str
    select: str
    key: str
    locate: Callable[[str], tuple[str, Sequence[Any]] | None]
    changed: str = ""
    times_in: str = ""

    def after(self, place: Place | None, limit: int) -> tuple[str, list[Any]]:
        """The rows after a place, as many as ``limit`` of them, and the parameters of the statement."""
        where, params = self._beyond(place)
        order = f"ORDER BY {self.changed}, {self.key}" if self.changed else f"ORDER BY {self.key}"
        return f"{self._filled(where, f'{order} LIMIT {limit}')} {order}", params

    def _beyond(self, place: Place | None) -> tuple[str, list[Any]]:
        """The condition that a row comes after a place, with its parameters."""
        if place is not None and self.changed and place[1] is None:
            return f"{self.changed} >= %s", [place[0]]
        if place is not None and self.changed:
            where = f"({self.changed} > %s OR ({self.changed} = %s AND {self.key} > %s))"
            return where, [place[0], place[0], place[1]]
        if place is not None:
            return f"{self.key} > %s", [place[1]]
        return (f"{self.changed} IS NOT NULL" if self.changed else "1 = 1"), []

    def after_joined(self, names: Sequence[str], place: Place | None, limit: int) -> tuple[str, list[Any]]:
        """The same for MySQL, each row as one text of its columns: ``names``, its key, and its change."""
        inner, params = self.after(place, limit)
        quoted = (name.replace("`", "``").replace("%", "%%") for name in (*names, KEY, CHANGED))
        words = ", ".join(f"COALESCE(told.`{name}`, '{NOTHING}')" for name in quoted)
        order = f"{CHANGED}, {KEY}" if self.changed else KEY
        return f"SELECT CONCAT_WS('{BETWEEN}', {words}) FROM ({inner}) told ORDER BY {order}", params

    def unplaced(self, limit: int) -> str:
        """Rows that do not say when they changed, which no order would ever reach."""
        return self._filled(f"{self.changed} IS NULL", f"LIMIT {limit}")

    def one(self, external_id: str) -> tuple[str, list[Any]] | None:
        """The row of one subscription; None when no row of this part can be it."""
        found = self.locate(external_id)
        if found is None:
            return None
        return self._filled(found[0], "LIMIT 2"), list(found[1])

    def count(self) -> str:
        """How many rows there are."""
        return f"SELECT COUNT(*) FROM ({self._filled('1 = 1', '')}) counted"

    def news(self, place: Place | None) -> tuple[str, list[Any]]:
        """Whether there is any row after a place, as 1 or 0."""
        where, params = self._beyond(place)
        return f"SELECT COUNT(*) AS told FROM ({self._filled(where, 'LIMIT 1')}) told", params

    def digest(self, names: Sequence[str]) -> str:
        """All its rows in one short word, for MySQL: whatever changes in any of them changes it too."""
        words = ", ".join(f"COALESCE(`{name}`, '~')" for name in names)
        sums = f"SUM(CRC32(CONCAT_WS('|', {words}))), BIT_XOR(CRC32(CONCAT_WS('/', {words})))"
        return f"SELECT CONCAT_WS('/', COUNT(*), {sums}) AS told FROM ({self._filled('1 = 1', '')}) told"

    def none(self) -> str:
        """No row at all, for the names of its columns."""
        return self._filled("1 = 0", "")

    def _filled(self, where: str, window: str) -> str:
        return self.select.replace("{where}", where).replace("{window}", window)


def own_part(query: str, cursor: str) -> Part:
    """The part of an owner's query."""
    # A percent sign is a parameter for the drivers unless it is doubled.
    inner = query.replace("%", "%%")
    changed = f"told.{cursor}" if cursor else ""
    return Part(
        name="row",
        # A comment at the end of the query must not swallow the bracket.
        select=(
            f"SELECT told.*, told.subscription_id AS {KEY}, {changed or 'NULL'} AS {CHANGED} FROM "
            f"(SELECT told.* FROM ({inner}\n) told WHERE {{where}} {{window}}) told"
        ),
        key="told.subscription_id",
        changed=changed,
        locate=lambda external_id: ("told.subscription_id = %s", [external_id]),
    )
