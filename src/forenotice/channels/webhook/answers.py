"""What an endpoint's answer means. Pure."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from forenotice.kernel.message import Outcome, Receipt

LONGEST_WAIT_SECONDS = 86_400
"""Whoever asks for more patience is asked again after a day: a promise this old would be forgotten."""

_THROTTLED = frozenset({429, 502, 503, 504})
_REFERENCE = re.compile(rb'"(?:request_)?id"\s*:\s*(?:"([A-Za-z0-9_.:/+=-]{1,100})"|(\d{1,40})[\s,}])')


def accepted(message_id: str, sha256: str, status: int, words: bytes) -> Receipt:
    """The receipt for an answer that says yes. `words` is the beginning of its body."""
    code = str(status)
    return Receipt(message_id, Outcome.ACCEPTED, code, "", reference_of(words) or code, sha256)


def refused(message_id: str, sha256: str, status: int, headers: Mapping[str, str], now: datetime) -> Receipt:
    """The receipt for any other answer. Its own words stay out: they may repeat what it was told."""
    is_gone = status == 410
    return Receipt(
        message_id,
        Outcome.NEVER if is_gone else Outcome.LATER,
        str(status),
        _sentence(status),
        bytes_sha256=sha256,
        whole_channel=is_gone or status in _THROTTLED,
        retry_after_seconds=None if is_gone else retry_after(headers.get("Retry-After", ""), now),
    )


def retry_after(text: str, now: datetime) -> int | None:
    """How many seconds the other side asks us to wait (RFC 9110, 10.2.3), at most a day; None if it does not.

    A moment that has passed asks for no wait.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_WAIT_SECONDS)
    try:
        at = parsedate_to_datetime(text)
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    return max(0, min(round(seconds), LONGEST_WAIT_SECONDS))


def reference_of(words: bytes) -> str:
    """The name that the other side gave to what it took, where its answer is JSON and says one."""
    found = _REFERENCE.search(words) if words[:1] == b"{" else None
    return (found[1] or found[2]).decode() if found else ""


def _sentence(status: int) -> str:
    if status == 410:
        return "It wants to hear no more."
    if 300 <= status < 400:
        return "It redirected us, and redirects are not followed. Declare the final address."
    if status in (401, 403):
        return "It does not let us in. Look at its secret and its headers."
    return "It did not take it."
