"""The rows of a file, sorted: known by their very words, to be recorded, or rejected with a reason."""

from dataclasses import dataclass, field

from forenotice.accounts.models import Organization
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.queries import count_current, known_fingerprints
from forenotice.sources.csv_file.fingerprints import fingerprinter
from forenotice.sources.csv_file.rejects import Rejected
from forenotice.sources.csv_file.rows import Chunk
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.understand import Understanding, is_dateless


@dataclass(slots=True)
class Sorted:
    """A chunk, sorted: rows known by their very words, those with facts to record, and those rejected.

    ``places`` are those of the facts in their chunk; ``fresh`` counts the facts that are new to the ledger.
    """

    known_ids: list[int] = field(default_factory=list)
    facts: list[SubscriptionFacts] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
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
        # A first import need not ask, two thousand times, what is known of a source that has told nothing;
        # and of no source, as when a file is only shown, nothing is.
        self._is_known_source = bool(source) and count_current(organization, source) > 0

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
        found.dateless = sum(map(is_dateless, found.facts))
        found.rejected.sort(key=lambda row: row.line)
        return found

    def _repeated(self, cells: list[str], line: int, key: str, first: int) -> Rejected:
        column = self._reader.layout.key.theirs
        return Rejected(line, column, f'"{key}" stands in line {first} already.', cells)

    def _understand(self, chunk: Chunk, fresh: list[int], prints: list[int], found: Sorted) -> None:
        rows = [chunk.rows[index] for index in fresh]
        understood = self._understanding.understand(rows, [prints[index] for index in fresh])
        for place, faults in understood.faults.items():
            columns = ", ".join(dict.fromkeys(column for column, _ in faults))
            line = chunk.lines[fresh[place]]
            found.rejected.append(Rejected(line, columns, _reason(faults), rows[place]))
        sound = [place for place in range(len(fresh)) if place not in understood.faults]
        found.facts = [understood.facts[place] for place in sound]
        found.places = [fresh[place] for place in sound]


def _reason(faults: list[tuple[str, str]]) -> str:
    """The sentences on one row, each with its column when there are several."""
    if len(faults) == 1:
        return faults[0][1]
    return " ".join(dict.fromkeys(f"{column}: {sentence}" for column, sentence in faults))
