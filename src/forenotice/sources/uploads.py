"""Files that are handed in by a page: kept aside until their owner has seen how they will be read."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from re import sub
from tempfile import mkstemp
from typing import Any

from django.conf import settings as instance
from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.sources.csv_file.settings import read_settings
from forenotice.sources.errors import FileRefusedError
from forenotice.sources.models import Snapshot, Source, UploadedFile

_REJECTS = "rejected.csv"
# Apart from the rejected rows: these are corrected and handed in again, often by the same name.
_HANDED_IN = "handed-in"
_DRAFT = ".draft-"
_LONG_ENOUGH = timedelta(days=1)
_NOT_IN_A_NAME = r"[^\w .()+-]"
_LONGEST_NAME = 120


def keep_upload(
    *,
    organization: Organization,
    name: str,
    blocks: Iterable[bytes],
    settings: Mapping[str, Any] | None = None,
    actor: str,
    now: datetime,
) -> UploadedFile:
    """Keep a file in the place of the one before; raise :class:`FileRefusedError` when there is no room."""
    folder = uploads_folder(organization) / _HANDED_IN
    path = folder / _plain(name)
    draft: Path | None = None
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _sweep(folder, now)
        # Two may hand in files at once: each is written apart, and the last one to be whole stays.
        number, drafted = mkstemp(prefix=_DRAFT, dir=folder)
        draft = Path(drafted)
        with os.fdopen(number, "wb") as file:
            for block in blocks:
                file.write(block)
            size = file.tell()
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise FileRefusedError(f"The file cannot be kept: {error.strerror}.") from None
    with transaction.atomic():
        forget_upload(organization=organization)
        draft.replace(path)
        return UploadedFile.objects.create(
            organization=organization,
            name=path.name,
            stored_as=str(path),
            size=size,
            settings=dict(settings or {}),
            arrived_at=now,
            arrived_by=actor,
        )


def _sweep(folder: Path, now: datetime) -> None:
    """Delete what was never whole, because its browser or this program went away a day ago or more."""
    for draft in folder.glob(f"{_DRAFT}*"):
        if draft.stat().st_mtime < (now - _LONG_ENOUGH).timestamp():
            draft.unlink(missing_ok=True)


def correct_upload(*, organization: Organization, settings: Mapping[str, Any]) -> None:
    """Let the file be read so; raise :class:`SettingsRefusedError` for what makes no sense."""
    read_settings(settings)
    UploadedFile.objects.filter(organization=organization).update(settings=dict(settings))


def forget_upload(*, organization: Organization, read: UploadedFile | None = None) -> bool:
    """Delete the file that waits, if it is the one that was ``read``; False when there is no such file."""
    found = UploadedFile.objects.filter(organization=organization).first()
    if found is None or (read is not None and found.pk != read.pk):
        return False
    Path(found.stored_as).unlink(missing_ok=True)
    found.delete()
    return True


def uploads_folder(organization: Organization) -> Path:
    """Where an organization's file waits, and its rejected rows after it, for nobody else to read."""
    folder = Path(instance.FORENOTICE_HOME) / "uploads" / organization.key
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def forget_source(*, organization: Organization, key: str) -> None:
    """Delete a source that is a file, with the copies of its files; what it told is the ledger's affair."""
    for snapshot in Snapshot.objects.filter(organization=organization, source__key=key):
        if snapshot.stored_as:
            Path(snapshot.stored_as).unlink(missing_ok=True)
    Source.objects.filter(organization=organization, key=key).delete()


def rejects_place(organization: Organization) -> Path:
    """Where the rejected rows of the file go; those of the one before are deleted."""
    path = uploads_folder(organization) / _REJECTS
    path.unlink(missing_ok=True)
    return path


def rejects_of(organization: Organization) -> Path | None:
    """The rows that were rejected of the last file handed in; None when there are none."""
    path = uploads_folder(organization) / _REJECTS
    return path if path.exists() else None


def _plain(name: str) -> str:
    """The file's own name, which its reports bear, without what could lead anywhere else."""
    plain = sub(_NOT_IN_A_NAME, "_", Path(name.replace("\\", "/")).name).strip(" .")
    return plain[-_LONGEST_NAME:] or "members.csv"
