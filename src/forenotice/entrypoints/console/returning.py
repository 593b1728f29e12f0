"""Nothing that a person typed is lost when they were signed out meanwhile.

What was sent without being signed in waits in the session that is not anybody's yet. Signing in keeps that
session, and the next page offers to send it again, to nobody but the person who was signed in before. The
same holds for a page that was drawn before somebody signed in again in another window. Files and secrets do
not wait: browsers and people give them anew.
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

_KEPT, _AFTER_ANOTHER = "kept_form", "after_another"
# A browser knows for so long who was signed in last, and what was typed waits for so long, in seconds.
_WAS_HERE, _KNOWN_FOR, _WAITS_FOR = "forenotice_person", 30 * 86_400, 86_400
# The key of a step or of an endpoint is no secret: without it, another one would be made in its place.
_SECRET = re.compile(r"(password|(^|[_-])(secret|token)|(api|consumer|access)_key)\d?$", re.IGNORECASE)


class KeptForm(TypedDict):
    """What was to be sent, whose words these are, and where to."""

    of: str
    path: str
    fields: list[tuple[str, str]]
    left_out: bool
    page_was_old: bool


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the page for signing in, and back to where the person was or to what they had typed."""
    back = _page_behind(request)
    if request.method == "POST":
        of = _was_here(request)
        # Whoever was never signed in here has typed nothing that could be lost.
        if of and not _is_in_a_frame(request):
            _keep(request, back, of)
            request.session.set_expiry(_WAITS_FOR)
        back = reverse("console:continue")
    return _lead_to(request, f"{reverse('account_login')}?{urlencode({'next': back})}")


def offer_again(request: HttpRequest) -> HttpResponse | None:
    """Keep what was sent from a page of ours that is too old, and lead to where it can be sent by a click.

    Nothing is kept of what comes from elsewhere, nor where somebody else was signed in just before: it may be
    theirs.
    """
    path = _page_behind(request)
    if _is_in_a_frame(request) or not (_is_from_here(request) and _is_ours(path)):
        return None
    if not isinstance(request.user, User):
        return ask_to_sign_in(request)
    if request.session.get(_AFTER_ANOTHER):
        return None
    _keep(request, path, str(request.user.pk), page_was_old=True)
    return _lead_to(request, reverse("console:continue"))


def note_who_comes(request: HttpRequest, user: User) -> None:
    """Remember for this session whether somebody else was in this browser before, whose pages may be open."""
    if _was_here(request) not in ("", str(user.pk)):
        request.session[_AFTER_ANOTHER] = True


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


def _page_behind(request: HttpRequest) -> str:
    """The path of the page that something was asked from: a piece of a page is no place to come back to."""
    if request.headers.get("HX-Request"):
        return _path_of(request.headers.get("HX-Current-URL", "")) or reverse("console:enter")
    return request.get_full_path()


def _lead_to(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": address})
    return redirect(address)


def _is_in_a_frame(request: HttpRequest) -> bool:
    """Whether a page of ours only shows what is being typed on it."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser itself says that a page of ours sent this, and not one of somebody else."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    site, origin, referer = (request.headers.get(name) for name in ("Sec-Fetch-Site", "Origin", "Referer"))
    told = [site == "same-origin"] if site else []
    told += [origin in ours] if origin else []
    told += ["/".join(referer.split("/")[:3]) in ours] if referer else []
    return bool(told) and all(told)


def _path_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = urlunsplit(("", "", parts.path, parts.query, ""))
    return path if _is_ours(path) else ""


def _keep(request: HttpRequest, path: str, of: str, *, page_was_old: bool = False) -> None:
    """Keep what was sent, to be sent to the page of that path: no piece of it can show what was typed."""
    given = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    given = [each for each in given if each[0] != "csrfmiddlewaretoken"]
    fields = [each for each in given if not is_secret(each[0])]
    left_out = bool(request.FILES) or len(fields) < len(given)
    request.session[_KEPT] = KeptForm(
        of=of, path=path, fields=fields, left_out=left_out, page_was_old=page_was_old
    )


def _is_ours(path: str) -> bool:
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return False
    return found.namespace.startswith("console") or found.url_name == "account_self"
