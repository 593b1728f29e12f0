"""The address that each good pulse calls, so that somebody else notices when we fall silent."""

from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

import structlog

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import Organization
from forenotice.accounts.operations import pulse_url_of

SECONDS = 5.0
"""How long any answer is waited for; a pulse must not wait for a stranger."""

log = structlog.get_logger(__name__)


def call_pulse_address(organization: Organization) -> bool:
    """Say by a GET that a pulse went well; return whether somebody heard it.

    Whatever goes wrong is logged, without the address, which is a secret, and changes nothing else.
    """
    if not organization.sealed_pulse_url:
        return False
    try:
        url = pulse_url_of(organization)
        if urlsplit(url).scheme not in ("http", "https"):
            log.warning("pulse_address_refused", organization=organization.key, reason="not http or https")
            return False
        request = Request(url, headers={"User-Agent": "forenotice"})  # noqa: S310  Its scheme was looked at.
        with _opener().open(request, timeout=SECONDS):
            return True
    except (OSError, HTTPException, ValueError, SealBrokenError) as error:
        reason = f"{type(error).__name__} {getattr(error, 'code', '')}".strip()
        log.warning("pulse_address_not_reached", organization=organization.key, reason=reason)
        return False


def _opener() -> OpenerDirector:
    """One that speaks HTTP and nothing else, wherever it is sent: no files, no FTP."""
    opener = OpenerDirector()
    for each in (ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler):
        opener.add_handler(each())
    opener.add_handler(HTTPRedirectHandler())
    opener.add_handler(HTTPErrorProcessor())
    return opener
