"""What an operation of the API takes: which parameters, whether a body, and in which form."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja.operation import Operation

from forenotice.entrypoints.api.problems import Fault, Problem, unprocessable
from forenotice.entrypoints.api.visitors import READING

View = TypeVar("View", bound=Callable[..., Any])

PULSE = "pulse"
"""With `?pulse=now`, a write that was done is followed by a pulse."""


def speaks_outside(operation: View) -> View:
    """Marks an operation that calls another computer: nothing may be locked while it waits for that."""
    operation.speaks_outside = True  # type: ignore[attr-defined]
    return operation


def is_repeatable(operation: Operation) -> bool:
    """Whether an `Idempotency-Key` makes a write safe to repeat."""
    return not getattr(operation.view_func, "speaks_outside", False)


def is_single(path: str) -> bool:
    """Whether an operation's path names one row, which then has an ETag."""
    return path.endswith("}")


def query_names(operation: Operation) -> set[str]:
    """The parameters that an operation reads from its address."""
    names: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            flat = getattr(model, "__ninja_flatten_map__", {})
            names |= set(flat) or set(model.model_fields)
    return names


def takes_body(operation: Operation) -> bool:
    """Whether an operation reads a body."""
    return any(model.__ninja_param_source__ == "body" for model in operation.models)


def refuse_other_forms(operation: Operation, request: HttpRequest) -> None:
    """Raise :class:`Problem` for a parameter that the operation does not know, or a body that is no JSON."""
    unknown = sorted(set(request.GET) - query_names(operation))
    if request.method not in READING and PULSE in unknown:
        unknown.remove(PULSE)
        if request.GET[PULSE] != "now":
            raise unprocessable('Write "now", or leave it out.', parameter=PULSE)
    if unknown:
        faults = [Fault(detail="There is no parameter of this name.", parameter=name) for name in unknown]
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "The address has a parameter we do not know.", errors=faults
        )
    if not takes_body(operation) or not request.META.get("CONTENT_LENGTH"):
        return
    if request.content_type != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON: Content-Type: application/json")
