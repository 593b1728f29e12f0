"""The way to where a card is changed, made when the member presses the button and not before."""

from datetime import datetime
from http import HTTPStatus

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from forenotice.consent.links import Purpose
from forenotice.consent.queries import Holder
from forenotice.entrypoints.portal.answers import PRIVATE
from forenotice.entrypoints.portal.form_tokens import FIELD, Form, is_fresh
from forenotice.ledger.models import Subscription
from forenotice.sources.errors import SourcesError
from forenotice.sources.operations import make_card_page
from forenotice.sources.queries import card_page_sources

log = structlog.get_logger(__name__)

SUBSCRIPTION = "subscription"
"""The field of the button's form, with the number of the subscription whose card it is."""


def go_to_card(request: HttpRequest, holder: Holder, link: str, now: datetime) -> HttpResponse | None:
    """Lead to the page of the card's own system; None if it cannot be had now."""
    number = str(request.POST.get(SUBSCRIPTION, ""))
    is_ours = is_fresh(Form.UPDATE, link, str(request.POST.get(FIELD, "")), now=now)
    if holder.is_rehearsal or not is_ours or not number.isdecimal() or len(number) > len(str(2**62)):
        return None
    us = holder.organization
    rows = Subscription.objects.filter(organization=us, member=holder.member, pk=int(number))
    found = rows.first()
    if found is None or found.source not in card_page_sources(us):
        return None
    try:
        address = make_card_page(
            organization=us,
            source_key=found.source,
            external_id=found.external_id,
            # Back to the very link they came by: a new one would hold longer, again and again.
            return_address=f"{settings.FORENOTICE_BASE_URL}/{Purpose.PORTAL}/{link}",
            now=now,
        )
    except SourcesError as error:
        log.warning("card_page_failed", source=found.source, kind=type(error).__name__)
        return None
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={**PRIVATE, "Location": address})
