"""What is answered when there is nothing at an address or something broke: in the manner of who asked."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from forenotice.entrypoints.api.gate import broken_down as broken_for_programs
from forenotice.entrypoints.api.gate import is_a_person
from forenotice.entrypoints.api.gate import malformed as malformed_for_programs
from forenotice.entrypoints.api.gate import nothing_here as nothing_for_programs
from forenotice.entrypoints.console.failing import broken_down as broken_for_people
from forenotice.entrypoints.console.failing import not_understood as malformed_for_people
from forenotice.entrypoints.console.failing import nothing_here as nothing_for_people
from forenotice.entrypoints.console.gate import is_ours


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to an address that leads nowhere."""
    if is_ours(request.path_info) or is_a_person(request):
        return nothing_for_people(request)
    return nothing_for_programs(request, exception)


def malformed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer to a request that makes no sense to it, or is too large."""
    if is_ours(request.path_info) or is_a_person(request):
        return malformed_for_people(request, exception)
    return malformed_for_programs(request, exception)


def broken_down(request: HttpRequest) -> HttpResponse:
    """Django's answer when something of ours fails, or the database is locked or away."""
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    answer = broken_for_people if is_ours(request.path_info) else broken_for_programs
    return answer(request, is_away=is_away)
