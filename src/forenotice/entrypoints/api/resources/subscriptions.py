"""Subscriptions: read, and told of."""

from http import HTTPStatus
from typing import Annotated

from ninja import Query, Router, Status

from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.pushing import Rows, Source, Taken, push_many, push_one
from forenotice.entrypoints.api.resources.one_subscription import subscription_shown
from forenotice.entrypoints.api.resources.subscription_shown import SubscriptionShown, show_subscription
from forenotice.entrypoints.api.shapes import Given, Since
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.queries import subscription_rows
from forenotice.ledger.states import Standing
from forenotice.sources.operations import API
from forenotice.sources.push.documents import SubscriptionDocument
from forenotice.sources.states import About

router = Router(tags=["subscriptions"])


class Subscriptions(Given):
    """Many subscriptions."""

    subscriptions: Rows


@router.get("", response=Page[SubscriptionShown])
def list_subscriptions(
    request: Visit,
    external_id: Annotated[str, Query(max_length=200)] = "",
    email: Annotated[str, Query(max_length=254, description="The member's.")] = "",
    source: Annotated[str, Query(max_length=64)] = "",
    standing: Standing | None = None,
    product: Annotated[str, Query(max_length=200, description="The id its source gave it.")] = "",
    changed_since: Since = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[SubscriptionShown]:
    """The subscriptions, all or those that fit, each with its open due dates."""
    rows = subscription_rows(
        request.auth.organization,
        external_id=external_id,
        email=email,
        source=source,
        standing=standing or "",
        product=product,
        changed_since=changed_since,
    )
    return page_of(
        rows, lambda found: [show_subscription(row) for row in found], request, limit=limit, cursor=cursor
    )


@router.put("", response={200: SubscriptionShown, 201: SubscriptionShown})
def put_subscription(
    request: Visit,
    body: SubscriptionDocument,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Status[SubscriptionShown]:
    """Create a subscription, or replace what was told of it; its ``external_id`` says which it is."""
    number, is_new = push_one(request, About.SUBSCRIPTIONS, source)
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, subscription_shown(request, number))


@router.post("/bulk", response=Taken)
def put_subscriptions(
    request: Visit,
    body: Subscriptions,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Taken:
    """The same for up to 1,000 subscriptions, with a result for each; bad rows do not stop the good ones."""
    return push_many(request, About.SUBSCRIPTIONS, source)
