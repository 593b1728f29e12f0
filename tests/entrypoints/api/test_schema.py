"""The whole API against its own document: whatever is asked, the answer is one that the document tells of."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig

from forenotice.entrypoints.api.v1 import api
from forenotice.planner.operations import plan
from tests.support.caller import Caller
from tests.support.world import World

EXAMPLES = int(os.environ.get("FORENOTICE_TEST_EXAMPLES", "4"))
_CALM = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
JUDGE = SchemathesisConfig.from_dict(
    {
        # Looking through our code for values to try, anew for each operation, took as long as asking.
        "analysis": {"constants": {"enabled": False}},
        "checks": {
            # A schema cannot say all: that a cursor is one of ours, that an end lies ahead.
            "positive_data_acceptance": {"enabled": False},
            # Some addresses are refused because of If-Match before anybody looks at the rest.
            "negative_data_rejection": {"expected-statuses": ["4xx"]},
        },
    }
)
OPERATIONS = [
    f"{method.upper()} {path}"
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
]


@pytest.fixture(autouse=True)
def _once(request: pytest.FixtureRequest) -> None:
    """What is asked here has nothing to do with where rows are kept, and takes a minute."""
    if request.config.getoption("--database") != "sqlite":
        pytest.skip("on SQLite only")


@pytest.fixture
def world(db: None) -> World:
    """An organization that has something to tell of."""
    world = World()
    world.rule("renewals", "7 days")
    for who in ("ana", "ben"):
        world.told(who, next_on=world.in_days(8))
    plan(organization=world.organization, now=world.now)
    return world


@pytest.fixture
def document(caller: Caller) -> Iterator[Any]:
    """The document as the API itself serves it, in front of the whole site."""
    from forenotice.project.wsgi import application

    # As Django's own test client does: the test's connection must outlive a request.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, config=JUDGE, headers=caller.headers
    )
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_answers_as_the_document_says(operation: str, document: Any, caller: Caller) -> None:
    found = document.find_operation_by_label(operation)
    for mode in GenerationMode:

        @_CALM
        @given(case=found.as_strategy(generation_mode=mode))
        def ask(case: Case[Any]) -> None:
            case.call_and_validate(headers=caller.headers)

        ask()


def test_one_operation_after_another_answers_as_the_document_says(document: Any, caller: Caller) -> None:
    # It takes the key that we show for one that it made up; each operation was asked about that already.
    document.config.checks.ignored_auth.enabled = False

    class Walk(document.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:  # noqa: ARG002
            return {"headers": caller.headers}

    run_state_machine_as_test(Walk, settings=settings(_CALM, stateful_step_count=8))
