"""What went wrong, told to a program as RFC 9457 has it: `application/problem+json`."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

CONTENT_TYPE = "application/problem+json"


class Fault(Schema):
    """One field that is wrong."""

    detail: str = Field(description="What is wrong with it, and what to do.")
    pointer: str | None = Field(
        default=None, description="Where it stands in the body, as a JSON Pointer.", examples=["#/amount"]
    )
    parameter: str | None = Field(
        default=None, description="Its name, when it stands in the address or in a header."
    )


class ProblemDetails(Schema):
    """Why a request was refused."""

    type: str = Field(default="about:blank", description="About:blank: the title says it all.")
    title: str = Field(description="The words of the status.", examples=["Not Found"])
    status: int = Field(description="The status once more.", examples=[404])
    detail: str = Field(description="What is wrong, and what to do.")
    errors: list[Fault] | None = Field(default=None, description="Every field that is wrong.")


class Problem(Exception):  # noqa: N818  # It is what RFC 9457 calls it.
    """A request that cannot be answered as asked; the API turns it into an answer."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """``detail`` is a whole sentence for the person who reads the program's log."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})

    def answer(self) -> HttpResponse:
        """The same as an HTTP response."""
        body: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = [error.model_dump(exclude_none=True) for error in self.errors]
        text = json.dumps(body, ensure_ascii=False)
        return HttpResponse(text, status=self.status, content_type=CONTENT_TYPE, headers=self.headers)


def not_found(what: str) -> Problem:
    """Nothing of that kind is here, or it is a neighbour's, which is the same to whoever asks."""
    return Problem(HTTPStatus.NOT_FOUND, f"There is no such {what}.")


def unprocessable(detail: str, pointer: str | None = None, *, parameter: str | None = None) -> Problem:
    """The request is understood and cannot be done; ``pointer`` is the field (``#/amount``) that is wrong."""
    errors = [Fault(detail=detail, pointer=pointer, parameter=parameter)] if pointer or parameter else []
    return Problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)


def pointer_to(*steps: str | int) -> str:
    """The JSON Pointer, as a fragment, to what one reaches by these names and numbers."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
