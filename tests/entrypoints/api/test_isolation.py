"""Nobody reads or changes a neighbour's rows: every operation of the document, with a neighbour's ids."""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from pytest_django import Settings
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET

from forenotice.accounts.models import Organization
from forenotice.dispatcher.models import Delivery
from forenotice.entrypoints.api.v1 import api
from forenotice.ledger.models import Member, Product
from forenotice.planner.models import Reminder
from tests.support.caller import Caller, caller_of
from tests.support.stage import Stage
from tests.support.world import World

MARK = "neighbour"
KEY = "of-another"
_FEW = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture
def neighbour(transactional_db: None, home: Path) -> Iterator[Stage]:
    """An organization that has one of everything, and bears its mark on all of it."""
    stage = Stage(key=MARK, name=MARK)
    stage.rule(KEY, "7 days")
    stage.due(MARK)
    stage.dispatch()
    stage.told(f"{MARK}-2", next_on=stage.in_days(8))
    stage.plan()
    yield stage
    stage.close()


def test_a_key_reaches_nothing_of_a_neighbour(neighbour: Stage, settings: Settings) -> None:
    settings.FORENOTICE_API_REQUESTS_PER_MINUTE = 1_000_000
    ids = _everything_of(neighbour)
    world = World(neighbour.now)
    caller = caller_of(world)
    before = _rows_of(neighbour.organization)
    wrong: list[str] = []
    document = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
    for operation in document.get_all_operations():
        wrong += _ask(_sound(operation), ids, caller)
    assert not wrong, "\n".join(wrong)
    assert _rows_of(neighbour.organization) == before


def _everything_of(stage: Stage) -> Mapping[str, object]:
    """The neighbour's own numbers and keys, made where they are not there yet, by the name in an address."""
    own = caller_of(stage)
    own.put(f"/boosters/{KEY}", {"kind": "tip", "text": {"en": {"title": MARK, "words": MARK}}}, expect=201)
    own.put(f"/messages/{KEY}", {"default": "renewal", "name": MARK}, expect=201)
    url = f"https://{MARK}.example.com/"
    mine = {"organization": stage.organization}
    return {
        "member_id": Member.objects.filter(**mine).first().pk,  # type: ignore[union-attr]
        "product_id": Product.objects.filter(**mine).first().pk,  # type: ignore[union-attr]
        "subscription_id": stage.subscription(MARK).pk,
        "reminder_id": Reminder.objects.get(state="planned", **mine).pk,
        "delivery_id": Delivery.objects.get(**mine).pk,
        "suppression_id": own.post("/suppressions", {"address": f"{MARK}@x.example"}, expect=201)["id"],
        "endpoint_id": own.post("/endpoints", {"url": url}, expect=201)["id"],
        "hook_id": own.post("/hooks", {"target_url": url}, expect=201)["id"],
        "key": KEY,
    }


def _rows_of(organization: Organization) -> dict[str, list[dict[str, Any]]]:
    """Every row of ours that belongs to an organization."""
    return {
        model._meta.label: list(
            model._default_manager.filter(organization=organization).order_by("pk").values()
        )
        for model in apps.get_models()
        if model.__module__.startswith("forenotice.") and hasattr(model, "organization")
    }


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
