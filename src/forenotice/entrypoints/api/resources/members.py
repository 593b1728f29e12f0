"""Members: who owes and decides."""

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.problems import not_found
from forenotice.entrypoints.api.pushing import Rows, Source, Taken, push_many, push_one
from forenotice.entrypoints.api.resources.details import Address, Texts, address_of, texts_of
from forenotice.entrypoints.api.shapes import RowId
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.models import Member
from forenotice.ledger.queries import member_rows
from forenotice.sources.operations import API
from forenotice.sources.push.documents import MemberDocument
from forenotice.sources.states import About

router = Router(tags=["members"])


class SubscriptionNamed(BaseModel):
    """A subscription by its names."""

    id: int
    external_id: str


class MemberShown(BaseModel):
    """A member as their source told of them."""

    id: int = Field(description="Our own number.")
    external_id: str
    source: str
    email: str
    first_name: str
    last_name: str
    locale: str
    zone: str
    country: str
    joined_on: date | None
    phone: str
    username: str
    status: str
    contacts: list[str]
    billing: Address | None
    shipping: Address | None
    custom: Texts
    subscriptions: list[SubscriptionNamed]


class Members(BaseModel):
    """Many members."""

    model_config = ConfigDict(extra="forbid")

    members: Rows


@router.get("", response=Page[MemberShown])
def list_members(
    request: Visit,
    external_id: Annotated[str, Query(max_length=200)] = "",
    email: Annotated[str, Query(max_length=254)] = "",
    source: Annotated[str, Query(max_length=64)] = "",
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[MemberShown]:
    """The members, all or those with an id or an address."""
    rows = member_rows(request.auth.organization, external_id=external_id, email=email, source=source)
    return page_of(rows, lambda found: [_shown(row) for row in found], request, limit=limit, cursor=cursor)


@router.put("", response={200: MemberShown, 201: MemberShown})
def put_member(
    request: Visit,
    body: MemberDocument,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Status[MemberShown]:
    """Create a member, or replace what was told of them; their ``external_id`` says who it is."""
    number, is_new = push_one(request, About.MEMBERS, source)
    return Status(HTTPStatus.CREATED if is_new else HTTPStatus.OK, _shown(_row(request, number)))


@router.post("/bulk", response=Taken)
def put_members(
    request: Visit,
    body: Members,  # noqa: ARG001  # It is for the document, and checks the form.
    source: Source = API,
) -> Taken:
    """The same for up to 1,000 members, with a result for each; bad rows do not stop the good ones."""
    return push_many(request, About.MEMBERS, source)


@router.get("/{member_id}", response=MemberShown)
def read_member(request: Visit, member_id: RowId) -> MemberShown:
    """One member, with the ids of their subscriptions."""
    return _shown(_row(request, member_id))


def _row(request: Visit, number: int) -> Member:
    found = member_rows(request.auth.organization).filter(pk=number).first()
    if found is None:
        raise not_found("member")
    return found


def _shown(row: Member) -> MemberShown:
    details: dict[str, Any] = row.details
    return MemberShown(
        id=row.pk,
        external_id=row.external_id,
        source=row.source,
        email=row.email,
        first_name=row.first_name,
        last_name=row.last_name,
        locale=row.locale,
        zone=row.zone,
        country=row.country,
        joined_on=row.joined_on,
        phone=str(details.get("phone") or ""),
        username=str(details.get("username") or ""),
        status=str(details.get("status") or ""),
        contacts=[str(each) for each in details.get("contacts") or ()],
        billing=address_of(details.get("billing")),
        shipping=address_of(details.get("shipping")),
        custom=texts_of(details.get("custom")),
        subscriptions=[
            SubscriptionNamed(id=each.pk, external_id=each.external_id) for each in row.subscriptions.all()
        ],
    )
