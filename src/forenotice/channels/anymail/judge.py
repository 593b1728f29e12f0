"""What a provider's answer means for a message."""

from typing import Any

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
    AnymailUnsupportedFeature,
)
from urllib3.exceptions import NewConnectionError

from forenotice.channels.words import shorten
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.news import BY_PROVIDER

_TAKEN = frozenset({"sent", "queued"})
_REFUSED = frozenset({"rejected", "invalid"})
_UNFIT = (AnymailInvalidAddress, AnymailSerializationError, AnymailUnsupportedFeature)
_BUSY = frozenset({429, 503})
_LOST_ON_THE_WAY = frozenset({502, 504})
_WORDS = ("Message", "message", "error", "detail", "ErrorMessage")
_LONGEST_WAIT_SECONDS = 86_400


def judge_status(message_id: str, sha256: str, status: Any) -> Receipt:
    """The receipt for an answer that says what becomes of the one recipient."""
    found = set(status.status or ())
    reference = str(status.message_id or "")[:200]
    if found and found <= _TAKEN:
        return Receipt(message_id, Outcome.ACCEPTED, BY_PROVIDER, "", reference or "taken", sha256)
    word = ", ".join(sorted(str(one) for one in found)) or "nothing"
    if found and found <= _REFUSED:
        detail = f"The provider does not write to this address: {word}."
        return Receipt(message_id, Outcome.NEVER, word[:32], detail, reference, sha256)
    if getattr(status.esp_response, "status_code", 200) >= 400:
        return Receipt(message_id, Outcome.LATER, word[:32], "The provider did not take it.", "", sha256)
    detail = f"The provider did not say clearly whether it took the message: {word}."
    return Receipt(message_id, Outcome.UNKNOWN, "unclear", detail, reference, sha256)


def judge_error(message_id: str, sha256: str, error: Exception) -> Receipt:
    """The receipt for whatever went wrong on the way to the provider or there."""
    if isinstance(error, AnymailRecipientsRefused):
        return judge_status(message_id, sha256, error.email_message.anymail_status)
    if isinstance(error, _UNFIT):
        detail = f"The provider cannot be given such a message: {type(error).__name__}."
        return Receipt(message_id, Outcome.NEVER, "unfit", detail, bytes_sha256=sha256)
    outcome, code, detail, is_everybodys, seconds = _fault(error)
    return Receipt(message_id, outcome, code, detail, "", sha256, is_everybodys, seconds)


def _fault(error: Exception) -> tuple[Outcome, str, str, bool, int | None]:
    if isinstance(error, AnymailConfigurationError):
        return Outcome.LATER, "settings", "The provider's settings make no sense to it.", True, None
    if _is_unreached(error):
        return Outcome.LATER, "unreached", "The provider cannot be reached.", True, None
    if isinstance(error, requests.RequestException) and getattr(error, "response", None) is None:
        detail = "The line to the provider broke, or it fell silent, after it had the message."
        return Outcome.UNKNOWN, "silence", detail, False, None
    if isinstance(error, AnymailAPIError):
        status = error.status_code or _amazons_status(error)
        if status:
            return _refusal(status, error)
    return Outcome.UNKNOWN, "broken", f"The way to the provider broke: {type(error).__name__}.", False, None


def _refusal(status: int, error: AnymailAPIError) -> tuple[Outcome, str, str, bool, int | None]:
    """An answer with an error. What is wrong with our account or sender is no reason to give a member up."""
    if status in _LOST_ON_THE_WAY or 200 <= status < 300:
        detail = (
            f"An answer from the way to the provider ({status}) does not say whether it took the message."
        )
        return Outcome.UNKNOWN, str(status), detail, False, None
    if status in (401, 403):
        return Outcome.LATER, str(status), "The provider does not let us in: look at its key.", True, None
    detail = f"The provider did not take it ({status}). {_words(error)}".strip()
    return Outcome.LATER, str(status), detail, status in _BUSY, _wait(error)


def _is_unreached(error: BaseException) -> bool:
    """Whether no connection came about, so that nothing can have been taken."""
    if isinstance(
        error, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError
    ):
        return True
    if type(error).__name__ in ("EndpointConnectionError", "ConnectTimeoutError", "NoCredentialsError"):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    inner = error.__cause__
    return isinstance(reason, NewConnectionError) or (inner is not None and _is_unreached(inner))


def _amazons_status(error: BaseException) -> int:
    """Amazon's own library tells the status in another place."""
    told = getattr(error.__cause__, "response", None)
    if not isinstance(told, dict):
        return 0
    if "Throttl" in str(told.get("Error", {}).get("Code", "")):
        return 429
    return int(told.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _words(error: AnymailAPIError) -> str:
    """The provider's own words, where they stand where most providers write them; without addresses."""
    try:
        told = error.response.json()
    except (AttributeError, ValueError):
        return ""
    if not isinstance(told, dict):
        return ""
    return shorten(next((told[name] for name in _WORDS if isinstance(told.get(name), str)), ""))


def _wait(error: AnymailAPIError) -> int | None:
    headers = getattr(error.response, "headers", {})
    text = str(headers.get("Retry-After", ""))
    return (
        min(int(text), _LONGEST_WAIT_SECONDS) if text.isascii() and text.isdigit() and len(text) < 9 else None
    )
