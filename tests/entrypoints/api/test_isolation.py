"""Nobody reads or changes a neighbour's rows: every operation of the document, with a neighbour's ids."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET

from forenotice.entrypoints.api.v1 import api
from tests.support.caller import Caller, caller_of
from tests.support.furnished import Furnished, rows_of
from tests.support.world import World

MARK = "neighbour"
_FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture
def neighbour(transactional_db: None, home: Path) -> Iterator[Furnished]:
    """An organization that has one of everything, and bears its mark on all of it."""
    furnished = Furnished(MARK)
    yield furnished
    furnished.close()


def test_a_key_reaches_nothing_of_a_neighbour(neighbour: Furnished, settings: Settings) -> None:
    settings.FORENOTICE_API_REQUESTS_PER_MINUTE = 1_000_000
    ids = neighbour.ids
    world = World(neighbour.now)
    caller = caller_of(world)
    before = rows_of(neighbour.organization)
    wrong: list[str] = []
    document = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
    for operation in document.get_all_operations():
        wrong += _ask(_sound(operation), ids, caller)
    assert not wrong, "\n".join(wrong)
    assert rows_of(neighbour.organization) == before


def _sound(found: Any) -> Any:
    """An operation that the document describes without fault."""
    return found.ok()


def _ask(operation: Any, ids: Mapping[str, object], caller: Caller) -> list[str]:
    """What is wrong with the answers of one operation to requests that would be right for the neighbour."""
    path = operation.path.format(**ids)
    statuses, wrong = set(), []

    @_FEW
    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    def ask(case: Case[Any]) -> None:
        query = {name: value for name, value in (case.query or {}).items() if value is not None}
        body = b"" if case.body is NOT_SET else json.dumps(case.body).encode()
        answer: Any = caller.client.generic(
            case.method,
            f"{path}?{urlencode(query, doseq=True)}",
            body,
            content_type="application/json",
            headers=caller.headers,
        )
        statuses.add(answer.status_code)
        if MARK in answer.content.decode() and MARK not in body.decode():
            wrong.append(f"{case.method} {path} tells of the neighbour: {answer.content.decode()[:500]}")

    ask()
    is_declared = operation.method == "put" and "{key}" in operation.path
    if "{" in operation.path and not is_declared and not _is_refused(statuses):
        wrong.append(f"{operation.label}: {statuses}")
    return wrong


def _is_refused(statuses: set[int]) -> bool:
    """Not found, at least once; what makes no sense may be told so before anybody looks."""
    allowed = {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
    return HTTPStatus.NOT_FOUND in statuses and statuses <= allowed
