"""What a program pushes counts in the next pulse, like what any other source tells."""

import json
from collections.abc import Callable
from typing import Any

from forenotice.sources.operations import push_facts
from forenotice.sources.states import About
from tests.stories.life import Life


def push(life: Life, who: str, next_payment_on: str, **more: Any) -> None:
    """Push one subscription."""
    row = {
        "external_id": who,
        "member": {"external_id": who, "email": f"{who}@example.org"},
        "product": {"external_id": "gold", "name": "Gold"},
        "amount": {"amount": "12.00", "currency": "EUR"},
        "interval": {"unit": "month"},
        "next_payment_on": next_payment_on,
        **more,
    }
    pushed = push_facts(
        organization=life.organization,
        about=About.SUBSCRIPTIONS,
        words=json.dumps(row),
        actor="key:crm",
        now=life.now,
    )
    assert not pushed.results[0].wrongs


def test_a_pushed_change_moves_and_withdraws_planned_reminders(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    for who in ("ana", "ben", "cem"):
        push(life, who, "2026-01-31")
    life.until("2026-01-23")
    push(life, "ben", "2026-02-02")
    push(life, "cem", "2026-01-31", standing="cancelled")
    life.until("2026-02-05")
    life.expect("2026-01-24 7-days ana", "2026-01-26 7-days ben")
