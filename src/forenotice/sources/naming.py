"""Which source a file that was handed in is of: one whose last file had such columns, or one of its own.

Two exports from different places may both count their subscriptions from 1. Under one name the second would
change the first one's, so a file with other columns gets a name of its own, which its owner may change.
"""

from pathlib import Path

from forenotice.accounts.models import Organization
from forenotice.kernel.keys import is_key, nearest_key
from forenotice.sources.csv_file.arrival import KIND as FILE
from forenotice.sources.csv_file.headers import simplify_header
from forenotice.sources.csv_file.look import dialect_of, headers_of
from forenotice.sources.csv_file.settings import read_settings
from forenotice.sources.csv_file.workbook import opened, suited
from forenotice.sources.errors import SettingsRefusedError, SourcesError
from forenotice.sources.models import Snapshot, Source, UploadedFile
from forenotice.sources.sample.shifted import SAMPLE

_ALIKE = 0.5
"""Of all columns of two files, so many are in both where they are of the same kind."""


def name_upload(upload: UploadedFile) -> str:
    """Write down which source the file is of by its columns, and return the name."""
    upload.source_key = _by_columns(upload)
    upload.save(update_fields=["source_key"])
    return upload.source_key


def rename_upload(upload: UploadedFile, key: str) -> None:
    """Let it be of the source that its owner names; raise :class:`SettingsRefusedError`."""
    if not is_key(key):
        raise SettingsRefusedError(
            f'"{key}" cannot be the name of a source. Write one such as "{nearest_key(key, FILE)}".'
        )
    other = Source.objects.filter(organization=upload.organization_id, key=key).exclude(kind=FILE)
    if key == SAMPLE or other.exists():
        raise SettingsRefusedError(f'"{key}" is the name of another source, which is no file.')
    upload.source_key = key
    upload.save(update_fields=["source_key"])


def file_sources(organization: Organization) -> list[Source]:
    """The sources that files were taken in for, by key."""
    rows = Source.objects.filter(organization=organization, kind=FILE, put_away_at=None)
    return list(rows.exclude(key=SAMPLE).order_by("key"))


def _by_columns(upload: UploadedFile) -> str:
    # One that was put away is back with its file; of two that are alike it is rather the one that is there.
    away = Source.objects.filter(organization=upload.organization_id, kind=FILE, put_away_at__isnull=False)
    sources = [*file_sources(upload.organization), *away.exclude(key=SAMPLE).order_by("key")]
    try:
        with opened(Path(upload.stored_as)) as original:
            columns = _plain(headers_of(original, suited(original, read_settings(upload.settings))))
    except SourcesError:
        # What cannot be read is said by the page that shows it.
        return upload.source_key
    alike = {each.key: _likeness(each, columns) for each in sources}
    best = max(alike, key=lambda key: alike[key], default=FILE)
    if alike.get(best, 1.0) >= _ALIKE:
        return best
    taken = set(Source.objects.filter(organization=upload.organization_id).values_list("key", flat=True))
    own = nearest_key(Path(upload.name).stem, FILE)[:60]
    names = (own, *(f"{own}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _likeness(source: Source, columns: frozenset[str]) -> float:
    """How alike its last file was; wholly, where that is not known any more."""
    files = Snapshot.objects.filter(organization=source.organization_id, source=source)
    last = files.exclude(stored_as="").order_by("-told_at", "-pk").first()
    if last is None:
        return 1.0
    try:
        told = dialect_of(Path(last.stored_as), read_settings(last.settings), last.encoding)
    except SourcesError:
        return 1.0
    theirs = _plain(told.headers)
    return len(columns & theirs) / max(1, len(columns | theirs))


def _plain(headers: tuple[str, ...]) -> frozenset[str]:
    return frozenset(filter(None, map(simplify_header, headers)))
