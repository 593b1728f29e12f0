"""What a person sees when there is nothing at an address, or something of ours broke."""

from http import HTTPStatus

from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils import translation

from forenotice.entrypoints.console.gate import PRIVATE, language_for
from forenotice.entrypoints.console.returning import offer_again


def nothing_here(request: HttpRequest) -> HttpResponse:
    """There is no such page, or not for this person; wherever they looked for it."""
    is_nowhere = request.resolver_match is None and request.method in ("GET", "HEAD")
    if is_nowhere and is_valid_path(f"{request.path_info}/"):
        # Typed, or cut off where it was copied.
        return redirect(request.get_full_path(force_append_slash=True))
    return _told(request, "frame/nothing.html", "", HTTPStatus.NOT_FOUND)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not a request that our pages make, or one with too much in it."""
    if isinstance(exception, RequestDataTooBig):
        return _told(request, "frame/broken.html", "size", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if isinstance(exception, DisallowedHost):
        return _told(request, "frame/broken.html", "host", HTTPStatus.BAD_REQUEST)
    return _told(request, "frame/broken.html", "request", HTTPStatus.BAD_REQUEST)


def _told(request: HttpRequest, template: str, fault: str, status: HTTPStatus) -> HttpResponse:
    """A page for whoever has not come as far as our gate."""
    with translation.override(language_for(request)):
        host = request.headers.get("Host", "")
        shown = {"fault": fault, "host": host, "setting": f"FORENOTICE_BASE_URL={request.scheme}://{host}"}
        response = render(request, template, shown, status=status)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    response.headers["Content-Language"] = language_for(request)
    return response


def broken_down(request: HttpRequest, *, is_away: bool) -> HttpResponse:
    """Something of ours failed, and the log tells what; or the database is away."""
    if is_away:
        response = _told(request, "frame/broken.html", "away", HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = "30"
        return response
    return render(request, "frame/broken.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that its page gave it: usually a page that was open for very long."""
    del reason
    return offer_again(request) or render(request, "frame/forged.html", status=HTTPStatus.FORBIDDEN)
