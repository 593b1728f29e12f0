"""Webhook endpoints: where a program hears of reminders, signed by Standard Webhooks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Status
from pydantic import BaseModel, Field

from forenotice.channels.models import Channel
from forenotice.channels.operations import (
    OVERLAP,
    change_endpoint,
    create_endpoint,
    retire,
    rotate_secret,
    switch_off,
    switch_on,
    try_endpoint,
)
from forenotice.channels.queries import channel_by_id, channel_rows
from forenotice.channels.states import DISABLED_SENTENCES, Disabled, Kind
from forenotice.dispatcher.queries import channel_failures, sample_payload
from forenotice.engine.host import standing
from forenotice.entrypoints.api.forms import speaks_outside
from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.problems import Problem
from forenotice.entrypoints.api.shapes import Given, RowId, Whole
from forenotice.entrypoints.api.visitors import Visit
from forenotice.kernel.message import Outcome
from forenotice.kernel.payload import PayloadType
from forenotice.ledger.states import Kind as DueKind

router = Router(tags=["endpoints"])

Address = Annotated[
    str, Field(min_length=1, max_length=2000, examples=["https://crm.example.com/hooks/forenotice"])
]
Products = Annotated[list[str], Field(max_length=500, description="Ids or names of products; empty for all.")]
Kinds = Annotated[list[DueKind], Field(max_length=5, description="Kinds of due date; empty for all.")]
Events = Annotated[list[PayloadType], Field(max_length=2, description="What it is told; empty for all.")]


class EndpointGiven(Given):
    """An endpoint as it shall be."""

    url: Address
    events: Events = []
    kinds: Kinds = []
    products: Products = []
    headers: dict[str, str] = Field(default={}, max_length=20, description="Sent along; not for secrets.")
    secret_headers: dict[str, str] = Field(
        default={}, max_length=20, description="Sent along, sealed and never shown. Empty takes one away."
    )
    form: str = Field(default="standard", description="standard, or membermouse for scripts made for it.")
    connections: Whole = Field(default=8, ge=1, le=64, description="Requests at a time.")
    timeout_seconds: Whole = Field(default=15, ge=1, le=30)

    def settings(self) -> dict[str, Any]:
        """What differs from the defaults, as a blueprint would say it."""
        return self.model_dump(
            mode="json", exclude_defaults=True, exclude={"secret_headers", "key", "secret"}
        )


class NewEndpoint(EndpointGiven):
    """An endpoint to be made."""

    key: str = Field(
        default="", max_length=64, pattern=r"^([a-z0-9][a-z0-9-]*)?$", description="What steps call it."
    )
    secret: str = Field(default="", max_length=200, description="whsec_...; left out, one is made.")


class EndpointShown(BaseModel):
    """An endpoint as it is."""

    id: int
    key: str = Field(description="What steps call it.")
    url: str
    events: list[PayloadType]
    kinds: list[DueKind]
    products: list[str]
    headers: dict[str, str]
    form: str
    connections: int
    timeout_seconds: int
    is_enabled: bool
    disabled_at: datetime | None
    disabled_reason: Disabled | None
    sentence: str = Field(description="Why it is disabled; empty otherwise.")
    failing_since: datetime | None = Field(description="Since when every try fails.")
    created_at: datetime
    changed_at: datetime


class EndpointMade(EndpointShown):
    """An endpoint just made."""

    secret: str | None = Field(description="Shown this once. Null for one that you gave, or that needs none.")
    remarks: list[str]


class SecretGiven(Given):
    """Which secret comes next."""

    secret: str = Field(default="", max_length=200, description="whsec_...; left out, one is made.")
    overlap_hours: Whole = Field(
        default=int(OVERLAP / timedelta(hours=1)), ge=0, le=168, description="How long the old one signs too."
    )


class SecretShown(BaseModel):
    """The secret in force from now on."""

    secret: str = Field(description="Shown this once.")


class TestGiven(Given):
    """What to send."""

    type: PayloadType = PayloadType.DUE


class TestResult(BaseModel):
    """What the endpoint answered to a sample."""

    outcome: Outcome
    code: str
    detail: str
    message_id: str = Field(description="The webhook-id that was sent.")


@router.get("", response=Page[EndpointShown])
def list_endpoints(request: Visit, limit: Limit = USUAL, cursor: Cursor = "") -> Page[EndpointShown]:
    """Every endpoint, also those that a blueprint declared."""
    rows = channel_rows(request.auth.organization, Kind.WEBHOOK)

    def show(page: Sequence[Channel]) -> list[EndpointShown]:
        failing = _failing(request)
        return [_shown(channel, failing) for channel in page]

    return page_of(rows, show, request, limit=limit, cursor=cursor)


@router.post("", response={201: EndpointMade})
def create_webhook_endpoint(
    request: Visit, response: HttpResponse, body: NewEndpoint
) -> Status[EndpointMade]:
    """Make an endpoint. A step of a rule speaks to it by its key."""
    visitor = request.auth
    made = create_endpoint(
        organization=visitor.organization,
        settings=body.settings(),
        key=body.key,
        secret=body.secret,
        secret_headers=body.secret_headers,
        actor=visitor.actor,
        now=visitor.now,
    )
    response["Location"] = f"{request.path}/{made.channel.pk}"
    shown = _shown(made.channel, {}).model_dump()
    return Status(
        HTTPStatus.CREATED, EndpointMade(**shown, secret=made.secret or None, remarks=list(made.remarks))
    )


@router.get("/{endpoint_id}", response=EndpointShown)
def read_endpoint(request: Visit, endpoint_id: RowId) -> EndpointShown:
    """One endpoint."""
    return _shown(_channel(request, endpoint_id), _failing(request))


@router.put("/{endpoint_id}", response=EndpointShown)
def change_webhook_endpoint(request: Visit, endpoint_id: RowId, body: EndpointGiven) -> EndpointShown:
    """Let an endpoint be as given, whole. Its secret and its secret headers stay."""
    visitor, channel = request.auth, _channel(request, endpoint_id)
    # Which files the host trusts is its operator's affair, said in a blueprint.
    kept = {name: channel.settings[name] for name in ("ca_file",) if name in channel.settings}
    change_endpoint(
        organization=visitor.organization,
        key=channel.key,
        settings=body.settings() | kept,
        secret_headers=body.secret_headers,
        actor=visitor.actor,
        now=visitor.now,
    )
    return read_endpoint(request, endpoint_id)


@router.delete("/{endpoint_id}", response={204: None})
def delete_endpoint(request: Visit, endpoint_id: RowId) -> Status[None]:
    """Take an endpoint out for good. Its deliveries stay, and its key can be used again."""
    visitor, key = request.auth, _channel(request, endpoint_id).key
    retire(organization=visitor.organization, key=key, actor=visitor.actor, now=visitor.now)
    return Status(HTTPStatus.NO_CONTENT, None)


@router.post("/{endpoint_id}/rotate-secret", response=SecretShown)
def rotate_endpoint_secret(request: Visit, endpoint_id: RowId, body: SecretGiven) -> SecretShown:
    """Sign with another secret from now on, and for a while with the one before as well."""
    visitor = request.auth
    secret = rotate_secret(
        organization=visitor.organization,
        key=_channel(request, endpoint_id).key,
        secret=body.secret,
        overlap=timedelta(hours=body.overlap_hours),
        actor=visitor.actor,
        now=visitor.now,
    )
    return SecretShown(secret=secret)


@router.post("/{endpoint_id}/disable", response=EndpointShown)
def disable_endpoint(request: Visit, endpoint_id: RowId) -> EndpointShown:
    """Tell it nothing until it is enabled again; what waits for it is given up."""
    visitor, key = request.auth, _channel(request, endpoint_id).key
    switch_off(
        organization=visitor.organization,
        key=key,
        reason=Disabled.OWNER,
        actor=visitor.actor,
        now=visitor.now,
    )
    return read_endpoint(request, endpoint_id)


@router.post("/{endpoint_id}/enable", response=EndpointShown)
def enable_endpoint(request: Visit, endpoint_id: RowId) -> EndpointShown:
    """Tell it again what comes from now on. What it missed can be replayed."""
    visitor, key = request.auth, _channel(request, endpoint_id).key
    switch_on(organization=visitor.organization, key=key, actor=visitor.actor, now=visitor.now)
    return read_endpoint(request, endpoint_id)


@router.post("/{endpoint_id}/test", response=TestResult)
@speaks_outside
def test_endpoint(request: Visit, endpoint_id: RowId, body: TestGiven) -> TestResult:
    """Send it a made-up member's reminder now, marked as a rehearsal, and say what it answered."""
    visitor, channel = request.auth, _channel(request, endpoint_id)
    if standing().is_held:
        raise Problem(HTTPStatus.CONFLICT, "Sending is held on this host, tests too. See: forenotice resume")
    payload = sample_payload(visitor.organization, channel, body.type, visitor.now)
    receipt = try_endpoint(
        organization=visitor.organization,
        key=channel.key,
        payload=payload,
        actor=visitor.actor,
        now=visitor.now,
    )
    return TestResult(
        outcome=receipt.outcome, code=receipt.code, detail=receipt.detail, message_id=payload.message_id
    )


def _channel(request: Visit, endpoint_id: int) -> Channel:
    return channel_by_id(request.auth.organization, Kind.WEBHOOK, endpoint_id)


def _failing(request: Visit) -> dict[int, datetime]:
    """Since when each channel fails for everybody."""
    return {each.channel_id: each.failing_since for each in channel_failures(request.auth.organization)}


def _shown(channel: Channel, failing: dict[int, datetime]) -> EndpointShown:
    reason = Disabled(channel.disabled_reason) if channel.disabled_reason else None
    kept = EndpointGiven.model_construct(**channel.settings)
    return EndpointShown(
        id=channel.pk,
        key=channel.key,
        is_enabled=channel.disabled_at is None,
        disabled_at=channel.disabled_at,
        disabled_reason=reason,
        sentence=DISABLED_SENTENCES[reason] if reason else "",
        failing_since=failing.get(channel.pk),
        created_at=channel.created_at,
        changed_at=channel.changed_at,
        **{name: getattr(kept, name) for name in EndpointGiven.model_fields if name != "secret_headers"},
    )
