"""Which subscriptions a complete file lacks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Subscription
from forenotice.sources.csv_file.collector import held_back
from forenotice.sources.csv_file.dialect import Dialect
from forenotice.sources.csv_file.rows import chunks
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.understand import Understanding
from forenotice.sources.errors import TooManyGoneError

SHARE = 5
"""One subscription in this many may be missing before somebody must agree."""


@dataclass(frozen=True, slots=True)
class KeysInFile:
    """The keys of all rows (by their hash, for a file may be large), and how many rows do not tell theirs."""

    hashes: frozenset[int]
    unreadable: int

    def __contains__(self, key: object) -> bool:
        return hash(key) in self.hashes


def keys_in(path: Path, dialect: Dialect, reader: Reader) -> KeysInFile:
    """Read the keys of a whole file."""
    understanding, found, unreadable = Understanding(reader), set[int](), 0
    for chunk in held_back(chunks(path, dialect)):
        keys = understanding.keys(chunk.rows)
        found.update(map(hash, keys))
        unreadable += len(chunk.broken) + keys.count("")
    return KeysInFile(frozenset(found), unreadable)


def count_absent(organization: Organization, source: str, keys: KeysInFile) -> tuple[int, int]:
    """How many subscriptions of a source are not in its file, and how many there are."""
    gone = known = 0
    for key in _current(organization, source):
        known += 1
        gone += key not in keys
    return gone, known


def needs_consent(gone: int, known: int) -> bool:
    """Whether so many are missing, more than a fifth, that somebody must agree."""
    return gone * SHARE > known


def what_needs_consent(gone: int, known: int) -> str:
    """What somebody must agree to, and how."""
    return (
        f"The file lacks {gone:,} of {known:,} subscriptions that this source has told of. "
        "If it really holds all there are, say so with --yes; else import it without --complete."
    )


def require_consent(gone: int, known: int) -> None:
    """Raise :class:`TooManyGoneError` when more than a fifth is missing."""
    if needs_consent(gone, known):
        raise TooManyGoneError(f"{what_needs_consent(gone, known)} Nothing was changed.", gone, known)


def why_nobody_is_gone(unreadable: int) -> str:
    """Why nobody is marked gone while rows could be anybody's."""
    rows, do, they = ("row", "does", "it is") if unreadable == 1 else ("rows", "do", "they are")
    return (
        f"Nobody is marked gone, because {unreadable:,} {rows} {do} not say which subscription {they}. "
        "Correct the file, and import all of it again."
    )


def unseen_but_present(
    organization: Organization, source: str, keys: KeysInFile, told_at: datetime
) -> list[str]:
    """The subscriptions whose rows are in the file but were rejected: they are not gone."""
    unseen = Subscription.objects.filter(
        organization=organization, source=source, gone_at__isnull=True, sighting__seen_at__lt=told_at
    )
    return [key for key in unseen.values_list("external_id", flat=True).iterator() if key in keys]


def _current(organization: Organization, source: str) -> Iterator[str]:
    current = Subscription.objects.filter(organization=organization, source=source, gone_at__isnull=True)
    return current.values_list("external_id", flat=True).iterator(chunk_size=10_000)
