"""The folder of the test mailbox, as somebody reads it who wants to see what was said."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from forenotice.channels.errors import UnknownLetterError

ENDING = ".eml"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in the test mailbox. ``name`` is its file; ``text`` and ``html`` are empty in a list."""

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
    names = sorted(path.name for path in directory.glob(f"*{ENDING}"))
    letters = []
    for name in names if limit is None else names[max(0, len(names) - limit) :]:
        try:
            with (directory / name).open("rb") as file:
                letters.append(_letter(name, parser.parse(file)))
        except FileNotFoundError:
            continue  # Somebody emptied the mailbox meanwhile.
    return letters


def read_message(directory: Path, name: str) -> Letter:
    """The letter called `name`, with its words; raise :class:`UnknownLetterError`.

    `name` is as :func:`list_messages` gives it, with or without its ending.
    """
    path = directory / f"{name.removesuffix(ENDING)}{ENDING}"
    # A name may come from a web address one day; it must not lead out of the folder.
    if path.parent != directory or not path.is_file():
        raise UnknownLetterError(f"The test mailbox holds no message called {name}.")
    with path.open("rb") as file:
        message = message_from_binary_file(file, policy=policy.default)
    return _letter(name, message, text=_words(message, "plain"), html=_words(message, "html"))


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
