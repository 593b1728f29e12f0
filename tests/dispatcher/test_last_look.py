"""The last look: every reason to stay silent, and their order."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from forenotice.dispatcher.last_look import Sight, look
from forenotice.planner.states import Reason, ReminderState

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)
CLEAR = Sight(
    closing="",
    quiet="",
    is_rule_on=True,
    is_step_kept=True,
    is_in_audience=True,
    seen_at=NOW - timedelta(days=3),
    fresh_since=NOW - timedelta(days=45),
    has_recipient=True,
    has_message=True,
    has_channel=True,
    latest_at=NOW + timedelta(days=1),
    due_at=NOW + timedelta(days=7),
)


def test_a_clear_sight_lets_it_be_said() -> None:
    assert look(CLEAR, NOW) is None


@pytest.mark.parametrize(
    ("seen", "state", "reason"),
    [
        ({"closing": "paid"}, "cancelled", "paid"),
        ({"closing": "passed"}, "cancelled", "passed"),
        ({"closing": "withdrawn"}, "cancelled", "withdrawn"),
        ({"quiet": "paused"}, "cancelled", "paused"),
        ({"quiet": "zero_amount"}, "cancelled", "zero_amount"),
        ({"is_rule_on": False}, "cancelled", "rule_off"),
        ({"is_step_kept": False}, "cancelled", "step_removed"),
        ({"is_in_audience": False}, "cancelled", "other_audience"),
        ({"due_at": NOW}, "missed", "due_passed"),
        ({"latest_at": NOW - timedelta(seconds=1)}, "missed", "too_late"),
        ({"seen_at": NOW - timedelta(days=46)}, "skipped", "stale_facts"),
        ({"seen_at": None}, "skipped", "stale_facts"),
        ({"fresh_since": None}, "skipped", "stale_facts"),
        ({"has_recipient": False}, "skipped", "no_recipient"),
        ({"has_message": False}, "skipped", "no_message"),
        ({"has_channel": False}, "skipped", "no_channel"),
    ],
)
def test_each_thing_that_speaks_against_it_has_its_reason(
    seen: dict[str, Any], state: str, reason: str
) -> None:
    verdict = look(CLEAR._replace(**seen), NOW)
    assert verdict is not None
    assert (verdict.state, verdict.reason) == (ReminderState(state), Reason(reason))


def test_what_became_of_the_payment_is_told_before_anything_else() -> None:
    everything = CLEAR._replace(
        closing="paid", quiet="paused", is_rule_on=False, has_recipient=False, due_at=NOW
    )
    verdict = look(everything, NOW)
    assert verdict is not None
    assert verdict.reason is Reason.PAID


def test_facts_just_as_old_as_allowed_still_count() -> None:
    assert look(CLEAR._replace(seen_at=CLEAR.fresh_since), NOW) is None
