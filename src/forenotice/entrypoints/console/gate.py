"""What surrounds every page of the console: its language, and headers that keep it private."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.translation import get_supported_language_variant

from forenotice.entrypoints.console.returning import remember_person

Answer = Callable[[HttpRequest], HttpResponseBase]

# Nothing stands inside a page: no script, no style. Pictures are our own, QR codes come as data.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
PRIVATE = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_PLACES = ("/console/", "/account/", "/start/")


def is_ours(path: str) -> bool:
    """Whether a page of the console is asked for."""
    return path == "/" or path.startswith(_PLACES)


def gate(answer: Answer) -> Answer:
    """Django calls this once, with the rest of the site, for every request to go through."""

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if not is_ours(request.path_info):
            return answer(request)
        with translation.override(language_for(request)):
            response = answer(request)
            # A page that is drawn late would be drawn in another language.
            if isinstance(response, HttpResponse) and hasattr(response, "render"):
                response = response.render()
        remember_person(request, response)
        for name, value in PRIVATE.items():
            response.headers.setdefault(name, value)
        if settings.FORENOTICE_BASE_URL.startswith("https:"):
            # Browsers take it only over https, and never ask otherwise for a year.
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        response.headers.setdefault("Content-Language", language_for(request))
        return response

    return guarded


def language_for(request: HttpRequest) -> str:
    """The person's own choice, else the best that their browser asks for and we have."""
    user = getattr(request, "user", None)
    chosen = str(getattr(user, "language", "") or "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    for wanted in _accepted(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def _accepted(header: str) -> list[str]:
    parts = (part.partition(";q=") for part in header[:500].split(","))
    weighed = [(_weight(weight), name.strip().lower()) for name, _, weight in parts if name.strip()]
    return [name for _, name in sorted(weighed, key=lambda each: -each[0])]


def _weight(written: str) -> float:
    try:
        return float(written or 1)
    except ValueError:
        return 0.0
