"""A file arrives: it is looked at, copied and taken in; or, in a dry run, only looked through."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings as instance
from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.kernel.keys import KEY_RULE, is_key, nearest_key
from forenotice.sources.busy import alone
from forenotice.sources.csv_file.absent import (
    count_absent,
    keys_in,
    needs_consent,
    require_consent,
    what_needs_consent,
    why_nobody_is_gone,
)
from forenotice.sources.csv_file.collector import held_back
from forenotice.sources.csv_file.copies import delete_old_copies
from forenotice.sources.csv_file.finishing import apply_snapshot
from forenotice.sources.csv_file.importing import Progress
from forenotice.sources.csv_file.look import Look, headers_of, look_at
from forenotice.sources.csv_file.memory import Memory, fitting, remembered, require_same_columns
from forenotice.sources.csv_file.rejects import beside
from forenotice.sources.csv_file.remarks import examination_of, remarks_on
from forenotice.sources.csv_file.resuming import reader_for, resume_source, snapshots_folder
from forenotice.sources.csv_file.rows import chunks
from forenotice.sources.csv_file.settings import FileSettings, declared_encoding, merged, read_settings
from forenotice.sources.csv_file.sorting import Sorter
from forenotice.sources.csv_file.staging import Staged, keep, stage
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.workbook import Workbook, choose_sheet, opened, suited
from forenotice.sources.errors import FileRefusedError, SettingsRefusedError
from forenotice.sources.models import Snapshot, Source
from forenotice.sources.report import Examination, ImportReport, RejectedLine

KIND = "csv"
_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that somebody hands in. ``rejects_path`` is None for a place beside the file."""

    organization: Organization
    path: Path
    source_key: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = False
    allow_gone: bool = False
    rejects_path: Path | None = None
    actor: str = ""
    now: datetime
    progress: Progress | None = None

    def look(self, original: Path | Workbook) -> tuple[FileSettings, Look]:
        """The settings that apply, and what the file looks like under them."""
        if not is_key(self.source_key):
            raise SettingsRefusedError(
                f'"{self.source_key}" cannot be the name of a source. {KEY_RULE}, such as '
                f'"{nearest_key(self.source_key, KIND)}".'
            )
        source = Source.objects.filter(organization=self.organization, key=self.source_key).first()
        if source is not None and source.kind != KIND:
            raise FileRefusedError(f'The source "{source.key}" is no file. Name another with --source.')
        declared = source.settings if source else {}
        memory = Memory(**source.remembered) if source else Memory()
        kept = memory.beside(declared, self.settings)
        plain = merged(declared, self.settings)
        sheets = (each.get("sheet", "") for each in (self.settings, declared, kept))
        usable = kept | {"sheet": choose_sheet(original, *sheets)}
        headers = headers_of(original, suited(original, read_settings(plain)))
        recalled = fitting(usable, headers, self.source_key)
        settings = suited(original, read_settings(merged(recalled, plain)))
        look = look_at(original, settings)
        require_same_columns(memory, recalled, look.layout)
        for_next = remembered(memory, kept, self.settings, look.layout)
        sheet = original.sheet if isinstance(original, Workbook) else ""
        return settings, replace(look, recalled=recalled, memory=for_next, sheet=sheet)

    def examine(self) -> Examination:
        """How the file will be read, from its beginning."""
        with opened(self.path) as original:
            return examination_of(self.path.name, self.look(original)[1])

    def look_through(self) -> ImportReport:
        """What would become of the file; nothing is changed."""
        with opened(self.path) as original:
            settings, first = self.look(original)
            with alone(*self._place):
                staged, look, reader = self._stage(original, settings, first)
                try:
                    report = self._report(look, staged)
                    report.is_dry_run = True
                    self._sort_only(report, staged, look, reader)
                    self._foresee_gone(report, staged, look, reader)
                finally:
                    staged.path.unlink(missing_ok=True)
        report.warnings += remarks_on(report, look.layout, reader)
        return report

    def take_in(self) -> ImportReport:
        """Take the file into the ledger; raise an error of this room before anything is changed."""
        with opened(self.path) as original:
            settings, first = self.look(original)
            with alone(*self._place):
                return self._take_in(original, settings, first)

    def _take_in(self, original: Path | Workbook, settings: FileSettings, first: Look) -> ImportReport:
        resumed = resume_source(self.organization, self.source_key, self.now)
        staged, look, reader = self._stage(original, settings, first)
        try:
            self._ask_for_consent(staged, look, reader)
            snapshot = self._snapshot(staged, settings, look.memory)
        finally:
            staged.path.unlink(missing_ok=True)
        report = apply_snapshot(self.organization, snapshot, look, reader, self.now, self.progress)
        report.warnings += delete_old_copies(self.organization, self.source_key)
        report.resumed = resumed
        return report

    @property
    def _place(self) -> tuple[Path, str, str]:
        return snapshots_folder(), self.organization.key, self.source_key

    def _stage(
        self, original: Path | Workbook, settings: FileSettings, first: Look
    ) -> tuple[Staged, Look, Reader]:
        look = look_at(original, settings)
        draft = snapshots_folder() / f"{self.organization.key}-{self.source_key}.draft"
        try:
            staged = stage(original, draft, look.dialect, look.layout, declared_encoding(settings))
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise FileRefusedError(f"The file cannot be copied: {error.strerror}.") from None
        except FileRefusedError:
            draft.unlink(missing_ok=True)
            raise
        look = look_at(staged.path, settings, staged.encoding)
        look = replace(look, recalled=first.recalled, memory=first.memory, sheet=first.sheet)
        reader = reader_for(
            self.organization,
            look,
            settings,
            may_hold_cards=staged.cards_removed > 0,
            is_damaged=staged.is_damaged,
            may_hold_errors=staged.may_hold_errors,
        )
        return staged, look, reader

    def _report(self, look: Look, staged: Staged) -> ImportReport:
        examined = examination_of(self.path.name, look)
        return ImportReport(self.source_key, examined, cards_removed=staged.cards_removed)

    def _sort_only(self, report: ImportReport, staged: Staged, look: Look, reader: Reader) -> None:
        sorter = Sorter(self.organization, self.source_key, reader)
        for chunk in held_back(chunks(staged.path, look.dialect)):
            found = sorter.sort(chunk)
            report.rows += len(chunk.rows) + len(chunk.broken)
            report.created += found.fresh
            report.changed += len(found.facts) - found.fresh
            report.unchanged += len(found.known_ids)
            report.rejected += len(found.rejected)
            report.dateless += found.dateless
            room = _SHOWN - len(report.rejected_lines)
            report.rejected_lines += [
                RejectedLine(row.line, row.column, row.reason) for row in found.rejected[:room]
            ]
            if self.progress:
                self.progress(min(chunk.last_line, staged.lines), staged.lines)

    def _foresee_gone(self, report: ImportReport, staged: Staged, look: Look, reader: Reader) -> None:
        """Tell of the gone what taking the file in would tell, also that somebody would have to agree."""
        if not self.complete:
            return
        keys = keys_in(staged.path, look.dialect, reader)
        report.gone, known = count_absent(self.organization, self.source_key, keys)
        report.needs_consent = not self.allow_gone and needs_consent(report.gone, known)
        if report.needs_consent:
            report.warnings.append(f"{what_needs_consent(report.gone, known)} As it is, it would be refused.")
        elif keys.unreadable:
            report.gone = 0
            report.warnings.append(why_nobody_is_gone(keys.unreadable))

    def _ask_for_consent(self, staged: Staged, look: Look, reader: Reader) -> None:
        if self.complete and not self.allow_gone:
            keys = keys_in(staged.path, look.dialect, reader)
            require_consent(*count_absent(self.organization, self.source_key, keys))

    @transaction.atomic
    def _snapshot(self, staged: Staged, settings: FileSettings, memory: Memory) -> Snapshot:
        source, _ = Source.objects.get_or_create(
            organization=self.organization, key=self.source_key, defaults={"kind": KIND}
        )
        source.remembered = memory.plain()
        source.save(update_fields=["remembered"])
        rejects = self.rejects_path or beside(self.path.absolute(), Path(instance.FORENOTICE_HOME))
        return Snapshot.objects.create(
            organization=self.organization,
            source=source,
            name=self.path.name[-500:],
            sha256=staged.sha256,
            stored_as=str(keep(staged, snapshots_folder(), f"{self.organization.key}.{self.source_key}")),
            encoding=staged.encoding,
            lines=staged.lines,
            settings=settings.plain(),
            complete=self.complete,
            told_at=self.now,
            actor=self.actor,
            counts={
                "cards_removed": staged.cards_removed,
                "is_damaged": staged.is_damaged,
                "may_hold_errors": staged.may_hold_errors,
            },
            rejects=str(rejects.absolute()),
        )
