"""Whether a mail says that another one came back, and whether its mailbox is gone for good. Pure."""

from collections.abc import Iterator
from email.message import Message
from re import IGNORECASE
from re import compile as pattern
from typing import NamedTuple

from flufl.bounce import all_failures

from forenotice.channels.enhanced_codes import code_in, says_no_mailbox
from forenotice.channels.words import shorten

_GENERAL = ".0.0"
"""A code that ends so says nothing; what is written beside it has to do."""
_NOBODY = pattern(
    r"\b(?:user unknown|unknown (?:user|recipient)|no such (?:user|mailbox|recipient|address)"
    r"|(?:user|mailbox|address|account|recipient) (?:does(?: no|n')t exist|not found))\b",
    IGNORECASE,
)
_LONGEST_TEXT = 4_000


class Verdict(NamedTuple):
    """What came of a message. ``is_only_late`` says that its server has not given it up yet."""

    code: str = ""
    detail: str = ""
    is_mailbox_gone: bool = False
    is_only_late: bool = False


def verdict_of(mail: Message) -> Verdict | None:
    """What a mail says of another one; None when it says nothing of the kind."""
    if _is_reply_of_absence(mail):
        return None
    report = _report(mail)
    if report is None:
        return _recognised(mail)
    status, diagnosis = report
    code = code_in(status)
    if not code or code.endswith(_GENERAL):
        code = code_in(diagnosis) or code
    return Verdict(code, shorten(diagnosis), _is_gone(code, diagnosis))


def _recognised(mail: Message) -> Verdict | None:
    """The same of a mail that is written for people, as some servers still do."""
    try:
        late, gone = all_failures(mail)
    except Exception:
        # Mail from outside is made to break readers, and theirs is a collection of special cases.
        return None
    if not gone:
        return Verdict(is_only_late=True) if late else None
    words = _text(mail)
    code = code_in(words)
    return Verdict(code, "", _is_gone(code, words))


def _is_gone(code: str, words: str) -> bool:
    if code and not code.endswith(_GENERAL):
        return says_no_mailbox(code)
    return code[:1] != "4" and _NOBODY.search(words) is not None


def _is_reply_of_absence(mail: Message) -> bool:
    """Somebody's absence is no bounce, whatever words it is written in (RFC 3834)."""
    is_reply = str(mail.get("auto-submitted", "")).strip().lower().startswith("auto-replied")
    return is_reply and mail.get_content_type() != "multipart/report"


def _report(mail: Message) -> tuple[str, str] | None:
    """The status and the diagnosis of the first recipient that was given up (RFC 3464)."""
    for block in _blocks(mail):
        if str(block.get("action", "")).strip().lower().startswith(("fail", "error")):
            diagnosis = str(block.get("diagnostic-code", "")).partition(";")
            return str(block.get("status", "")), (diagnosis[2] or diagnosis[0]).strip()
    return None


def _blocks(mail: Message) -> Iterator[Message]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Message):
                    yield block


def _text(mail: Message) -> str:
    """The words that a person would read first."""
    for part in mail.walk():
        if part.get_content_maintype() == "text":
            raw = part.get_payload(decode=True)
            return raw.decode("utf-8", "replace")[:_LONGEST_TEXT] if isinstance(raw, bytes) else ""
    return ""
