"""How every page of the portal is answered: in its language, and with headers that keep it private."""

from collections.abc import Callable, Mapping
from functools import cache, wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template import Context, Engine
from django.views.decorators.csrf import csrf_exempt

from forenotice.accounts.models import Organization
from forenotice.composer.colour import OUR_COLOUR, colour_of
from forenotice.consent.links import Purpose
from forenotice.consent.queries import Holder, preference_of
from forenotice.entrypoints.portal.words import language_among, words_of

log = structlog.get_logger(__name__)

Answer = Callable[[HttpRequest, str], HttpResponse]

# A page of ours needs its stylesheet and nothing else: no script, no picture, no frame around it.
_POLICY = "Content-Security-Policy"
PRIVATE = {
    _POLICY: "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
_ADDRESSES = tuple(f"/{purpose}/" for purpose in Purpose)
_REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_METHODS = ("GET", "HEAD", "POST")


def page(answer: Answer) -> Answer:
    """Surround what answers a kind of link: by which methods it is asked, and what is said when it fails."""

    @wraps(answer)
    def surrounded(request: HttpRequest, token: str) -> HttpResponse:
        if request.method not in _METHODS:
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(_METHODS)})
        try:
            return answer(request, token)
        except (BadRequest, MultiPartParserError, SuspiciousOperation):
            # Not a form that a browser sends. The site answers it, and that is put in plain words.
            raise
        except OperationalError as error:
            log.warning("database did not answer", error=type(error).__name__)
            return simple_page(request, "broken", HTTPStatus.SERVICE_UNAVAILABLE)
        except Exception as error:
            log.exception("page_failed", kind=type(error).__name__)
            return simple_page(request, "broken", HTTPStatus.INTERNAL_SERVER_ERROR)

    # Members come without cookies, and every form of the portal carries a token of its own.
    return csrf_exempt(surrounded)


def show(
    template: str,
    language: str,
    organization: Organization | None,
    values: Mapping[str, Any],
    *,
    status: int = HTTPStatus.OK,
    leaves: bool = False,
) -> HttpResponse:
    """A page in a language of ours, in the organization's colour.

    ``leaves``: a form on it leads on to another site, which browsers have to be told of.
    """
    colour = colour_of(organization.colour) if organization is not None else OUR_COLOUR
    shown = {
        "words": words_of(language),
        "language": language,
        "organization": organization,
        "colour": colour.removeprefix("#"),
        **values,
    }
    rendered = _engine().get_template(template).render(Context(shown))
    headers = {**PRIVATE, "Content-Language": language}
    if leaves:
        headers[_POLICY] = PRIVATE[_POLICY].replace("form-action 'self'", "form-action 'self' https:")
    return HttpResponse(rendered, status=status, headers=headers)


def language_for(request: HttpRequest, holder: Holder) -> str:
    """The language of ours in which a member reads: as they wish, else as is known, else their browser's."""
    member = holder.member
    return language_among(
        preference_of(member).locale,
        member.locale,
        accepted=request.headers.get("Accept-Language", ""),
        at_last=holder.organization.locale,
    )


def nothing_here(request: HttpRequest) -> HttpResponse:
    """The one answer to whatever does not hold: forged, too old, revoked, or about nobody."""
    return simple_page(request, "nothing", HTTPStatus.NOT_FOUND)


def in_plain_words(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Django calls this once, around all the rest of the site: what refuses a member is a page, too.

    Programs are told by a problem in JSON what is wrong with their request; a person cannot read that.
    """

    def surrounded(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code not in _REFUSALS or not request.path_info.startswith(_ADDRESSES):
            return response
        told = simple_page(request, "refused", response.status_code)
        if "Allow" in response.headers:
            told.headers["Allow"] = response.headers["Allow"]
        return told

    return surrounded


def simple_page(request: HttpRequest, section: str, status: int) -> HttpResponse:
    """A page of one heading and one sentence, in the language of the browser."""
    language = language_among(accepted=request.headers.get("Accept-Language", ""))
    found = words_of(language)[section]
    return show("simple.html", language, None, {"said": found}, status=status)


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(Path(__file__).parent / "templates")], autoescape=True)
