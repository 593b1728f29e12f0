"""Nothing that a person typed is lost when they were signed out meanwhile.

What was sent without being signed in waits in the session that is not anybody's yet. Signing in keeps that
session, and the next page offers to send it again, to nobody but the person who was signed in before. Files
and secrets do not wait: browsers and people give them anew.
"""

import re
from http import HTTPStatus
from typing import Any, TypedDict
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from forenotice.accounts.models import User

_KEPT = "kept_form"
# A browser knows for so long who was signed in last, and what was typed waits for so long, in seconds.
_WAS_HERE, _KNOWN_FOR, _WAITS_FOR = "forenotice_person", 30 * 86_400, 86_400
# A long message with its translations is a tenth of this.
_MOST_CHARACTERS = 400_000
# The key of a step or of an endpoint is no secret: without it, another one would be made in its place.
_SECRET = re.compile(r"(password|(^|[_-])(secret|token)|(api|consumer|access)_key)\d?$", re.IGNORECASE)


class KeptForm(TypedDict):
    """What was to be sent, whose words these are, and where to."""

    of: str
    path: str
    fields: list[tuple[str, str]]
    left_out: bool


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the page for signing in, and back to where the person was or to what they had typed."""
    back = request.get_full_path()
    if request.headers.get("HX-Request"):
        # A piece of a page is no place to come back to.
        back = _path_of(request.headers.get("HX-Current-URL", "")) or reverse("console:enter")
    if request.method == "POST":
        _keep(request, back)
        back = reverse("console:continue")
    address = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": address})
    return redirect(address)


@login_required
def continue_page(request: HttpRequest) -> HttpResponse:
    """Show that nothing is lost, and send it on one click."""
    kept: KeptForm | None = request.session.pop(_KEPT, None)
    if request.session.get_expiry_age() == _WAITS_FOR:
        # That was for words without a person.
        request.session.set_expiry(None)
    if kept is None or kept["of"] != str(request.user.pk) or not _is_ours(kept["path"]):
        return redirect("console:enter")
    # It stays until it is sent, so that a reload loses nothing either.
    request.session[_KEPT] = kept
    shown: dict[str, Any] = {"kept": kept, "readable": [each for each in kept["fields"] if len(each[1]) > 1]}
    return render(request, "frame/continue.html", shown)


def remember_person(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser know who was signed in last, past the end of their session."""
    user = getattr(request, "user", None)
    if "Cache-Control" in response.headers:
        # It may be kept somewhere on the way, and handed to somebody else.
        return
    if isinstance(user, User) and _was_here(request) != str(user.pk):
        response.set_signed_cookie(
            _WAS_HERE,
            str(user.pk),
            salt=_WAS_HERE,
            max_age=_KNOWN_FOR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _was_here(request: HttpRequest) -> str:
    return request.get_signed_cookie(_WAS_HERE, "", salt=_WAS_HERE, max_age=_KNOWN_FOR) or ""


def is_secret(name: str) -> bool:
    """Whether a field of that name asks for something that must not wait anywhere."""
    return _SECRET.search(name) is not None


def forget_kept(request: HttpRequest) -> None:
    """What waited was sent, if this is it."""
    kept: KeptForm | None = request.session.get(_KEPT)
    if kept is not None and kept["path"] == request.get_full_path():
        del request.session[_KEPT]


def _path_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = urlunsplit(("", "", parts.path, parts.query, ""))
    return path if _is_ours(path) else ""


def _keep(request: HttpRequest, path: str) -> None:
    """Keep what was sent, to be sent to the page of that path: no piece of it can show what was typed."""
    given = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    given = [each for each in given if each[0] != "csrfmiddlewaretoken"]
    fields = [each for each in given if not is_secret(each[0])]
    of = _was_here(request)
    # Whoever was never signed in here has typed nothing that could be lost.
    if not of or sum(len(name) + len(value) for name, value in fields) > _MOST_CHARACTERS:
        return
    left_out = bool(request.FILES) or len(fields) < len(given)
    request.session[_KEPT] = KeptForm(of=of, path=path, fields=fields, left_out=left_out)
    request.session.set_expiry(_WAITS_FOR)


def _is_ours(path: str) -> bool:
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return False
    return found.namespace.startswith("console") or found.url_name == "account_self"
