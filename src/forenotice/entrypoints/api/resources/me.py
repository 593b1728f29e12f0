"""Whose key this is: what a program asks first."""

from ninja import Router
from pydantic import BaseModel

from forenotice.accounts.states import Mode, Scope
from forenotice.entrypoints.api.visitors import Visit

router = Router(tags=["me"])


class OrganizationShown(BaseModel):
    """The organization that a key belongs to."""

    key: str
    name: str
    mode: Mode


class KeyShown(BaseModel):
    """A key, without its secret."""

    name: str
    scopes: list[Scope]


class Me(BaseModel):
    """Who is asking, and for whom."""

    organization: OrganizationShown
    key: KeyShown


@router.get("", response=Me)
def read_me(request: Visit) -> Me:
    """Whose key this is, and what it opens."""
    organization, key = request.auth.organization, request.auth.key
    return Me(
        organization=OrganizationShown(
            key=organization.key, name=organization.name, mode=Mode(organization.mode)
        ),
        key=KeyShown(name=key.name, scopes=key.scopes),
    )
