"""Facts that come in by the API: one row or many, through the inbox of the sources."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import BaseModel, Field

from forenotice.entrypoints.api.problems import Fault, Problem, pointer_to
from forenotice.entrypoints.api.visitors import Visit
from forenotice.sources.operations import API, push_facts
from forenotice.sources.report import RowResult
from forenotice.sources.states import About

MOST = 1_000
Source = Annotated[
    str,
    Query(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$",
        description="The source that tells this. Ids that another source told of are refused.",
    ),
]
Row = Annotated[
    dict[str, Any], Field(description="As the body of a single PUT. Each row is judged by itself.")
]
Rows = Annotated[list[Row], Field(min_length=1, max_length=MOST)]


class RowShown(BaseModel):
    """What became of one row."""

    external_id: str
    result: Literal["created", "changed", "same", "rejected"]
    id: int | None = Field(description="Our own number of it; null when it was rejected.")
    errors: list[Fault] = Field(description="Why it was rejected; pointers lead into this row.")


class Taken(BaseModel):
    """What became of many rows, in their order."""

    created: int
    changed: int
    same: int
    rejected: int
    results: list[RowShown]


def push_one(request: Visit, about: About, source: str) -> tuple[int, bool]:
    """Take in the body as one row: its number in the ledger, and whether it is new. Else raise a problem."""
    results = _push(request, about, source)
    (result,) = results
    if result.id is None:
        raise _refusal(result)
    return result.id, result.became == "created"


def push_many(request: Visit, about: About, source: str) -> Taken:
    """Take in the rows of the body, each by itself."""
    shown = [_shown(each) for each in _push(request, about, source)]
    found = [each.result for each in shown]
    return Taken(
        created=found.count("created"),
        changed=found.count("changed"),
        same=found.count("same"),
        rejected=found.count("rejected"),
        results=shown,
    )


def _push(request: Visit, about: About, source: str) -> Sequence[RowResult]:
    visitor = request.auth
    pushed = push_facts(
        organization=visitor.organization,
        source_key=source or API,
        about=about,
        words=request.body.decode(),
        actor=visitor.actor,
        now=visitor.now,
    )
    if pushed.reason:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, pushed.reason)
    return pushed.results


def _refusal(result: RowResult) -> Problem:
    faults = _faults(result)
    if result.is_conflict:
        return Problem(HTTPStatus.CONFLICT, faults[0].detail)
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields are wrong; see errors.", errors=faults)


def _shown(result: RowResult) -> RowShown:
    return RowShown(
        external_id=result.external_id,
        result=result.became,  # type: ignore[arg-type]  # pydantic checks it
        id=result.id,
        errors=_faults(result),
    )


def _faults(result: RowResult) -> list[Fault]:
    return [Fault(detail=wrong.sentence, pointer=pointer_to(*wrong.path)) for wrong in result.wrongs]
