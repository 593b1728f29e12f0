"""A staged file is taken into the ledger chunk by chunk, and from where it stopped after a crash."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.operations import Recorded, record_facts, sighted
from forenotice.ledger.queries import count_current, known_fingerprints
from forenotice.sources.csv_file.collector import held_back
from forenotice.sources.csv_file.dialect import Dialect
from forenotice.sources.csv_file.fingerprints import fingerprinter
from forenotice.sources.csv_file.rejects import Rejected, append_rejects
from forenotice.sources.csv_file.rows import Chunk, chunks
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.understand import Understanding, is_dateless
from forenotice.sources.errors import SourceBusyError
from forenotice.sources.models import RejectedRow, Snapshot

Progress = Callable[[int, int], None]
_MOST_KEPT = 1_000


@dataclass(slots=True)
class Sorted:
    """A chunk, sorted: rows known by their very words, those with facts to record, and those rejected.

    ``lines`` tells line and cells of the facts by their key; ``fresh`` counts those new to the ledger.
    """

    known_ids: list[int] = field(default_factory=list)
    facts: list[SubscriptionFacts] = field(default_factory=list)
    lines: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    fresh: int = 0
    dateless: int = 0


class Sorter:
    """Sorts the rows of one file. It remembers every key, for a subscription stands in a file once."""

    def __init__(self, organization: Organization, source: str, reader: Reader) -> None:
        self._organization, self._source = organization, source
        self._reader = reader
        self._understanding = Understanding(reader)
        self._fingerprints = fingerprinter(reader)
        self._lines_by_key: dict[int, int] = {}
        # A first import need not ask, two thousand times, what is known of a source that has told nothing.
        self._is_known_source = count_current(organization, source) > 0

    def remember(self, chunk: Chunk) -> None:
        """Take note of the keys of rows that were taken in before a crash."""
        for key, line in zip(self._understanding.keys(chunk.rows), chunk.lines, strict=True):
            self._lines_by_key.setdefault(hash(key), line)

    def sort(self, chunk: Chunk) -> Sorted:
        """Understand what is new or changed in a chunk."""
        found = Sorted(rejected=[Rejected(row.line, "", row.sentence, row.cells) for row in chunk.broken])
        keys = self._understanding.keys(chunk.rows)
        prints = self._fingerprints(chunk.rows)
        known = known_fingerprints(self._organization, self._source, keys) if self._is_known_source else {}
        fresh = []
        for index, (key, line) in enumerate(zip(keys, chunk.lines, strict=True)):
            first = self._lines_by_key.setdefault(hash(key), line) if key else line
            if first != line:
                found.rejected.append(self._repeated(chunk.rows[index], line, key, first))
            elif key in known and known[key][1] == prints[index]:
                found.known_ids.append(known[key][0])
            else:
                fresh.append(index)
        self._understand(chunk, fresh, prints, found)
        found.fresh = sum(facts.external_id not in known for facts in found.facts)
        found.rejected.sort(key=lambda row: row.line)
        return found

    def _repeated(self, cells: list[str], line: int, key: str, first: int) -> Rejected:
        column = self._reader.layout.key.theirs
        return Rejected(line, column, f'"{key}" stands in line {first} already.', cells)

    def _understand(self, chunk: Chunk, fresh: list[int], prints: list[int], found: Sorted) -> None:
        rows = [chunk.rows[index] for index in fresh]
        understood = self._understanding.understand(rows, [prints[index] for index in fresh])
        for place, index in enumerate(fresh):
            if place in understood.faults:
                faults = understood.faults[place]
                columns = ", ".join(dict.fromkeys(column for column, _ in faults))
                found.rejected.append(Rejected(chunk.lines[index], columns, _reason(faults), rows[place]))
            else:
                facts = understood.facts[place]
                found.facts.append(facts)
                found.lines[facts.external_id] = (chunk.lines[index], rows[place])
        found.dateless = sum(map(is_dateless, found.facts))


def _reason(faults: list[tuple[str, str]]) -> str:
    """The sentences on one row, each with its column when there are several."""
    if len(faults) == 1:
        return faults[0][1]
    return " ".join(dict.fromkeys(f"{column}: {sentence}" for column, sentence in faults))


@dataclass(slots=True)
class Application:
    """One snapshot on its way into the ledger."""

    organization: Organization
    snapshot: Snapshot
    dialect: Dialect
    reader: Reader
    progress: Progress | None = None

    def apply(self) -> None:
        """Take in what is not in the ledger yet, one transaction for each chunk.

        Facts count as told at the moment when the file was, however long a crash held them up.
        """
        path = Path(self.snapshot.stored_as)
        sorter = Sorter(self.organization, self.snapshot.source.key, self.reader)
        for chunk in held_back(chunks(path, self.dialect)):
            if chunk.last_line <= self.snapshot.applied_through:
                sorter.remember(chunk)
                continue
            self._write(chunk, sorter.sort(chunk))
            if self.progress:
                self.progress(min(chunk.last_line, self.snapshot.lines), self.snapshot.lines)

    def _write(self, chunk: Chunk, found: Sorted) -> None:
        with transaction.atomic():
            self._claim(chunk)
            sighted(organization=self.organization, subscription_ids=found.known_ids, now=self._told_at)
            recorded = self._record(found)
            for key, sentence in recorded.refused:
                line, cells = found.lines[key]
                found.rejected.append(Rejected(line, self.reader.layout.key.theirs, sentence, cells))
            self._count(chunk, found, recorded)
            self._keep_rejected(found.rejected)
            self.snapshot.save(update_fields=["counts"])

    @property
    def _told_at(self) -> datetime:
        return self.snapshot.told_at

    def _claim(self, chunk: Chunk) -> None:
        """Move the mark on, unless somebody else did."""
        mark = self.snapshot.applied_through
        own = Snapshot.objects.filter(
            organization=self.organization, pk=self.snapshot.pk, applied_through=mark
        )
        if not own.update(applied_through=chunk.last_line):
            raise SourceBusyError("Another import of the same file went on with it.")
        self.snapshot.applied_through = chunk.last_line

    def _record(self, found: Sorted) -> Recorded:
        if not found.facts:
            return Recorded()
        return record_facts(
            organization=self.organization,
            source=self.snapshot.source.key,
            facts=found.facts,
            actor=self.snapshot.actor,
            now=self._told_at,
        )

    def _count(self, chunk: Chunk, found: Sorted, recorded: Recorded) -> None:
        told = {
            "rows": len(chunk.rows) + len(chunk.broken),
            "created": recorded.created,
            "changed": recorded.changed,
            "unchanged": recorded.unchanged + len(found.known_ids),
            "rejected": len(found.rejected),
            "dateless": found.dateless,
        }
        counts = self.snapshot.counts
        self.snapshot.counts = counts | {name: counts.get(name, 0) + count for name, count in told.items()}

    def _keep_rejected(self, rejected: list[Rejected]) -> None:
        """Write rejected rows into their file, and the first thousand into the database."""
        if not rejected:
            return
        counts = self.snapshot.counts
        room = max(0, _MOST_KEPT - (counts["rejected"] - len(rejected)))
        RejectedRow.objects.bulk_create(
            RejectedRow(
                organization=self.organization,
                snapshot=self.snapshot,
                line=row.line,
                column=row.column[:500],
                reason=row.reason,
                words=[cell.replace("\0", "") for cell in row.words],
            )
            for row in rejected[:room]
        )
        size = counts.get("rejects_size", 0)
        # A crash before this transaction is kept leaves rows behind that size; they are cut off again.
        counts["rejects_size"] = append_rejects(Path(self.snapshot.rejects), self.dialect, rejected, size)
