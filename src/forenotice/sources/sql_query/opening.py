"""A database as a source that can be asked."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import (
    Answer,
    Capabilities,
    Checked,
    Opening,
    Page,
    SourceKind,
    Unavailable,
    Unclear,
)
from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from forenotice.sources.sql_query.columns import missing_columns, unknown_columns
from forenotice.sources.sql_query.connect import MixedTextsError, Rows, Session, open_session
from forenotice.sources.sql_query.cursors import Reading
from forenotice.sources.sql_query.parts import BETWEEN, CHANGED, KEY, NOTHING, Part, Place, own_part
from forenotice.sources.sql_query.presets import PRESETS
from forenotice.sources.sql_query.presets.shape import Preset, Site
from forenotice.sources.sql_query.presets.wordpress import mend
from forenotice.sources.sql_query.settings import Database, read_database, read_settings
from forenotice.sources.sql_query.site import read_site
from forenotice.sources.sql_query.understand import Surroundings, Understanding

_AT_ONCE, _LARGER = 8_000, 8
_SAMPLE = 200
_MOST_UNPLACED = 100
_WRITES = re.compile(
    r"\b(ALL PRIVILEGES|INSERT|UPDATE|DELETE|DROP|ALTER|CREATE|GRANT OPTION|FILE|SUPER)\b", re.IGNORECASE
)


def open_sql(opening: Opening) -> "SqlSource":
    """The source; nothing is asked yet."""
    return SqlSource(opening)


@dataclass(slots=True)
class _Told:
    """What one part told: rows as its columns name them, each with its place in the order."""

    rows: list[dict[str, Any]]
    places: list[tuple[Any, Any]]


class SqlSource:
    """Reads the rows of an owner's query, or of a plugin."""

    def __init__(self, opening: Opening) -> None:
        settings = opening.settings
        self._opening = opening
        self._database: Database = read_database(settings["database"])
        self._password = opening.secrets.get("password", "")
        self._seconds = float(settings["seconds"])
        self._preset: Preset | None = PRESETS.get(settings.get("preset", ""))
        self._prefix = settings.get("table_prefix", "")
        self._options: Mapping[str, Any] = settings.get("options", {})
        self._parts: Sequence[Part] = (
            self._preset.parts(self._prefix, self._options)
            if self._preset
            else [own_part(settings["query"], settings["cursor"])]
        )
        self._session: Session | None = None
        self._site: Site | None = None
        self._understandings: dict[str, Understanding] = {}

    @property
    def capabilities(self) -> Capabilities:
        """It can always be asked about one. A query of its owner's tells only news by a cursor column."""
        return Capabilities(confirms=True, has_news=self._preset is not None or bool(self._parts[0].changed))

    def pull(self, cursor: str, *, page: int) -> Iterator[Page]:
        """Tell what there is, or what changed since."""
        try:
            yield from self._pull(cursor, page)
        except (SourceRefusedError, SourceUnavailableError):
            # What failed once may know an old state of things; the next question gets a new session.
            self.close()
            raise

    def _pull(self, cursor: str, page: int) -> Iterator[Page]:
        of = self._of()
        count = len(self._parts)
        reading = Reading.resume(cursor, of, count) if cursor else Reading.begin(of, count)
        total = self._count() if not cursor else None
        session = self._open()
        silent = self._silent(session, reading)
        while reading.part < count:
            part = self._parts[reading.part]
            if reading.is_whole and reading.places[reading.part] is None and part.changed:
                yield from self._unplaced(session, part, reading)
            if reading.part not in silent:
                yield from self._pages(session, part, reading, page, total)
            reading.part += 1
        is_whole = reading.is_whole
        # Plugins keep the moment of a change in UTC, whatever they do with other times.
        zone = "UTC" if self._preset else self._opening.settings["times_in"]
        reading.finish([bool(part.changed) for part in self._parts], zone, self._opening.now)
        yield Page(facts=(), cursor=reading.text() if self.capabilities.has_news else "", is_whole=is_whole)

    def confirm(self, external_id: str, *, seconds: float) -> Answer:
        """What the database says of one subscription at this moment."""
        try:
            session = open_session(self._database, self._password, max(seconds, 0.1), self._opening.servers)
        except SourceUnavailableError as error:
            return Unavailable(str(error))
        try:
            for part in self._parts:
                asking = part.one(external_id)
                if asking is None:
                    continue
                told = self._ask(session, *asking)
                if told.rows:
                    return self._understand(session, part, told.rows[0])
            return None
        except SourceUnavailableError as error:
            return Unavailable(str(error))
        finally:
            session.close()

    def check(self) -> Checked:
        """Try the way, the rights and the rows, without changing anything."""
        try:
            return self._check(self._open())
        except (SourceRefusedError, SourceUnavailableError):
            self.close()
            raise

    def _check(self, session: Session) -> Checked:
        found = [f"Connected to {session.server}, for reading only."]
        warnings = list(self._rights(session))
        for part in self._parts:
            number = int(session.rows(part.count(), ())[1][0][0])
            found.append(f"Rows{'' if self._preset is None else f' of {part.name}'}: {number:,}.")
            told = self._ask(session, *part.after(None, _SAMPLE))
            if part.changed and session.rows(part.unplaced(1), ())[1]:
                warnings.append(
                    "Rows whose cursor column is empty are never read; fill it, or take another column."
                )
            if told.rows and self._preset is None:
                warnings += _about_columns(told.rows[0].keys() - {self._opening.settings["cursor"]})
            unclear = [
                each for row in told.rows if isinstance(each := self._understand(session, part, row), Unclear)
            ]
            if unclear:
                first = unclear[0]
                warnings.append(
                    f"{len(unclear)} of {len(told.rows)} rows could not be understood. "
                    f"The first, {first.place}, column {first.column}: {first.reason}"
                )
        return Checked(found=found, warnings=warnings)

    def close(self) -> None:
        """Let go of the session."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _open(self) -> Session:
        if self._session is None:
            self._session = open_session(self._database, self._password, self._seconds, self._opening.servers)
        return self._session

    def _of(self) -> str:
        """What is read, shortened: the places in a cursor mean nothing for anything else."""
        selects = [(part.select, part.key, part.changed) for part in self._parts]
        return sha256(repr((self._database, selects)).encode()).hexdigest()[:16]

    def _count(self) -> int | None:
        try:
            return sum(int(self._open().rows(part.count(), ())[1][0][0]) for part in self._parts)
        except SourceUnavailableError:
            # A number that is only shown is not worth more than the time it may take.
            return None

    def _silent(self, session: Session, reading: Reading) -> Set[int]:
        """The parts of a plugin that have no news, by one question for all of them.

        A part whose rows do not say when they change is compared with what it was the last time.
        """
        if self._preset is None:
            return set()
        asked: dict[int, tuple[str, Sequence[Any]]] = {}
        for index, part in enumerate(self._parts):
            if part.changed and not reading.is_whole and len(self._parts) > 1:
                asked[index] = part.news(reading.start(index))
            elif not part.changed and index >= reading.part and reading.places[index] is None:
                reading.columns[index] = reading.columns[index] or session.rows(part.none())[0]
                asked[index] = part.digest(reading.columns[index]), ()
        if not asked:
            return set()
        each = [
            f"SELECT {index} AS part, CAST(told AS CHAR) AS told FROM ({asked[index][0]}) one"
            for index in asked
        ]
        params = [param for _, own in asked.values() for param in own]
        told = {int(index): str(word) for index, word in session.rows(" UNION ALL ".join(each), params)[1]}
        before = {index: "0" if self._parts[index].changed else reading.digests[index] for index in told}
        reading.digests = [
            word if part.changed else told.get(index, word)
            for index, (part, word) in enumerate(zip(self._parts, reading.digests, strict=True))
        ]
        return set() if reading.is_whole else {index for index in told if told[index] == before[index]}

    def _pages(
        self, session: Session, part: Part, reading: Reading, page: int, total: int | None
    ) -> Iterator[Page]:
        index = reading.part
        place, told_before, at_once = reading.start(index), 0, page
        names: Sequence[str] = ()
        while True:
            told = self._after(session, part, place, at_once, names)
            names = list(told.rows[0]) if told.rows else ()
            # Each page is a transaction of its own: many small ones take longer than a few large ones.
            size = page if told_before < _AT_ONCE else page * _LARGER
            told_before += len(told.rows)
            for start in range(0, len(told.rows), size):
                rows, places = told.rows[start : start + size], told.places[start : start + size]
                reading.places[index] = place = places[-1]
                reading.unsettled[index] = False
                yield self._page(session, part, rows, reading.text(), total)
            if len(told.rows) < at_once:
                return
            at_once = _AT_ONCE

    def _page(
        self, session: Session, part: Part, rows: Sequence[dict[str, Any]], cursor: str, total: int | None
    ) -> Page:
        facts: dict[str, SubscriptionFacts] = {}
        unclear: list[Unclear] = []
        for row in rows:
            told = self._understand(session, part, row)
            if isinstance(told, Unclear):
                unclear.append(told)
            elif told.external_id in facts:
                unclear.append(_twice(part, told.external_id))
            else:
                facts[told.external_id] = told
        return Page(facts=list(facts.values()), unclear=unclear, cursor=cursor, total=total)

    def _unplaced(self, session: Session, part: Part, reading: Reading) -> Iterator[Page]:
        """Rows without a moment of change: no pull would find their news, so that somebody has to know."""
        told = self._ask(session, part.unplaced(_MOST_UNPLACED), [])
        if told.rows:
            unclear = [
                Unclear(
                    external_id=str(row.get("subscription_id") or ""),
                    place=f"{part.name} {row.get('subscription_id')}",
                    reason="Its cursor column is empty, so that nobody could see when it changes.",
                    column=self._opening.settings.get("cursor", ""),
                )
                for row in told.rows
            ]
            yield Page(facts=(), unclear=unclear, cursor=reading.text())

    def _after(
        self, session: Session, part: Part, place: Place | None, limit: int, names: Sequence[str]
    ) -> _Told:
        """The next rows after a place; ``names`` are their columns, if they are known."""
        if names and session.is_slow_by_column:
            try:
                told = _taken_apart(names, session.rows(*part.after_joined(names, place, limit)))
            except MixedTextsError:
                told = None
            if told is not None:
                return told
        return self._ask(session, *part.after(place, limit))

    def _ask(self, session: Session, sql: str, params: Sequence[Any]) -> _Told:
        names, found = session.rows(sql, params)
        if KEY not in names or CHANGED not in names:
            raise SourceRefusedError("The query names no columns.")
        key, changed = names.index(KEY), names.index(CHANGED)
        own = [name for name in names if name not in (KEY, CHANGED)]
        kept = [index for index, name in enumerate(names) if name not in (KEY, CHANGED)]
        if kept == list(range(len(kept))):
            rows = [dict(zip(own, row, strict=False)) for row in found]
        else:
            rows = [{name: row[index] for name, index in zip(own, kept, strict=True)} for row in found]
        return _Told(rows, [(row[changed], row[key]) for row in found])

    def _understand(self, session: Session, part: Part, row: dict[str, Any]) -> SubscriptionFacts | Unclear:
        if self._preset is not None:
            self._preset.adapt[part.name](row, self._wordpress(session))
            mend(row)
        understanding = self._understandings.get(part.name)
        if understanding is None:
            surroundings = Surroundings(
                currency=self._opening.currency,
                zone=self._opening.zone,
                times_in=self._times_in(part),
                place=part.name,
            )
            understanding = self._understandings[part.name] = Understanding(surroundings)
        return understanding.read(row)

    def _times_in(self, part: Part) -> str:
        own = part.times_in or self._opening.settings["times_in"]
        return own or (self._site.zone if self._site else "")

    def _wordpress(self, session: Session) -> Site:
        if self._site is None:
            wanted = self._preset.wanted if self._preset else ()
            site = read_site(session, self._prefix, wanted, self._opening.zone)
            own = {name: value for name, value in self._options.items() if isinstance(value, str)}
            self._site = Site(options={**site.options, **own}, zone=site.zone)
        return self._site

    def _rights(self, session: Session) -> Iterator[str]:
        if session.server.startswith(("MariaDB", "MySQL")):
            grants = session.rows("SHOW GRANTS", ())[1]
            if any(_WRITES.search(str(row[0])) for row in grants):
                yield "The account may also write. One that has only SELECT on these tables is safer."


def _taken_apart(names: Sequence[str], found: Rows) -> _Told | None:
    """Rows whose columns came as one text; None unless each can be told apart again with certainty."""
    told = _Told([], [])
    value_of: Mapping[str, Any] = {NOTHING: None}
    for (joined,) in found[1]:
        # Bytes among the columns make bytes of them all, and what is too long for one text is none.
        words = joined.split(BETWEEN) if isinstance(joined, str) else []
        if len(words) != len(names) + 2:
            return None
        *values, key, changed = map(value_of.get, words, words)
        told.rows.append(dict(zip(names, values, strict=True)))
        told.places.append((changed, key))
    return told


def _about_columns(names: Set[str]) -> Iterator[str]:
    missing = missing_columns(names)
    if missing:
        yield f"The query does not name {', '.join(missing)}."
    unknown = sorted(unknown_columns(names))
    if unknown:
        yield f"These columns mean nothing here: {', '.join(unknown)}. Call them custom_… to keep them."


def _twice(part: Part, external_id: str) -> Unclear:
    return Unclear(
        external_id=external_id,
        place=f"{part.name} {external_id}",
        column="subscription_id",
        reason="Another row has the same id. Each subscription has to be one row.",
    )


KIND = SourceKind(read_settings=read_settings, open_source=open_sql, secrets={"password": False})
