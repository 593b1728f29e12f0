"""Messages become files, each whole or not there at all; the same message twice is one file."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from re import compile as pattern

from forenotice.channels.contract import Parcel, Probe, Pull
from forenotice.channels.errors import UnfitMessageError
from forenotice.channels.mailbox.shelf import LETTER, PAYLOAD, as_file
from forenotice.channels.mime import build_mime
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload

AT_ONCE = 32
"""How many messages are taken at a time; a crash can leave no more than these in doubt."""

_UNSAFE = pattern(r"[^A-Za-z0-9@._+-]")
_LONGEST_NAME = 120


class MailboxChannel:
    """The test mailbox in one folder, which is made when the first message comes.

    With ``is_durable`` a message is on the disk for good before its receipt is given; without, a power cut
    may take the last seconds with it.
    """

    connections = AT_ONCE
    is_idempotent = True

    def __init__(self, directory: Path, *, is_durable: bool = False) -> None:
        self._directory = directory
        self._is_durable = is_durable
        self._names: dict[str, str] | None = None

    def deliver(self, pull: Pull[Parcel]) -> Iterator[Sequence[Receipt]]:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        while messages := pull(AT_ONCE):
            receipts = [self._write(message) for message in messages]
            yield receipts
            if any(receipt.whole_channel for receipt in receipts):
                return

    def probe(self) -> Probe:
        """Write a file and take it away again."""
        trial = self._directory / f".probe-{os.getpid()}"
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            trial.write_bytes(b"\n" * 4096)
            trial.unlink()
        except OSError as error:
            _discard(trial)
            return Probe(is_reachable=False, detail=_reason(error))
        return Probe(is_reachable=True, detail="The folder of the test mailbox can be written to.")

    def close(self) -> None:
        """Nothing is held open."""

    def _write(self, message: Parcel) -> Receipt:
        try:
            content, sha256 = _content(message)
        except UnfitMessageError as error:
            return Receipt(message.message_id, Outcome.NEVER, code="unfit", detail=str(error))
        temporary = self._directory / f".{os.getpid()}-{id(self):x}.writing"
        try:
            name = self._name_for(message)
            self._put(temporary, content)
            temporary.replace(self._directory / name)
        except OSError as error:
            _discard(temporary)
            return Receipt(
                message.message_id, Outcome.LATER, code="folder", detail=_reason(error), whole_channel=True
            )
        return Receipt(message.message_id, Outcome.ACCEPTED, reference=name, bytes_sha256=sha256)

    def _put(self, path: Path, content: bytes) -> None:
        with path.open("wb") as file:
            file.write(content)
            if self._is_durable:
                file.flush()
                os.fsync(file.fileno())

    def _name_for(self, message: Parcel) -> str:
        """The file of this message: the one that it already has, else one that sorts by its date."""
        if self._names is None:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._names = {_identity(path.name): path.name for path in self._directory.iterdir()}
        identity = _safe(message.message_id)
        name = f"{message.composed_at:%Y-%m-%dT%H%M%S}_{identity}{_ending(message)}"
        return self._names.setdefault(identity, name)


def _content(message: Parcel) -> tuple[bytes, str]:
    """The file's bytes, and the SHA-256 of what was to be carried."""
    if isinstance(message, Payload):
        return as_file(message), hashlib.sha256(message.body).hexdigest()
    mime = build_mime(message)
    return mime.whole, mime.sha256


def _ending(message: Parcel) -> str:
    return PAYLOAD if isinstance(message, Payload) else LETTER


def _identity(name: str) -> str:
    return name.removesuffix(LETTER).removesuffix(PAYLOAD).partition("_")[2]


def _safe(message_id: str) -> str:
    """The id as a part of a file's name; two different ids never become the same one."""
    safe = _UNSAFE.sub("-", message_id)[:_LONGEST_NAME]
    if safe == message_id:
        return safe
    return f"{safe}-{hashlib.sha256(message_id.encode('utf-8', 'replace')).hexdigest()[:12]}"


def _reason(error: OSError) -> str:
    return f"The folder of the test mailbox cannot be written to: {error.strerror or type(error).__name__}."


def _discard(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # A folder that cannot be written to cannot be tidied either; the next message overwrites it.
