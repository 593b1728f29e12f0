"""Where the systems behind sources tell that something changed."""

from datetime import UTC, datetime
from http import HTTPStatus

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from forenotice.engine.operations import ask_for_pulse
from forenotice.sources.errors import ForgedError, SourcesError
from forenotice.sources.operations import hear

_LARGEST = 2**20

log = structlog.get_logger(__name__)


@require_POST
@csrf_exempt
def hear_source(request: HttpRequest, organization: str, source: str) -> HttpResponse:
    """Keep what a source tells, and let the pulse look soon; nothing is asked of anybody meanwhile.

    Whoever does not sign learns nothing, not even whether there is such a source.
    """
    body = request.body
    if len(body) > _LARGEST:
        return JsonResponse({"heard": False}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        is_new = hear(
            organization_key=organization,
            source_key=source,
            body=body,
            headers=headers,
            now=datetime.now(UTC),
        )
    except ForgedError as error:
        log.warning("hook_not_believed", source=source, reason=str(error))
        return JsonResponse({"heard": False}, status=HTTPStatus.BAD_REQUEST)
    except SourcesError as error:
        # It is set up wrongly here; the system tries again later.
        log.error("hook_not_heard", source=source, reason=str(error))
        return JsonResponse({"heard": False}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if is_new:
        ask_for_pulse()
    return JsonResponse({"heard": True})
