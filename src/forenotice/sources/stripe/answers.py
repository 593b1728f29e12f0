"""What an answer of Stripe's means that is not what was asked for. Pure."""

import json
import re
from collections.abc import Mapping

from forenotice.sources.errors import SourceRefusedError, SourcesError
from forenotice.sources.stripe.faults import DeclinedError, MissingError, NothingToComeError, OtherModeError

_RIGHT = re.compile(r"\brak_[a-z_]{1,80}\b")
_MODES = re.compile(r"\ba similar object exists in (live|test) mode, but a (live|test) mode key was used")
_LONGEST_WAIT = 3600.0


def refused(status: int, body: bytes) -> Exception | None:
    """What to raise; None where the same may be asked again in a moment."""
    fault = _fault(body)
    code = str(fault.get("code", ""))
    if status == 401:
        return SourceRefusedError("Stripe does not know the key (any more). Give the source another one.")
    if status == 403:
        return SourceRefusedError(_missing_right(str(fault.get("message", ""))))
    if status == 404 or code == "resource_missing":
        # Nothing but this sentence tells a subscription that is elsewhere from one that is gone.
        if modes := _MODES.search(str(fault.get("message", ""))):
            return OtherModeError(*modes.groups())
        return MissingError()
    if code in ("invoice_upcoming_none", "no_upcoming_invoice"):
        return NothingToComeError()
    if status in (409, 429) or status >= 500:
        return None
    if 300 <= status < 400:
        return SourceRefusedError("Stripe's address leads somewhere else, and is not followed.")
    return _odd(status, code)


def _odd(status: int, code: str) -> SourcesError:
    named = f", {code}" if re.fullmatch(r"[a-z_]{1,60}", code) else ""
    return DeclinedError(f"Stripe declines what we ask ({status}{named}).")


def _missing_right(message: str) -> str:
    """The right that is missing; Stripe's own sentence also shows a part of the key."""
    rights = _RIGHT.findall(message)
    which = f" It lacks {rights[0]}." if rights else ""
    return f"The key may not read this.{which} Give it the rights that the page on Stripe lists."


def _fault(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    fault = found.get("error") if isinstance(found, dict) else None
    return fault if isinstance(fault, dict) else {}


def wait_of(headers: Mapping[str, str]) -> float | None:
    """For how many seconds we are asked to wait, an hour at most."""
    text = headers.get("retry-after", "").strip()
    return min(float(text), _LONGEST_WAIT) if text.isascii() and text.isdecimal() and len(text) < 9 else None
