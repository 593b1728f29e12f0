"""REST hooks as Zapier has them: a Zap subscribes when it is switched on, and unsubscribes when it is off."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Status
from pydantic import BaseModel, Field

from forenotice.accounts.states import Scope
from forenotice.channels.models import Channel
from forenotice.channels.operations import create_endpoint, retire
from forenotice.channels.queries import channel_by_id, channel_rows
from forenotice.channels.states import Kind
from forenotice.composer.payload.shape import DuePayload, WithdrawnPayload
from forenotice.dispatcher.queries import recent_bodies, sample_body
from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.shapes import Given, RowId
from forenotice.entrypoints.api.visitors import Key, Visit
from forenotice.kernel.payload import PayloadType
from forenotice.ledger.states import Kind as DueKind

router = Router(tags=["hooks"], auth=Key(Scope.HOOKS))

OfType = Annotated[PayloadType, Query(alias="type", description="What the hook tells.")]
OfKinds = Annotated[list[DueKind], Query(alias="kind", description="Only these kinds of due date.")]
OfProducts = Annotated[list[str], Query(alias="product", description="Only products of these ids or names.")]
Told = DuePayload | WithdrawnPayload


class HookGiven(Given):
    """Where to send what."""

    target_url: str = Field(
        min_length=1, max_length=2000, examples=["https://hooks.zapier.com/hooks/standard/1/2/"]
    )
    type: PayloadType = PayloadType.DUE
    kinds: list[DueKind] = Field(default=[], max_length=5, description="Kinds of due date; empty for all.")
    products: list[str] = Field(
        default=[], max_length=500, description="Ids or names of products; empty for all."
    )

    def settings(self) -> dict[str, Any]:
        """The same as a channel's settings."""
        asked = self.model_dump(mode="json", include={"kinds", "products"})
        wanted = {name: words for name, words in asked.items() if words}
        return {"url": self.target_url, "events": [self.type.value], **wanted}


class HookShown(BaseModel):
    """A hook as it is."""

    id: int
    key: str
    target_url: str
    type: PayloadType
    kinds: list[DueKind]
    products: list[str]
    created_at: datetime


@router.post("", response={201: HookShown})
def subscribe_hook(request: Visit, response: HttpResponse, body: HookGiven) -> Status[HookShown]:
    """Tell this address from now on. Every step that names the channel `zapier` speaks to it."""
    visitor = request.auth
    made = create_endpoint(
        organization=visitor.organization,
        kind=Kind.ZAPIER,
        settings=body.settings(),
        actor=visitor.actor,
        now=visitor.now,
    )
    response["Location"] = f"{request.path}/{made.channel.pk}"
    return Status(HTTPStatus.CREATED, _shown(made.channel))


@router.get("", response=Page[HookShown])
def list_hooks(request: Visit, limit: Limit = USUAL, cursor: Cursor = "") -> Page[HookShown]:
    """The hooks that are subscribed."""

    def show(page: Sequence[Channel]) -> list[HookShown]:
        return [_shown(channel) for channel in page]

    return page_of(
        channel_rows(request.auth.organization, Kind.ZAPIER), show, request, limit=limit, cursor=cursor
    )


@router.get("/recent", response=list[Told])
def list_recent(
    request: Visit,
    type: OfType = PayloadType.DUE,  # noqa: A002  # The parameter is called so.
    kind: OfKinds = [],  # noqa: B006  # ninja reads it and never changes it.
    product: OfProducts = [],  # noqa: B006
    limit: Limit = USUAL,
) -> HttpResponse:
    """What hooks would have been told lately, the newest first, in exactly their shape."""
    found = recent_bodies(
        request.auth.organization, type, kinds=kind, products=product, limit=limit, now=request.auth.now
    )
    return _raw(b"[" + b",".join(found) + b"]")


@router.get("/sample", response=Told)
def read_sample(
    request: Visit,
    type: OfType = PayloadType.DUE,  # noqa: A002  # The parameter is called so.
) -> HttpResponse:
    """What a hook is told of a made-up member."""
    return _raw(sample_body(request.auth.organization, type, request.auth.now))


@router.get("/{hook_id}", response=HookShown)
def read_hook(request: Visit, hook_id: RowId) -> HookShown:
    """One hook, and whether it is on."""
    return _shown(channel_by_id(request.auth.organization, Kind.ZAPIER, hook_id))


@router.delete("/{hook_id}", response={204: None})
def unsubscribe_hook(request: Visit, hook_id: RowId) -> Status[None]:
    """Tell it nothing any more."""
    visitor = request.auth
    channel = channel_by_id(visitor.organization, Kind.ZAPIER, hook_id)
    retire(organization=visitor.organization, key=channel.key, actor=visitor.actor, now=visitor.now)
    return Status(HTTPStatus.NO_CONTENT, None)


def _raw(body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _shown(channel: Channel) -> HookShown:
    asked = channel.settings
    return HookShown(
        id=channel.pk,
        key=channel.key,
        target_url=asked["url"],
        type=PayloadType(asked["events"][0]),
        kinds=asked.get("kinds", []),
        products=asked.get("products", []),
        created_at=channel.created_at,
    )
