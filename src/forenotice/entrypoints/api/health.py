"""Whether the web process is alive, and whether all is ready, for whoever watches over it."""

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse

from forenotice import __version__
from forenotice.engine.watching import readiness
from forenotice.entrypoints.api.clock import current_time


def healthz(_request: HttpRequest) -> JsonResponse:
    """An answer that needs no key and no database: the process lives and takes requests."""
    return JsonResponse({"status": "ok", "version": __version__})


def readyz(_request: HttpRequest) -> JsonResponse:
    """Needs no key: 200 when database, tables and pulse are well, else 503 with what is not."""
    found = readiness(now=current_time())
    words = {"status": "ready" if found.is_ready else "not ready", "version": __version__, **found.checks}
    return JsonResponse(words, status=HTTPStatus.OK if found.is_ready else HTTPStatus.SERVICE_UNAVAILABLE)
