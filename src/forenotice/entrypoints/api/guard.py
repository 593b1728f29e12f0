"""What every request to an operation passes: key, rate, form, and then conditions and repeats around it."""

import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.operation import Operation

from forenotice.engine.operations import ask_for_pulse
from forenotice.entrypoints.api import conditions, repeats
from forenotice.entrypoints.api.forms import PULSE, is_repeatable, is_single, refuse_other_forms
from forenotice.entrypoints.api.problems import Problem
from forenotice.entrypoints.api.rates import Counter
from forenotice.entrypoints.api.visitors import READING, Visitor, no_key

Run = Callable[..., HttpResponseBase]

_counter = Counter()


def guard(run: Run) -> Run:
    """Wrap one operation of the API; ninja calls this once for each."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def guarded(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if isinstance(getattr(request, "auth", None), Visitor):
            # It was let in already and only looks at a row before it writes.
            return _read(operation, run, request, path)
        headers: dict[str, str] = {}
        try:
            visitor = _admit(operation, request)
            headers = _count(visitor)
            refuse_other_forms(operation, request)
            response = _answer(operation, run, request, path, visitor)
        except Exception as error:
            response = operation.api.on_exception(request, error)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    return guarded


def _admit(operation: Operation, request: HttpRequest) -> Visitor:
    for key in operation.auth_callbacks:
        visitor = key(request)
        if isinstance(visitor, Visitor):
            request.auth = visitor  # type: ignore[attr-defined]
            return visitor
    raise no_key()


def _count(visitor: Visitor) -> dict[str, str]:
    quota = settings.FORENOTICE_API_REQUESTS_PER_MINUTE
    allowance = _counter.count(visitor.key.secret_sha256, quota=quota, seconds=time.monotonic())
    if allowance.is_spent:
        wait = str(allowance.seconds_left)
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            f"A key may make {quota} requests a minute. Ask again in {wait} seconds.",
            headers={**allowance.headers, "Retry-After": wait},
        )
    return allowance.headers


def _answer(
    operation: Operation, run: Run, request: HttpRequest, path: dict[str, Any], visitor: Visitor
) -> HttpResponseBase:
    if request.method in READING:
        return _read(operation, run, request, path)

    def write() -> HttpResponseBase:
        response = _write(operation, run, request, path, visitor)
        if PULSE in request.GET and response.status_code < HTTPStatus.BAD_REQUEST:
            ask_for_pulse()
        return response

    name = request.headers.get(repeats.HEADER) if is_repeatable(operation) else None
    return write() if name is None else repeats.answer_once(request, visitor, name, write)


def _write(
    operation: Operation, run: Run, request: HttpRequest, path: dict[str, Any], visitor: Visitor
) -> HttpResponseBase:
    if not is_single(operation.path) or "If-Match" not in request.headers:
        return run(request, **path)
    with transaction.atomic():
        conditions.require_match(request, visitor)
        return run(request, **path)


def _read(operation: Operation, run: Run, request: HttpRequest, path: dict[str, Any]) -> HttpResponseBase:
    response = run(request, **path)
    return conditions.mark(request, response) if is_single(operation.path) else response
