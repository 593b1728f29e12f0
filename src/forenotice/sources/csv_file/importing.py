"""A staged file is taken into the ledger chunk by chunk, and from where it stopped after a crash."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.operations import Recorded, record_facts, sighted, take_stock
from forenotice.sources.csv_file.collector import held_back
from forenotice.sources.csv_file.dialect import Dialect
from forenotice.sources.csv_file.rejects import Rejected, append_rejects
from forenotice.sources.csv_file.rows import Chunk, chunks
from forenotice.sources.csv_file.sorting import Sorted, Sorter
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.errors import SourceBusyError
from forenotice.sources.models import RejectedRow, Snapshot

Progress = Callable[[int, int], None]
_MOST_KEPT = 1_000
_MANY_NEW, _TIMES_AS_MANY = 5_000, 8


@dataclass(slots=True)
class Application:
    """One snapshot on its way into the ledger."""

    organization: Organization
    snapshot: Snapshot
    dialect: Dialect
    reader: Reader
    progress: Progress | None = None
    take_stock_at: int = _MANY_NEW

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
            self._take_stock()
            if self.progress:
                self.progress(min(chunk.last_line, self.snapshot.lines), self.snapshot.lines)

    def _write(self, chunk: Chunk, found: Sorted) -> None:
        with transaction.atomic():
            self._claim(chunk)
            sighted(organization=self.organization, subscription_ids=found.known_ids, now=self._told_at)
            recorded = self._record(found)
            found.rejected += self._refused(chunk, found, recorded)
            self._count(chunk, found, recorded)
            self._keep_rejected(found.rejected)
            self.snapshot.save(update_fields=["counts"])

    def _take_stock(self) -> None:
        """Look at how much there is when that has grown to many times as much."""
        created = self.snapshot.counts.get("created", 0)
        if created >= self.take_stock_at:
            take_stock()
            self.take_stock_at = created * _TIMES_AS_MANY

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

    def _refused(self, chunk: Chunk, found: Sorted, recorded: Recorded) -> list[Rejected]:
        """The rows of facts that the ledger would not have."""
        why = dict(recorded.refused)
        places = zip(found.facts, found.places, strict=True)
        key = self.reader.layout.key.theirs
        return [
            Rejected(chunk.lines[place], key, why[facts.external_id], chunk.rows[place])
            for facts, place in (places if why else ())
            if facts.external_id in why
        ]

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
