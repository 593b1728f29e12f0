"""Complaints in the Abuse Reporting Format (RFC 5965), as mailbox providers pass them on. Pure."""

from email.message import Message
from typing import NamedTuple

from forenotice.channels.words import shorten

_WELCOME = "not-spam"
_OF_SERVERS = frozenset({"auth-failure", "auth_failure", "dkim", "dmarc"})


class Complaint(NamedTuple):
    """What kind of complaint it is, who passes it on, and the return paths it names."""

    kind: str
    sender: str
    addresses: tuple[str, ...]


def complaint_in(mail: Message) -> Complaint | None:
    """The complaint that a mail is; None for every other mail, and for praise."""
    report = next((part for part in mail.walk() if _is_report(part)), None)
    if report is None:
        return None
    fields = report.get_payload()
    told = fields[0] if isinstance(fields, list) and fields and isinstance(fields[0], Message) else Message()
    kind = str(told.get("feedback-type", "abuse")).strip().lower()
    if kind == _WELCOME or kind in _OF_SERVERS:
        return None
    addresses = [str(told.get("original-mail-from", ""))]
    for part in mail.walk():
        addresses += [str(value) for value in part.get_all("return-path", [])]
    return Complaint(shorten(kind, 32), shorten(str(told.get("user-agent", ""))), tuple(addresses))


def _is_report(part: Message) -> bool:
    return part.get_content_type() == "message/feedback-report"
