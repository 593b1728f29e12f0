"""Planning: when nothing is newly due, when a day is, and for the first time; against ``get_or_create``."""

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.management import call_command
from django.db import connection

from benchmarks.figure import Figure
from benchmarks.fixture import NOW, live_with_steps
from forenotice.accounts.models import Organization
from forenotice.ledger.models import DueDate
from forenotice.planner.models import Reminder
from forenotice.planner.operations import declare_missed, plan
from forenotice.rules.models import Step

_IDLE_RUNS = 40
_LOOPED = 3_000


def run(rows: int) -> list[Figure]:
    """Measure an idle pulse at a tenth of the rows and at all of them, then a day of five steps."""
    few, _ = _ready(rows // 10)
    idle_at_few = _idle(few)
    _empty()
    organization, first = _ready(rows)
    idle = _idle(organization)
    late = _milliseconds(lambda: declare_missed(organization=organization, now=NOW))
    per_day, written = _a_day(organization, NOW + timedelta(days=1))
    loop = _get_or_create_rate(organization)
    is_sqlite = connection.vendor == "sqlite"
    promised, aim = (50, 100) if is_sqlite else (30, None)
    return [
        Figure("planning, nothing due", idle, "ms", at_most=5 if is_sqlite else 20, note=f"{rows:,} rows"),
        Figure("the same / at a tenth of the rows", idle / idle_at_few, "x", at_most=1.5),
        Figure("declaring missed, nothing late", late, "ms"),
        Figure(
            "planning a day / get_or_create",
            per_day / loop,
            "x",
            at_least=promised,
            aim=aim,
            note=f"{written:,} reminders, {per_day:,.0f}/s against {loop:,.0f}/s",
        ),
        Figure("planning for the first time", first, "rows/s", note="those already inside, and 48 hours"),
    ]


def _empty() -> None:
    """Take all rows away again; reminders first, for nothing finds them by the due date alone."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM planner_reminder")
    call_command("flush", interactive=False, verbosity=0)


def _ready(rows: int) -> tuple[Organization, float]:
    """An organization that is planned up to now, and how many reminders a second that planning wrote."""
    organization = live_with_steps(rows)
    started = time.perf_counter()
    planned = plan(organization=organization, now=NOW)
    return organization, sum(planned.written.values()) / (time.perf_counter() - started)


def _idle(organization: Organization) -> float:
    """The median milliseconds of planning a minute later, when nothing is newly due."""
    moments = [NOW + timedelta(seconds=n) for n in range(1, _IDLE_RUNS + 1)]
    return statistics.median(
        _milliseconds(lambda at=at: plan(organization=organization, now=at))  # type: ignore[misc]
        for at in moments
    )


def _a_day(organization: Organization, now: datetime) -> tuple[float, int]:
    """Reminders a second, and how many, when a whole day comes inside the horizon at once."""
    started = time.perf_counter()
    written = sum(plan(organization=organization, now=now).written.values())
    return written / (time.perf_counter() - started), written


def _get_or_create_rate(organization: Organization) -> float:
    """Rows a second of the loop that one would write first, each row in a transaction of its own."""
    step = Step.objects.filter(organization=organization).first()
    assert step is not None
    due_dates = list(DueDate.objects.filter(organization=organization).order_by("pk")[:_LOOPED])
    started = time.perf_counter()
    for due in due_dates:
        Reminder.objects.get_or_create(
            due_date=due,
            step=step,
            mode="loop",
            defaults={
                "organization": organization,
                "rule_id": step.rule_id,
                "state": "planned",
                "reason": "met",
                "send_at": NOW,
                "release_at": NOW,
                "latest_at": NOW,
                "rule_revision": 1,
                "planned_at": NOW,
                "changed_at": NOW,
            },
        )
    return len(due_dates) / (time.perf_counter() - started)


def _milliseconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1_000
