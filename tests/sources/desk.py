"""A desk at which files are imported, one after the other."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization
from forenotice.sources.operations import import_file
from forenotice.sources.report import ImportReport

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HEADER = "id,email,product,amount,interval,next payment"


@dataclass
class Desk:
    """Somebody with a folder of files, who imports one after the other, a day apart."""

    organization: Organization
    folder: Path
    day: int = 0
    seen: list[tuple[int, int]] = field(default_factory=list)

    def write(self, name: str, *told: str, header: str = HEADER) -> Path:
        """A file of these rows."""
        path = self.folder / name
        path.write_text("\n".join([header, *told, ""]))
        return path

    def take_in(self, name: str, *told: str, header: str = HEADER, **choices: Any) -> ImportReport:
        """Import a file of these rows, the next day."""
        path = self.write(name, *told, header=header)
        self.day += 1
        return import_file(
            organization=self.organization,
            path=path,
            actor="tester",
            now=self.now,
            progress=lambda done, total: self.seen.append((done, total)),
            **choices,
        )

    @property
    def now(self) -> datetime:
        """The moment of the last import."""
        return NOW + timedelta(days=self.day)


def new_desk(folder: Path) -> Desk:
    """The desk of a club in Paris that counts in euros."""
    organization = declare_organization(
        key="club",
        values={"name": "The Club", "currency": "EUR", "time_zone": "Europe/Paris"},
        actor="tester",
        now=NOW,
    ).organization
    folder.mkdir()
    return Desk(organization, folder)


def row(number: int, amount: str = "12.00", due: str = "2026-04-10") -> str:
    """A row under ``HEADER``."""
    return f"s{number},member{number}@b.example,Gold,{amount},month,{due}"


def rows(count: int, **words: str) -> list[str]:
    """Rows of so many subscriptions."""
    return [row(number, **words) for number in range(count)]


def counted(report: ImportReport) -> tuple[int, int, int, int]:
    """Created, changed, unchanged, rejected."""
    return report.created, report.changed, report.unchanged, report.rejected
