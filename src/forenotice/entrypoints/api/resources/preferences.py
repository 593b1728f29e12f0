"""What a member wishes: no courtesies, sooner or later, another language or address."""

from datetime import datetime
from typing import Annotated

from ninja import Router
from pydantic import BaseModel, Field

from forenotice.consent.errors import ConsentError, UnfitAddressError, UnfitLeadError, UnfitLocaleError
from forenotice.consent.operations import set_preference
from forenotice.consent.queries import preference_of
from forenotice.entrypoints.api.problems import not_found, unprocessable
from forenotice.entrypoints.api.shapes import Flag, Given, RowId, Whole
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.models import Member
from forenotice.ledger.queries import member_rows

router = Router(tags=["members"])

_FIELDS: dict[type[ConsentError], str] = {
    UnfitAddressError: "address",
    UnfitLeadError: "lead_days",
    UnfitLocaleError: "locale",
}


class Preferences(BaseModel):
    """What a member wishes; null where they said nothing, and it is as the source or the rules say."""

    wants_courtesy: bool = Field(description="False: only what law or network demands is sent.")
    lead_days: int | None = Field(description="How many days before a payment they want to be reminded.")
    locale: str | None
    address: str | None = Field(description="Where to write to.")
    changed_at: datetime | None
    changed_by: str | None


class PreferencesGiven(Given):
    """What a member wishes; what is left out stays, and null ends a wish."""

    wants_courtesy: Flag | None = None
    lead_days: Annotated[Whole, Field(ge=1, le=365)] | None = Field(
        default=None, description="Within what the organization allows."
    )
    locale: str | None = Field(default=None, min_length=1, max_length=16, examples=["fr"])
    address: str | None = Field(default=None, min_length=1, max_length=254, examples=["ana@example.org"])


@router.get("/{member_id}/preferences", response=Preferences)
def read_preferences(request: Visit, member_id: RowId) -> Preferences:
    """What a member wishes."""
    return _shown(_member(request, member_id))


@router.patch("/{member_id}/preferences", response=Preferences)
def patch_preferences(request: Visit, member_id: RowId, body: PreferencesGiven) -> Preferences:
    """Write down what a member wishes, in their name."""
    member, said = _member(request, member_id), body.model_fields_set
    courtesy = True if body.wants_courtesy is None else body.wants_courtesy
    try:
        set_preference(
            organization=request.auth.organization,
            member=member,
            wants_courtesy=courtesy if "wants_courtesy" in said else None,
            lead_days=(body.lead_days or 0) if "lead_days" in said else None,
            locale=(body.locale or "") if "locale" in said else None,
            address=(body.address or "") if "address" in said else None,
            actor=request.auth.actor,
            now=request.auth.now,
        )
    except (UnfitAddressError, UnfitLeadError, UnfitLocaleError) as error:
        raise unprocessable(str(error), f"#/{_FIELDS[type(error)]}") from error
    return _shown(member)


def _member(request: Visit, number: int) -> Member:
    found = member_rows(request.auth.organization).filter(pk=number).first()
    if found is None:
        raise not_found("member")
    return found


def _shown(member: Member) -> Preferences:
    told = preference_of(member)
    return Preferences(
        wants_courtesy=told.wants_courtesy,
        lead_days=told.lead_days,
        locale=told.locale or None,
        address=told.address or None,
        changed_at=told.changed_at,
        changed_by=told.changed_by or None,
    )
