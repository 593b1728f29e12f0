"""The backup file: a compressed tar whose manifest comes first and knows the SHA-256 of all that follows."""

import errno
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from forenotice.engine.errors import BackupError

FORMAT = 1
MANIFEST = "manifest.json"
FULL = (errno.ENOSPC, errno.EDQUOT)
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``seal`` is a word sealed with the instance's key, to know that key again.

    ``migrations`` are those that had made the tables; ``columns`` those of each table, in the order in which
    PostgreSQL wrote them. ``members`` gives the SHA-256 of each other file in the backup.
    """

    version: str
    made_at: str
    database: str
    with_keys: bool
    seal: str
    migrations: Sequence[Sequence[str]]
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    members: Mapping[str, str] = field(default_factory=dict)


def pack(path: Path, manifest: Manifest, files: Mapping[str, Path], draft: Path) -> None:
    """Write the backup to `path`, which must not exist yet; it appears there whole or not at all.

    Until it is whole it lies in `draft`, on the same disk.
    """
    members = {name: _sha256(file) for name, file in files.items()}
    words = asdict(manifest) | {"format": FORMAT, "members": members}
    with _explained(path, "written"):
        try:
            with draft.open("wb") as raw:
                os.fchmod(raw.fileno(), 0o600)
                with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
                    _add(tar, MANIFEST, io.BytesIO(json.dumps(words, indent=1).encode()))
                    for name, file in files.items():
                        with file.open("rb") as content:
                            _add(tar, name, content)
                raw.flush()
                os.fsync(raw.fileno())
            _put_in_place(draft, path)
        finally:
            draft.unlink(missing_ok=True)


def _put_in_place(draft: Path, path: Path) -> None:
    """Give the draft its name, and never that of a file which is there already."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems know no links, so there somebody could just have come first.
        draft.replace(path)


def unpack(path: Path, folder: Path | None) -> tuple[Manifest, dict[str, Path]]:
    """Check the whole backup and lay its files out in `folder` (nowhere without one).

    Raise :class:`BackupError` when it is no backup, or one that is truncated, altered or too new.
    """
    with _explained(path, "read"), tarfile.open(path, mode="r|gz") as tar:
        first = tar.next()
        manifest = _manifest(path, tar.extractfile(first) if first and first.name == MANIFEST else None)
        laid: dict[str, Path] = {}
        while member := tar.next():
            content = tar.extractfile(member)
            if content is None or member.name not in manifest.members or member.name in laid:
                raise BackupError(f"The backup {path} was altered: {member.name} does not belong in it.")
            laid[member.name] = folder / f"{len(laid):03}" if folder else Path()
            if _copy(content, laid[member.name] if folder else None) != manifest.members[member.name]:
                raise BackupError(f"The backup {path} was altered or damaged, at {member.name}.")
    missing = sorted(manifest.members.keys() - laid.keys())
    if missing:
        raise BackupError(f"The backup {path} is not whole: {missing[0]} is missing. Take another one.")
    return manifest, laid


def _manifest(path: Path, content: IO[bytes] | None) -> Manifest:
    if content is None:
        raise BackupError(f"The file {path} is no backup of Forenotice.")
    words = json.loads(content.read())
    if words.pop("format") > FORMAT:
        raise BackupError(
            f"The backup {path} was made by a later version, {words['version']}. Install it first."
        )
    return Manifest(**words)


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size = content.seek(0, os.SEEK_END)
    member.mode = 0o600
    content.seek(0)
    tar.addfile(member, content)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(content: IO[bytes], path: Path | None) -> str:
    """Lay a file down, for its owner only, and return its SHA-256."""
    digest = hashlib.sha256()
    with (path or Path(os.devnull)).open("wb") as file:
        if path is not None:
            os.fchmod(file.fileno(), 0o600)
        while block := content.read(_BLOCK):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


@contextmanager
def _explained(path: Path, done: str) -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        raise BackupError(f"The file {path} is there already. Choose another name, or remove it.") from None
    except (EOFError, tarfile.TarError, zlib.error) as error:
        raise BackupError(
            f"The file {path} is no backup, or one that is damaged or not whole ({error})."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise BackupError(f"The file {path} is no backup of Forenotice: it says nothing sensible.") from None
    except OSError as error:
        if error.errno in FULL:
            raise BackupError(
                f"The backup {path} cannot be {done}: the disk is full that has to hold what is in it. Make "
                "room, and try again; nothing was changed."
            ) from None
        raise BackupError(f"The file {path} cannot be {done} ({error.strerror or error}).") from None
