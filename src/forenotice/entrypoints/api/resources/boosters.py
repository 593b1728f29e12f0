"""Boosters: short pieces of added value, one of which a message may show."""

from typing import Annotated, Any

from ninja import Router, Status
from pydantic import BaseModel, ConfigDict, Field

from forenotice.blueprint.parts import Section, part_of, parts_of
from forenotice.composer.boosters.offers import BoosterKind
from forenotice.entrypoints.api.parts import Key, declare, put_away
from forenotice.entrypoints.api.problems import not_found
from forenotice.entrypoints.api.resources.messages import Locale
from forenotice.entrypoints.api.shapes import Given, Whole
from forenotice.entrypoints.api.visitors import Visit
from forenotice.sources.push.words import Day

router = Router(tags=["boosters"])

Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=500)]


class BoosterText(Given):
    """Its words in one language."""

    title: str = Field(max_length=200)
    words: str = Field(max_length=10_000)


class Booster(Given):
    """A booster, in the words of a blueprint."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    key: str = Field(default="", max_length=64, description="As in the address.")
    kind: BoosterKind
    products: Words = []
    countries: Words = []
    starts_on: Day | None = Field(default=None, alias="from")
    ends_on: Day | None = Field(default=None, alias="until", description="The last day.")
    weight: Whole = Field(default=1, ge=1, le=100)
    coupon: str = Field(default="", max_length=64)
    link: str = Field(default="", max_length=2_000)
    text: dict[Locale, BoosterText] = Field(min_length=1, max_length=50)


class Boosters(BaseModel):
    """Every booster on offer."""

    items: list[Booster]


@router.get("", response=Boosters, by_alias=True)
def list_boosters(request: Visit) -> Boosters:
    """Every booster on offer, by key."""
    return Boosters(items=[_shown(one) for one in parts_of(request.auth.organization, Section.BOOSTERS)])


@router.get("/{key}", response=Booster, by_alias=True)
def read_booster(request: Visit, key: Key) -> Booster:
    """One booster."""
    table = part_of(request.auth.organization, Section.BOOSTERS, key)
    if table is None:
        raise not_found("booster")
    return _shown(table)


@router.put("/{key}", response={200: Booster, 201: Booster}, by_alias=True)
def declare_booster(request: Visit, key: Key, body: Booster) -> Status[Booster]:
    """Put a booster on offer as given, whole; 422 names every fault of its words."""
    done = declare(request, Section.BOOSTERS, key, body)
    return Status(done.status_code, _shown(done.value[0]))


@router.delete("/{key}", response={204: None})
def archive_booster(request: Visit, key: Key) -> Status[None]:
    """Take it off offer. Declared again, it goes on."""
    return put_away(request, Section.BOOSTERS, key)


def _shown(table: dict[str, Any]) -> Booster:
    return Booster(**table)
