"""The last look at real rows: nothing untrue is said, whatever planning has or has not noticed yet."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from forenotice.channels.models import Channel
from forenotice.composer.models import Message
from forenotice.ledger.models import DueDate, Member, Sighting
from forenotice.planner.models import Decision, Reminder
from forenotice.rules.models import Rule, Step
from tests.support.smtp_servers import ACCEPT, Script, ScriptedServer, Talk
from tests.support.stage import Stage
from tests.support.world import Audience, step


def due_dates(**fields: Any) -> Callable[[Stage], object]:
    return lambda _: DueDate.objects.filter(subscription__external_id="ana").update(**fields)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (due_dates(quiet="cancelled_at_period_end"), "cancelled cancelled_at_period_end"),
        (due_dates(closing="paid"), "cancelled paid"),
        (due_dates(country="US"), "cancelled other_audience"),
        (lambda _: Rule.objects.update(state="off"), "cancelled rule_off"),
        (lambda stage: Step.objects.update(archived_at=stage.now), "cancelled step_removed"),
        (
            lambda stage: Sighting.objects.update(seen_at=stage.now - timedelta(days=46)),
            "skipped stale_facts",
        ),
        (lambda _: Member.objects.update(email=""), "skipped no_recipient"),
        (lambda _: Message.objects.update(published=None), "skipped no_message"),
        (lambda _: Channel.objects.update(key="another"), "skipped no_channel"),
    ],
)
def test_what_is_no_longer_true_is_not_said(
    stage: Stage, change: Callable[[Stage], object], expected: str
) -> None:
    stage.rule("renewals", "7 days", audience=Audience(countries=("FR",)))
    stage.due("ana", member={"country": "FR"})
    stage.plan()
    change(stage)
    stage.dispatch(planned=False)
    assert stage.said == []
    assert stage.reminders() == {"ana": expected}
    decision = Decision.objects.latest("pk")
    assert (decision.before, f"{decision.after} {decision.reason}") == ("planned", expected)


def test_a_payment_that_was_made_meanwhile_is_not_announced(stage: Stage) -> None:
    stage.due("ana")
    stage.plan()
    stage.told("ana", next_on=stage.in_days(38))
    stage.dispatch(planned=False)
    assert stage.said == []
    assert stage.reminders() == {"ana": "cancelled paid"}


def test_an_amount_that_changed_meanwhile_is_the_one_that_is_said(
    stage: Stage, server: ScriptedServer
) -> None:
    stage.due("ana", amount_minor=1_200, member={"locale": "en"})
    stage.plan()
    stage.told("ana", amount_minor=77_700)
    stage.dispatch(planned=False)
    (letter,) = server.arrived
    assert b"777.00" in letter.content


def test_a_date_that_moved_away_meanwhile_moves_the_reminder(stage: Stage) -> None:
    stage.due("ana")
    stage.plan()
    stage.told("ana", next_on=stage.in_days(12))
    stage.dispatch(planned=False)
    assert stage.said == []
    assert stage.reminders() == {"ana": "planned moved"}
    stage.advance(days=5)
    stage.dispatch()
    assert stage.said == ["ana@example.org"]


def test_what_comes_too_late_at_night_waits_for_the_morning(stage: Stage) -> None:
    stage.due("ana")
    stage.plan()
    stage.advance(hours=12)
    stage.dispatch(planned=False)
    assert stage.said == []
    (reminder,) = Reminder.objects.all()
    assert reminder.state == "planned"
    assert reminder.release_at == stage.now.replace(hour=9) + timedelta(days=1)


def test_after_the_due_moment_nothing_is_said(stage: Stage) -> None:
    stage.due("ana")
    stage.plan()
    stage.advance(days=8)
    stage.dispatch(planned=False)
    assert stage.said == []
    assert stage.reminders()["ana"].startswith("missed")


def test_facts_that_change_during_a_slow_dispatch_are_seen(stage: Stage, server: ScriptedServer) -> None:
    """The last look is at most five seconds old, however much was read ahead."""

    def slowly(talk: Talk) -> str:
        if talk.server.messages == 1:
            DueDate.objects.exclude(reminders__state="released").update(quiet="paused")
            connection.close()
            time.sleep(3.2)
        return ACCEPT

    stage.speak_by("email", server, connections=1)
    server.script = Script(message=slowly)
    stage.due(*(f"m{n}" for n in range(6)))
    done = stage.dispatch()
    assert done.accepted == 1
    assert done.withheld == {"paused": 5}
    assert len(stage.said) == 1


def test_a_superseded_step_is_silent(stage: Stage) -> None:
    stage.rule("renewals", step("7 days"), step("3 days"))
    stage.due("ana")
    stage.advance(days=4)
    stage.rule("renewals", step("7 days"), step("3 days"), catch_up_hours=120)
    stage.dispatch()
    assert stage.said == ["ana@example.org"]
    states = {f"{r.step.key} {r.state} {r.reason}" for r in Reminder.objects.select_related("step")}
    assert states == {"7-days skipped superseded", "3-days released claimed"}
