"""Reads that say what they have, and writes that say what they saw: ETag, If-None-Match, If-Match.

The ETag of a row is a hash of the answer that shows it, so it needs no column and cannot be forgotten.
"""

import copy
import hashlib
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.http import parse_etags

from forenotice.accounts.models import Organization
from forenotice.entrypoints.api.problems import Problem
from forenotice.entrypoints.api.visitors import Visitor


def mark(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Give a row its ETag; answer 304 to a program that has it already."""
    if response.status_code != HTTPStatus.OK or not isinstance(response, HttpResponse):
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    had = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in {each.removeprefix("W/") for each in had} or had == ["*"]:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
    response["ETag"] = etag
    return response


def require_match(request: HttpRequest, visitor: Visitor) -> None:
    """Raise :class:`Problem` (412) unless the row still is what the program saw; inside its transaction.

    The organization's row is locked, so that of two programs which saw the same only one gets through.
    """
    mine = Organization.objects.select_for_update(no_key=True)
    mine.get(pk=visitor.organization.pk)
    reading = copy.copy(request)
    reading.method = "GET"
    reading.META = {name: value for name, value in request.META.items() if name != "HTTP_IF_NONE_MATCH"}
    reading.__dict__.pop("headers", None)
    found = resolve(request.path_info)
    shown = found.func(reading, *found.args, **found.kwargs)
    wanted = parse_etags(request.headers.get("If-Match", ""))
    is_there = shown.status_code == HTTPStatus.OK
    if not is_there or (wanted != ["*"] and shown.headers.get("ETag") not in wanted):
        raise Problem(
            HTTPStatus.PRECONDITION_FAILED,
            "It is not what you saw any more. Read it again, and send its ETag as If-Match.",
        )
