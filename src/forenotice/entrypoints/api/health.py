"""Whether the web process is alive, for whoever watches over it."""

from django.http import HttpRequest, JsonResponse

from forenotice import __version__


def healthz(_request: HttpRequest) -> JsonResponse:
    """An answer that needs no key and no database: the process lives and takes requests."""
    return JsonResponse({"status": "ok", "version": __version__})
