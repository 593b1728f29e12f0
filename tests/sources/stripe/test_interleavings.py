"""Events and pulls in any order, with repeats and losses, end in the same ledger as one clean pull."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Subscription
from forenotice.ledger.stored import TOLD
from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, hear, look_where_told, pull_source
from tests.sources.desk import NOW, Desk
from tests.support.stripe_account import KEY, WEBHOOK_SECRET, Account, signed
from tests.support.stripe_server import serve

CHANGES = ("put", "price", "pause", "end", "card")
STEPS = st.one_of(
    st.tuples(st.sampled_from(CHANGES), st.integers(0, 2)),
    st.tuples(st.just("pull"), st.just(0)),
    # Any event so far, old or new, once more or for the first time; the others never arrive.
    st.tuples(st.just("event"), st.integers(0, 30)),
    st.tuples(st.just("look"), st.just(0)),
)


def _ledger(organization: Organization) -> dict[str, Any]:
    rows = Subscription.objects.filter(organization=organization).select_related("member", "product")
    return {
        row.external_id: (
            *(getattr(row, name) for name in TOLD),
            *(row.member.external_id, row.member.email, row.product.external_id, row.details),
            row.gone_at is not None,
        )
        for row in rows
    }


def _source(organization: Organization, key: str, address: str) -> Source:
    declare_source(
        organization=organization,
        key=key,
        kind="stripe",
        settings={"address": address},
        secrets={"api_key": KEY, "webhook_secret": WEBHOOK_SECRET},
        fresh_for_days=3,
        actor="tester",
        now=NOW,
    )
    return Source.objects.select_related("organization").get(organization=organization, key=key)


@pytest.fixture
def account(settings: Settings) -> Account:
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    return Account()


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=st.lists(STEPS, min_size=4, max_size=12))
def test_any_interleaving(desk: Desk, account: Account, tmp_path: Path, steps: list[tuple[str, int]]) -> None:
    del tmp_path
    with transaction.atomic(), serve(account) as address:
        account.__init__()  # type: ignore[misc]
        source, now = _source(desk.organization, "stripe", address), NOW
        for what, number in steps:
            now += timedelta(minutes=1)
            _step(desk.organization, source, account, what, number, now)
        pull_source(organization=desk.organization, source=source, now=now)
        look_where_told(organization=desk.organization, now=now)
        mixed = _ledger(desk.organization)
        with transaction.atomic():
            Subscription.objects.filter(organization=desk.organization).delete()
            Source.objects.filter(organization=desk.organization).delete()
            clean = _source(desk.organization, "stripe", address)
            assert pull_source(organization=desk.organization, source=clean, now=now).is_done
            assert mixed == _ledger(desk.organization)
        transaction.set_rollback(True)


def _step(
    organization: Organization, source: Source, account: Account, what: str, number: int, now: Any
) -> None:
    if what in CHANGES:
        _change(account, what, number)
    elif what == "pull":
        assert not pull_source(organization=organization, source=source, now=now).failure
    elif what == "look":
        look_where_told(organization=organization, now=now)
    elif account.events:
        body, header = signed(account.events[number % len(account.events)], at=now.timestamp())
        hear(
            organization_key=organization.key,
            source_key=source.key,
            body=body,
            headers={"stripe-signature": header},
            now=now,
        )


def _change(account: Account, what: str, number: int) -> None:
    if what == "price":
        account.put(number, minor=900 + number)
    elif what == "pause":
        account.put(number, pause_collection={"resumes_at": None})
    else:
        account.put(number)
    if what == "end":
        account.cancel(number)
    elif what == "card":
        account.replace_card(number, 7, 2030)
