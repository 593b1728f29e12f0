"""The folder of the test mailbox, as somebody reads it who wants to see what was said."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from forenotice.channels.errors import UnknownLetterError
from forenotice.kernel.payload import Payload

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
    parser = BytesHeaderParser(policy=policy.default)
    names = sorted(path.name for ending in (LETTER, PAYLOAD) for path in directory.glob(f"*{ending}"))
    letters = []
    for name in names if limit is None else names[max(0, len(names) - limit) :]:
        try:
            with (directory / name).open("rb") as file:
                is_payload = name.endswith(PAYLOAD)
                letters.append(
                    _payload(name, file.read()) if is_payload else _letter(name, parser.parse(file))
                )
        except FileNotFoundError:
            continue  # Somebody emptied the mailbox meanwhile.
    return letters


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
