"""Rules, messages and boosters as JSON: the tables of a blueprint, read under the same terms."""

import re
from http import HTTPStatus
from typing import Annotated, Any

from ninja import Path, Status
from pydantic import BaseModel

from forenotice.blueprint.errors import PartRefusedError
from forenotice.blueprint.parts import Section, declare_part, put_away_part
from forenotice.composer.errors import BoosterRefusedError, MessageRefusedError
from forenotice.composer.problems import Problem as WordsProblem
from forenotice.entrypoints.api.problems import Fault, Problem, not_found, pointer_to
from forenotice.entrypoints.api.visitors import Visit

Key = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$", description="Its key, as in a blueprint.")]

_BLOCK = re.compile(r"block (\d+)(?: \([^)]*\))?(?:, (\w+).*)?")


def declare(
    request: Visit, section: Section, key: str, given: BaseModel
) -> Status[tuple[dict[str, Any], tuple[str, ...]]]:
    """Let one part be as given: its table as it stands now, and what its owner should know.

    The status says whether it is new. What is as it would be anyway is left out of what is read.
    """
    values = given.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    if values.pop("key", key) != key:
        fault = Fault(detail="It differs from the key in the address.", pointer="#/key")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The key cannot be changed.", errors=[fault])
    visitor = request.auth
    try:
        part = declare_part(
            organization=visitor.organization,
            section=section,
            key=key,
            values=values,
            actor=visitor.actor,
            now=visitor.now,
        )
    except PartRefusedError as error:
        raise _problem(
            [_fault(pointer_to(*(p for p in path if p != "")), said) for path, said in error.faults]
        ) from None
    except (MessageRefusedError, BoosterRefusedError) as error:
        raise _problem([_fault_of_words(each) for each in error.problems]) from None
    status = HTTPStatus.CREATED if part.is_new else HTTPStatus.OK
    return Status(status, (dict(part.table), part.warnings))


def put_away(request: Visit, section: Section, key: str) -> Status[None]:
    """Archive one part: what it said stays on record."""
    visitor = request.auth
    if not put_away_part(
        organization=visitor.organization, section=section, key=key, actor=visitor.actor, now=visitor.now
    ):
        raise not_found(section.removesuffix("s"))
    return Status(HTTPStatus.NO_CONTENT, None)


def _problem(faults: list[Fault]) -> Problem:
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "It was not taken; see errors.", errors=faults)


def _fault(pointer: str, sentence: str) -> Fault:
    return Fault(detail=f"{sentence[:1].upper()}{sentence[1:]}", pointer=pointer)


def _fault_of_words(problem: WordsProblem) -> Fault:
    """``fr: html`` is the HTML of the French text, ``fr: block 2 (image), alt`` a field of a block."""
    said = str(problem).removeprefix(problem.where).lstrip(",: ")
    locale, _, place = problem.where.partition(": ")
    if not place:
        return _fault("#", said)
    block = _BLOCK.fullmatch(place)
    if block is None:
        return _fault(pointer_to("text", locale, place), said)
    field = [block[2]] if block[2] else []
    return _fault(pointer_to("text", locale, "blocks", int(block[1]) - 1, *field), said)
