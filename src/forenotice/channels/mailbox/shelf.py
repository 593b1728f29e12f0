"""The folder of the test mailbox, as somebody reads it who wants to see what was said."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from forenotice.channels.errors import UnknownLetterError
from forenotice.kernel.payload import Payload

# Each is a file to be opened: so many take about a second.
_MOST_SEARCHED = 5_000

LETTER = ".eml"
PAYLOAD = ".json"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in the test mailbox. ``name`` is its file; ``text`` and ``html`` are empty in a list.

    What was for a program has its type for a subject, its channel for a recipient, and JSON for a text.
    """

    name: str
    at: datetime
    sender: str
    recipient: str
    subject: str
    message_id: str
    text: str = ""
    html: str = ""


def list_messages(directory: Path, *, limit: int | None = None) -> list[Letter]:
    """The letters in `directory`, the oldest first; only the last `limit` of them if given."""
    names = _names(directory)
    shown = names if limit is None else names[max(0, len(names) - limit) :]
    return [letter for name in shown if (letter := _heading(directory, name))]


@dataclass(frozen=True, slots=True)
class Pile:
    """Some letters, the newest first. ``after`` leads to the older ones, and is empty at the end.

    ``is_cut``: a search has looked at so many that it stopped before the end.
    """

    rows: Sequence[Letter]
    after: str
    is_first: bool
    is_cut: bool = False


def find_letters(directory: Path, search: str = "", *, before: str = "", most: int = 50) -> Pile:
    """Letters older than the one called ``before``, whose subject or recipient holds what is searched."""
    wanted = search.casefold()
    names = [name for name in reversed(_names(directory)) if not before or name < before]
    found: list[Letter] = []
    for looked_at, name in enumerate(names):
        if wanted and looked_at >= _MOST_SEARCHED:
            return Pile(found, name, is_first=not before, is_cut=True)
        letter = _heading(directory, name)
        if letter and wanted in f"{letter.subject}\n{letter.recipient}".casefold():
            found.append(letter)
        if len(found) > most:
            return Pile(found[:most], found[most - 1].name, is_first=not before)
    return Pile(found, "", is_first=not before)


def neighbours(directory: Path, name: str) -> tuple[str, str]:
    """The names of the next newer and the next older letter; empty where there is none."""
    names = _names(directory)
    place = names.index(name)
    return (names[place + 1] if place + 1 < len(names) else "", names[place - 1] if place else "")


def throw_away(directory: Path) -> int:
    """Delete every letter; how many there were."""
    names = _names(directory)
    for name in names:
        (directory / name).unlink(missing_ok=True)
    return len(names)


def read_message(directory: Path, name: str) -> Letter:
    """The letter called `name`, with its words; raise :class:`UnknownLetterError`.

    `name` is as :func:`list_messages` gives it, with or without its ending.
    """
    plain = name.removesuffix(LETTER).removesuffix(PAYLOAD)
    for path in (directory / f"{plain}{LETTER}", directory / f"{plain}{PAYLOAD}"):
        # A name may come from a web address one day; it must not lead out of the folder.
        if path.parent == directory and path.is_file():
            break
    else:
        raise UnknownLetterError(f"The test mailbox holds no message called {name}.")
    if path.suffix == PAYLOAD:
        return _payload(path.name, path.read_bytes(), with_words=True)
    with path.open("rb") as file:
        message = message_from_binary_file(file, policy=policy.default)
    return _letter(path.name, message, text=_words(message, "plain"), html=_words(message, "html"))


def as_file(payload: Payload) -> bytes:
    """A payload as it lies in the mailbox: its body to the letter, and what a channel would say beside it."""
    kept = {
        "id": payload.message_id,
        "type": payload.type,
        "to": payload.recipient,
        "at": payload.composed_at.isoformat(),
        "body": payload.body.decode(),
    }
    return json.dumps(kept, ensure_ascii=False, indent=1).encode()


def _names(directory: Path) -> list[str]:
    """The letters' names, which begin with their dates: the oldest comes first."""
    return sorted(path.name for ending in (LETTER, PAYLOAD) for path in directory.glob(f"*{ending}"))


def _heading(directory: Path, name: str) -> Letter | None:
    try:
        with (directory / name).open("rb") as file:
            if name.endswith(PAYLOAD):
                return _payload(name, file.read())
            return _letter(name, BytesHeaderParser(policy=policy.default).parse(file))
    except FileNotFoundError:
        return None  # Somebody emptied the mailbox meanwhile.


def _payload(name: str, content: bytes, *, with_words: bool = False) -> Letter:
    kept = json.loads(content)
    body = json.dumps(json.loads(kept["body"]), ensure_ascii=False, indent=2) if with_words else ""
    return Letter(
        name, datetime.fromisoformat(kept["at"]), "", kept["to"], kept["type"], kept["id"], text=body
    )


def _letter(name: str, message: EmailMessage, *, text: str = "", html: str = "") -> Letter:
    date = message["Date"]
    return Letter(
        name=name,
        at=date.datetime.astimezone(UTC) if date and date.datetime else datetime.fromtimestamp(0, UTC),
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        message_id=str(message["Message-ID"]).strip("<>"),
        text=text,
        html=html,
    )


def _words(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    return "" if body is None else body.get_content().replace("\r\n", "\n")
