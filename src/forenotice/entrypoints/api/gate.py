"""What surrounds every request to the web: the host, the size, and problems where Django would write HTML."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_resolver

from forenotice.entrypoints.api.problems import Problem
from forenotice.entrypoints.api.refusals import away, broken, too_large

Answer = Callable[[HttpRequest], HttpResponseBase]

# What is asked by programs; people get pages.
_PROGRAMS = ("/api/", "/hooks/", "/healthz")
# What a page needs to be seen in its own look, also where it says that the host is not known.
_LOOKS = ("/static/", "/console/accent/")


def gate(answer: Answer) -> Answer:
    """Django calls this once, with the rest of the site, for every request to go through."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        refused = _refused(request)
        response = refused or answer(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.path_info.startswith(_PROGRAMS):
            allowed = response.headers.get("Allow", "")
            sentence = f"This address knows only {allowed}."
            response = Problem(HTTPStatus.METHOD_NOT_ALLOWED, sentence, headers={"Allow": allowed}).answer()
        # Without it the connection could not be used again.
        if isinstance(response, HttpResponse):
            response.headers.setdefault("Content-Length", str(len(response.content)))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return guarded


def is_a_person(request: HttpRequest) -> bool:
    """Whether somebody asked in a browser; a program that lost its way is told so in JSON."""
    return "text/html" in request.headers.get("Accept", "") and not request.path_info.startswith(_PROGRAMS)


def nothing_here(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to an address that leads nowhere."""
    del exception
    return Problem(HTTPStatus.NOT_FOUND, "There is nothing at this address.").answer()


def malformed(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to a request that makes no sense to it, or is too large."""
    if isinstance(exception, RequestDataTooBig):
        return too_large().answer()
    return Problem(HTTPStatus.BAD_REQUEST, "This request cannot be understood.").answer()


def broken_down(_request: HttpRequest, *, is_away: bool) -> HttpResponse:
    """Django's answer when something of ours fails, or the database is away."""
    return (away() if is_away else broken()).answer()


def _refused(request: HttpRequest) -> HttpResponseBase | None:
    try:
        request.get_host()
    except DisallowedHost as error:
        if not request.path_info.startswith(_LOOKS):
            sentence = (
                "This host is not known here. Set FORENOTICE_BASE_URL to the address that programs use."
            )
            return _told(request, error, sentence)
    if "\0" in request.path_info or any("\0" in value for value in request.GET.values()):
        return _told(request, BadRequest(), "An address cannot hold the letter NUL.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit():
        return Problem(HTTPStatus.BAD_REQUEST, "The Content-Length is no number.").answer()
    takes_files = re.fullmatch(settings.FORENOTICE_TAKES_FILES, request.path_info)
    most = settings.FORENOTICE_LARGEST_FILE if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if int(length) <= most:
        return None
    if request.path_info.startswith(_PROGRAMS):
        return too_large().answer()
    # People read it on a page.
    raise RequestDataTooBig


def _told(request: HttpRequest, exception: Exception, sentence: str) -> HttpResponseBase:
    """A page of the site for a person, and a problem with this sentence for a program."""
    if not is_a_person(request):
        return Problem(HTTPStatus.BAD_REQUEST, sentence).answer()
    in_words: Callable[..., HttpResponseBase] = get_resolver().resolve_error_handler(400)
    return in_words(request, exception=exception)
