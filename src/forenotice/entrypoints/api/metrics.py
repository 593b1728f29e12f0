"""Figures in the words of Prometheus, for this computer or for whoever shows the token."""

import hmac
import ipaddress
from collections.abc import Iterable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from forenotice.engine.watching import Figure, figures
from forenotice.entrypoints.api.clock import current_time
from forenotice.entrypoints.api.problems import Problem

_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of the whole instance; nothing in them is about any member."""
    if not _may_see(request):
        sentence = "Ask from this computer itself, or set FORENOTICE_METRICS_TOKEN and show it as a bearer."
        return Problem(HTTPStatus.FORBIDDEN, sentence).answer()
    return HttpResponse(in_words(figures(now=current_time())), content_type="text/plain; version=0.0.4")


def in_words(found: Iterable[Figure]) -> str:
    """The text that Prometheus reads; figures of one name follow each other."""
    lines, before = [], ""
    for figure in found:
        if figure.name != before:
            before = figure.name
            lines.append(f"# HELP {figure.name} {figure.sentence}")
            lines.append(f"# TYPE {figure.name} {'counter' if figure.is_counter else 'gauge'}")
        labels = ",".join(f'{name}="{_quoted(value)}"' for name, value in figure.labels)
        lines.append(f"{figure.name}{f'{{{labels}}}' if labels else ''} {figure.value:.15g}")
    return "".join(f"{line}\n" for line in lines)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _may_see(request: HttpRequest) -> bool:
    token: str = settings.FORENOTICE_METRICS_TOKEN
    if token:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    # A web server in front of us asks from this computer too, on behalf of whoever asked it.
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
