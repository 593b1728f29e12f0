"""The send journal: what was said, kept in the home and outside the database. Knows nothing of Django.

A database can be put back as it was last week, and knows nothing of the week then. The journal does: a line
is added after a claim is committed and before anything of it is handed over, so all that was ever handed over
stands in it, and all that stands in it was once in the database. A line holds no names and no addresses, only
a hash of which step speaks of which subscription, the due date, and the delivery.

There is a file for each day on which something was said, named for it; the newest :data:`KEPT` are kept.
"""

import os
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

FOLDER = "journal"
KEPT = 60
"""Files, whatever the clock says of their age. More days than any catch-up window: what is older could not be
said any more."""

# A clock that is set back writes into the file of an earlier day.
_MARGIN = timedelta(days=1)
_SYNC_SECONDS = 1.0
# Some lines of the longest kind.
_END = 100_000
_SAID, _NOT_SAID, _BEGUN, _SETTLED = "said", "not-said", "begun", "settled"


class Entry(NamedTuple):
    """One delivery about to be handed over for the ``number``-th time.

    ``about`` tells which step speaks of which subscription, and ``name`` the delivery's message id, both as
    hashes; ``delivery_id`` is its row in the database that the line was written beside.
    """

    about: str
    due_on: date
    name: str
    delivery_id: int
    number: int


class Line(NamedTuple):
    """One line: what happened at that moment, for which organization, and the entries that it is about."""

    kind: str
    at: datetime
    organization: str = ""
    entries: tuple[Entry, ...] = ()


class Journal:
    """The journal of one home, for writing; every thread of a dispatch may write."""

    def __init__(self, home: Path, now: datetime) -> None:
        """Begin the journal if there is none, so that it can say later since when it knows everything."""
        self._folder = home / FOLDER
        self._lock = threading.Lock()
        self._day = date.min
        self._descriptor = -1
        self._synced_at = 0.0
        if not self._folder.is_dir():
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._add(Line(_BEGUN, now))
            self.close()

    def say(self, organization: str, entries: Sequence[Entry], now: datetime) -> None:
        """Write down that these are about to be said; raise :class:`OSError` when it cannot be written."""
        if entries:
            self._add(Line(_SAID, now, organization, tuple(entries)))

    def unsay(self, organization: str, entries: Sequence[Entry], now: datetime) -> None:
        """Write down that the channel certainly did not take these."""
        if entries:
            self._add(Line(_NOT_SAID, now, organization, tuple(entries)))

    def settle(self, now: datetime) -> None:
        """Write down that an owner has seen what stands here, whatever the database knows of it."""
        self._add(Line(_SETTLED, now))

    def close(self) -> None:
        """See to it that all of it is on the disk."""
        with self._lock:
            if self._descriptor >= 0:
                os.fdatasync(self._descriptor)
                os.close(self._descriptor)
                self._descriptor, self._day = -1, date.min

    def _add(self, line: Line) -> None:
        content = _written(line)
        with self._lock:
            day = line.at.astimezone(UTC).date()
            if day != self._day:
                self._open(day)
            if os.write(self._descriptor, content) != len(content):
                raise OSError(f"The send journal in {self._folder} could not be written; is the disk full?")
            # A kill loses nothing that was written. Only a power cut could, and only of the last second.
            if time.monotonic() - self._synced_at > _SYNC_SECONDS:
                os.fdatasync(self._descriptor)
                self._synced_at = time.monotonic()

    def _open(self, day: date) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor, self._day = -1, date.min
        path = _file(self._folder, day)
        is_new = not path.exists()
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._descriptor, self._day = os.open(path, flags, 0o600), day
        if is_new:
            # By their number: a clock that is wrong for a moment must not make all that was said look old.
            for old in _files(self._folder)[:-KEPT]:
                if old != path:
                    old.unlink(missing_ok=True)
        self._be_newest(path)

    def _be_newest(self, path: Path) -> None:
        """Whatever a clock that was ahead has stamped on others, they were written before this one."""
        os.utime(self._descriptor)
        mine = os.fstat(self._descriptor).st_mtime_ns
        others = [each for each in _by_writing(self._folder) if each != path]
        for number, other in enumerate(others, start=1):
            with suppress(FileNotFoundError):
                if other.stat().st_mtime_ns >= mine:
                    os.utime(other, ns=(mine - number, mine - number))


def last_said(home: Path) -> Line | None:
    """The newest line of what was said; None when there is none, or an owner has seen to it since."""
    for path in _by_writing(home / FOLDER):
        found = _last_of(_tail(path)) or _last_of(path.read_text(encoding="utf-8", errors="replace"))
        if found is not None:
            return found if found.kind == _SAID else None
    return None


def begun_at(home: Path) -> datetime | None:
    """Since when everything that was said stands in the journal; None when there is none."""
    for path in _files(home / FOLDER):
        for line in _lines(path):
            return line.at
    return None


def said_since(home: Path, since: datetime | None) -> Iterator[tuple[str, datetime, Entry]]:
    """What was said since that moment, and maybe shortly before, without what was certainly not taken.

    Each with its organization's key and when it was handed over, in the order in which it was written.
    """
    first = (since - _MARGIN).astimezone(UTC).date() if since is not None else date.min
    found: dict[tuple[str, Entry], datetime] = {}
    for path in _files(home / FOLDER):
        if date.fromisoformat(path.stem) < first:
            continue
        for line in _lines(path):
            for entry in line.entries:
                if line.kind == _SAID:
                    found[line.organization, entry] = line.at
                else:
                    found.pop((line.organization, entry), None)
    for (organization, entry), at in found.items():
        yield organization, at, entry


def _file(folder: Path, day: date) -> Path:
    return folder / f"{day.isoformat()}.log"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("????-??-??.log"))


def _by_writing(folder: Path) -> list[Path]:
    """Newest first, by when they were written: a day to come is the name that a clock that was wrong gave."""
    return sorted(_files(folder), key=lambda each: each.stat().st_mtime_ns, reverse=True)


def _written(line: Line) -> bytes:
    entries = [
        f"{each.about}:{each.due_on.isoformat()}:{each.name}:{each.delivery_id}:{each.number}"
        for each in line.entries
    ]
    text = " ".join([line.kind, line.at.astimezone(UTC).isoformat(), line.organization or "-", *entries])
    # Half a line may be left by a power cut or a full disk; ours must not become its other half.
    return f"\n{text} {zlib.crc32(text.encode()):08x}\n".encode()


def _lines(path: Path) -> Iterator[Line]:
    """The lines of one file; a half one is passed over."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                line = _read(text)
                if line is not None:
                    yield line
    except FileNotFoundError:
        return


def _tail(path: Path) -> str:
    """The end of a file; it is asked for at every pulse, and a day may be long."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _END))
        return file.read().decode(errors="replace")


def _last_of(text: str) -> Line | None:
    """The last line that says what was said, or that an owner has seen it."""
    for each in reversed(text.splitlines(keepends=True)):
        line = _read(each) if each.startswith((_SAID, _SETTLED)) else None
        if line is not None:
            return line
    return None


def _read(text: str) -> Line | None:
    words, _, check = text.rstrip("\n").rpartition(" ")
    if not text.endswith("\n") or check != f"{zlib.crc32(words.encode()):08x}":
        return None
    kind, at, organization, *entries = words.split(" ")
    return Line(kind, datetime.fromisoformat(at), organization, tuple(_entry(each) for each in entries))


def _entry(text: str) -> Entry:
    about, due_on, name, delivery_id, number = text.split(":")
    return Entry(about, date.fromisoformat(due_on), name, int(delivery_id), int(number))
