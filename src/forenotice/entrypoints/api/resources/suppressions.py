"""The addresses to which nothing may go."""

from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from forenotice.consent.addresses import canonical, is_mailbox
from forenotice.consent.operations import NewSuppression, lift, suppress
from forenotice.consent.queries import SuppressionTold, suppression_by_id, suppression_rows, told
from forenotice.consent.states import SuppressionReason
from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.problems import not_found, unprocessable
from forenotice.entrypoints.api.visitors import Visit
from forenotice.sources.push.words import Instant

router = Router(tags=["suppressions"])

_MOST = 1_000
_LONGEST_DETAIL = 500
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class Suppression(BaseModel):
    """An address to which nothing may go: why, since when, and until when if that is known."""

    id: int
    address: str
    reason: SuppressionReason
    sentence: str = Field(description="The reason in words.")
    detail: str
    actor: str
    began_at: datetime
    ends_at: datetime | None
    lifted_at: datetime | None = Field(description="When it was taken back; null while it holds.")
    lifted_by: str


class SuppressionGiven(BaseModel):
    """An address to which nothing may go from now on."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(min_length=1, max_length=254, examples=["ana@example.org"])
    reason: SuppressionReason = SuppressionReason.OWNER
    detail: str = Field(default="", max_length=_LONGEST_DETAIL, description="More, for whoever asks later.")
    ends_at: Instant | None = Field(default=None, description="Until when; null for good.")


class SuppressionsGiven(BaseModel):
    """Many addresses at once."""

    model_config = ConfigDict(extra="forbid")

    items: list[SuppressionGiven] = Field(max_length=_MOST)


class Became(StrEnum):
    """What became of one of many."""

    ADDED = "added"
    KNOWN = "known"
    REJECTED = "rejected"


class SuppressionResult(BaseModel):
    """What became of one of many; ``detail`` says why it was rejected."""

    address: str
    status: Became
    id: int | None = None
    detail: str = ""


class SuppressionResults(BaseModel):
    """What became of each, in the order in which they were given."""

    items: list[SuppressionResult]


@router.get("", response=Page[Suppression])
def list_suppressions(
    request: Visit,
    address: Annotated[str, Query(max_length=254, description="Only this one.")] = "",
    reason: Annotated[SuppressionReason | None, Query(description="Only for this reason.")] = None,
    ended: Annotated[bool, Query(description="Those that have ended too.")] = False,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[Suppression]:
    """The addresses to which nothing may go, the oldest first."""
    rows = suppression_rows(request.auth.organization, request.auth.now, with_ended=ended)
    if address:
        rows = rows.filter(canonical=canonical(address))
    if reason is not None:
        rows = rows.filter(reason=reason)
    return page_of(
        rows, lambda page: [_shown(told(row)) for row in page], request, limit=limit, cursor=cursor
    )


@router.post("", response={200: Suppression, 201: Suppression})
def add_suppression(request: Visit, response: HttpResponse, body: SuppressionGiven) -> Status[Suppression]:
    """Send nothing to an address any more. 200 when nothing went there anyway."""
    if fault := _fault(body, request.auth.now):
        name, sentence = fault
        raise unprocessable(sentence, f"#/{name}")
    visitor = request.auth
    done = suppress(
        organization=visitor.organization, wanted=[_wanted(body)], actor=visitor.actor, now=visitor.now
    )
    (standing,) = done.standing
    if not done.new_ids:
        return Status(HTTPStatus.OK, _shown(standing))
    response["Location"] = f"{request.path}/{standing.suppression_id}"
    return Status(HTTPStatus.CREATED, _shown(standing))


@router.post("/bulk", response=SuppressionResults)
def add_suppressions(request: Visit, body: SuppressionsGiven) -> SuppressionResults:
    """Send nothing to many addresses any more; one that is wrong never stops the others."""
    visitor = request.auth
    faults = [_fault(each, visitor.now) for each in body.items]
    sound = [_wanted(each) for each, fault in zip(body.items, faults, strict=True) if fault is None]
    done = suppress(organization=visitor.organization, wanted=sound, actor=visitor.actor, now=visitor.now)
    standing = iter(done.standing)
    results, new = [], set(done.new_ids)
    for each, fault in zip(body.items, faults, strict=True):
        if fault is not None:
            results.append(SuppressionResult(address=each.address, status=Became.REJECTED, detail=fault[1]))
            continue
        number = next(standing).suppression_id
        status = Became.ADDED if number in new else Became.KNOWN
        new.discard(number)  # Given twice, the second one changes nothing.
        results.append(SuppressionResult(address=each.address, status=status, id=number))
    return SuppressionResults(items=results)


@router.get("/{suppression_id}", response=Suppression)
def read_suppression(request: Visit, suppression_id: Number) -> Suppression:
    """One suppression, also when it has ended."""
    return _shown(_found(request, suppression_id))


@router.delete("/{suppression_id}", response={204: None})
def remove_suppression(request: Visit, suppression_id: Number) -> Status[None]:
    """Let an address be used again. The row stays, to explain old silences."""
    found, visitor = _found(request, suppression_id), request.auth
    if found.lifted_at is None:
        lift(
            organization=visitor.organization,
            addresses=[found.address],
            actor=visitor.actor,
            now=visitor.now,
        )
    return Status(HTTPStatus.NO_CONTENT, None)


def _found(request: Visit, suppression_id: int) -> SuppressionTold:
    found = suppression_by_id(request.auth.organization, suppression_id)
    if found is None:
        raise not_found("suppression")
    return found


def _fault(given: SuppressionGiven, now: datetime) -> tuple[str, str] | None:
    """The field that makes no sense, and why."""
    if not is_mailbox(given.address.strip()):
        return "address", f'"{given.address}" is not an email address.'
    if given.ends_at is not None and not now < given.ends_at < datetime(9000, 1, 1, tzinfo=UTC):
        return "ends_at", "It must lie ahead; leave it out for good."
    return None


def _wanted(given: SuppressionGiven) -> NewSuppression:
    detail = " ".join(given.detail.split())
    return NewSuppression(given.address.strip(), given.reason, detail, ends_at=given.ends_at)


def _shown(one: SuppressionTold) -> Suppression:
    return Suppression(
        id=one.suppression_id,
        address=one.address,
        reason=one.reason,
        sentence=one.sentence,
        detail=one.detail,
        actor=one.actor,
        began_at=one.began_at,
        ends_at=one.ends_at,
        lifted_at=one.lifted_at,
        lifted_by=one.lifted_by,
    )
