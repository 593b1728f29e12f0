"""What a mail that came back says, and of which message. Pure."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import StrEnum
from re import IGNORECASE, MULTILINE
from re import compile as pattern

from forenotice.channels.return_path import names_in
from forenotice.channels.returned.complaint import complaint_in
from forenotice.channels.returned.verdict import Verdict, verdict_of
from forenotice.kernel.news import News, NewsKind

PROVIDER = "mail"
"""By this name news from mail that came back is told apart from the news of providers."""

_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
_MESSAGE_ID = pattern(rb"^(?:>\s?)*Message-ID:\s*<?([0-9a-f]{40})@", IGNORECASE | MULTILINE)
_DATE = pattern(rb"^(?:>\s?)*Date:\s*([^\n]{10,60})$", IGNORECASE | MULTILINE)
_OLDEST = timedelta(days=60)


class Puzzle(StrEnum):
    """Why a mail tells of nothing."""

    NO_RETURN = "no_return"
    ONLY_LATE = "only_late"
    NOT_OURS = "not_ours"
    TOO_DEEP = "too_deep"


PUZZLE_SENTENCES = {
    Puzzle.NO_RETURN: "It is no mail that came back, and no complaint.",
    Puzzle.ONLY_LATE: "It says that a message is late and is tried again; it may still arrive.",
    Puzzle.NOT_OURS: "It does not say of which of our messages it speaks.",
    Puzzle.TOO_DEEP: "Its parts lie in one another deeper than any mail server puts them.",
}


@dataclass(frozen=True, slots=True)
class Postmarks:
    """By what a mail is known to speak of a message of ours.

    The ``keys`` have signed return paths. Where all mail has had a signed one, no bounce is believed without:
    `trusts_message_ids` is False then.
    """

    keys: Sequence[str]
    trusts_message_ids: bool


def read_return(content: bytes, postmarks: Postmarks, now: datetime) -> News | Puzzle:
    """The news that a mail brings, or why it brings none."""
    try:
        return _read(content, postmarks, now)
    except RecursionError:
        # Anybody can write to the mailbox, and one such mail must not keep the others from being read.
        return Puzzle.TOO_DEEP


def _read(content: bytes, postmarks: Postmarks, now: datetime) -> News | Puzzle:
    mail = message_from_bytes(content)
    complaint = complaint_in(mail)
    if complaint is not None:
        # Whoever passes complaints on takes the addresses out, and leaves the message's id.
        names = names_in(complaint.addresses, postmarks.keys) or _names_of(content)
        verdict = Verdict(code=complaint.kind, detail=complaint.sender)
        return _news(mail, content, NewsKind.COMPLAINED, names, verdict, now)
    found = verdict_of(mail)
    if found is None:
        return Puzzle.NO_RETURN
    if found.is_only_late:
        return Puzzle.ONLY_LATE
    names = names_in(_recipients(mail), postmarks.keys)
    if not names and postmarks.trusts_message_ids:
        names = _names_of(content)
    return _news(mail, content, NewsKind.BOUNCED, names, found, now)


def _news(
    mail: Message, content: bytes, kind: NewsKind, names: Sequence[str], found: Verdict, now: datetime
) -> News | Puzzle:
    if not names:
        return Puzzle.NOT_OURS
    # The same mail may be read from a mailbox and come by a pipe, with other lines on top.
    own = str(mail.get("message-id", "")).strip().encode() or content
    return News(
        provider=PROVIDER,
        event_id=f"{kind}-{hashlib.sha256(names[0].encode() + own).hexdigest()}",
        kind=kind,
        happened_at=_moment(mail, now),
        message_name=names[0],
        is_mailbox_gone=found.is_mailbox_gone,
        code=found.code,
        detail=found.detail,
        composed_at=_quoted_date(content),
    )


def _recipients(mail: Message) -> Iterator[str]:
    for name in _TO:
        yield from (str(value) for value in mail.get_all(name, []))


def _names_of(content: bytes) -> list[str]:
    """The name in the id of the message that is quoted; the mail's own id, above the body, is not meant."""
    return list(dict.fromkeys(name.decode().lower() for name in _MESSAGE_ID.findall(_body(content))))


def _quoted_date(content: bytes) -> datetime | None:
    """The Date of the message that is quoted, if it is."""
    found = _DATE.search(_body(content))
    return _as_moment(found[1].decode("ascii", "replace")) if found else None


def _body(content: bytes) -> bytes:
    """All below the mail's own headers."""
    return content.replace(b"\r\n", b"\n").partition(b"\n\n")[2]


def _moment(mail: Message, now: datetime) -> datetime:
    """When it was written, as far as that can be believed."""
    at = _as_moment(str(mail.get("date", "")))
    return at if at is not None and now - _OLDEST < at < now else now


def _as_moment(text: str) -> datetime | None:
    try:
        written = parsedate_to_datetime(text)
        return written.replace(tzinfo=UTC) if written.tzinfo is None else written.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
