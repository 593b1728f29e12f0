"""What a person sees when there is nothing at an address, or something of ours broke."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from forenotice.entrypoints.console.gate import PRIVATE, language_for


def nothing_here(request: HttpRequest) -> HttpResponse:
    """There is no such page, or not for this person; wherever they looked for it."""
    with translation.override(language_for(request)):
        response = render(request, "frame/nothing.html", status=HTTPStatus.NOT_FOUND)
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response


def not_understood(request: HttpRequest) -> HttpResponse:
    """Not a request that our pages make."""
    return render(request, "frame/broken.html", {"fault": "request"}, status=HTTPStatus.BAD_REQUEST)


def broken_down(request: HttpRequest) -> HttpResponse:
    """Something of ours failed; the log tells what."""
    return render(request, "frame/broken.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that its page gave it: usually a page that was open for very long."""
    del reason
    return render(request, "frame/forged.html", status=HTTPStatus.FORBIDDEN)
