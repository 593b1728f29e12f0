"""Writes that may be repeated: under the same `Idempotency-Key` a write is done once and answered the same.

The answer is kept in the transaction of what it tells of, so a process that dies half-way leaves neither, and
the program may safely try again. Only requests that could not be judged (5xx) are forgotten.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from forenotice.accounts.operations import begin_answer, keep_answer
from forenotice.entrypoints.api.problems import Fault, Problem
from forenotice.entrypoints.api.visitors import Visitor

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
_KEPT_HEADERS = ("Content-Type", "Location")

_in_flight: set[tuple[int, str]] = set()
_lock = threading.Lock()


def answer_once(
    request: HttpRequest, visitor: Visitor, name: str, write: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """What `write` answers, or what it answered when the program sent this request before."""
    if not 0 < len(name) <= 255 or not name.isascii() or not name.isprintable():
        fault = Fault(detail="Write 1 to 255 ASCII characters, such as a UUID.", parameter=HEADER)
        raise Problem(HTTPStatus.BAD_REQUEST, f"The {HEADER} cannot be used.", errors=[fault])
    with _alone(visitor.key.pk, name), transaction.atomic():
        kept = begin_answer(
            key=visitor.key, idempotency_key=name, request_sha256=_fingerprint(request), now=visitor.now
        )
        if kept is not None:
            if kept.request_sha256 != _fingerprint(request):
                raise Problem(
                    HTTPStatus.UNPROCESSABLE_ENTITY,
                    f"This {HEADER} came with another request before. Use a new one for each write.",
                )
            return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, REPLAYED: "true"})
        response = write()
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(response, HttpResponse):
            transaction.set_rollback(True)
            return response
        headers = {each: response.headers[each] for each in _KEPT_HEADERS if each in response.headers}
        body = response.content.decode()
        keep_answer(
            key=visitor.key, idempotency_key=name, status=response.status_code, headers=headers, body=body
        )
        return response


def _fingerprint(request: HttpRequest) -> str:
    words = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(words).hexdigest()


@contextmanager
def _alone(key: int, name: str) -> Iterator[None]:
    """Refuses a second request while the first is at work in this web process.

    In another process it waits for the first one's transaction instead, and is answered the same.
    """
    with _lock:
        if (key, name) in _in_flight:
            raise Problem(
                HTTPStatus.CONFLICT,
                "The same write is still being worked on. Ask again in a second.",
                headers={"Retry-After": "1"},
            )
        _in_flight.add((key, name))
    try:
        yield
    finally:
        with _lock:
            _in_flight.discard((key, name))
