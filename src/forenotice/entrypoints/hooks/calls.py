"""The address at which a provider of mail tells what became of messages: one for each channel."""

from datetime import UTC, datetime
from http import HTTPStatus

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Organization
from forenotice.channels.errors import ChannelError
from forenotice.channels.models import Channel
from forenotice.channels.queries import channel_rows, news_told_to
from forenotice.channels.states import Kind
from forenotice.dispatcher.operations import hear

log = structlog.get_logger(__name__)


@csrf_exempt
def hear_provider(request: HttpRequest, organization: str, channel: str) -> HttpResponse:
    """Take in what a provider tells; whoever proves nothing does not even learn which channels there are."""
    if request.method == "HEAD":
        # Some providers ask so whether there is anybody, before they know any secret.
        return HttpResponse()
    if request.method != "POST":
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "HEAD, POST"})
    if "Authorization" not in request.headers and _asks_first(request):
        return _who_are_you()
    found = _channel(organization, channel)
    if found is None:
        return _nobody()
    now = datetime.now(UTC)
    try:
        news, garbled = news_told_to(found, request, now)
    except (ChannelError, AccountsError) as error:
        log.warning("call_refused", channel=channel, reason=str(error))
        return _nobody()
    if garbled:
        log.warning("call_garbled_in_part", channel=channel, events=garbled)
    heard = hear(organization=found.organization, news=news, now=now)
    log.info("call_heard", channel=channel, told=len(news), new=heard.new)
    return HttpResponse()


def _channel(organization: str, key: str) -> Channel | None:
    owner = Organization.objects.filter(key=organization).first()
    if owner is None:
        return None
    return channel_rows(owner, Kind.ANYMAIL).filter(key=key).select_related("organization").first()


def _asks_first(request: HttpRequest) -> bool:
    """Amazon signs in only once it was asked to."""
    return "x-amz-sns-message-type" in request.headers


def _who_are_you() -> HttpResponse:
    headers = {"WWW-Authenticate": 'Basic realm="forenotice"'}
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers=headers)


def _nobody() -> HttpResponse:
    return HttpResponse("Nothing was understood.", status=HTTPStatus.NOT_FOUND, content_type="text/plain")
