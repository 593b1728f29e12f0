"""Just before speaking a source is asked again: briefly, and whatever it answers."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

from forenotice.ledger.models import Subscription
from forenotice.sources.contract import Answer
from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from forenotice.sources.models import Source
from forenotice.sources.operations import Asked, confirm_subscriptions, pull_source
from tests.sources.desk import NOW, Desk
from tests.sources.made_up import Club, MadeUpSource, told


class Moody(MadeUpSource):
    """Answers as it was told to, by the number in the id."""

    def confirm(self, external_id: str, *, seconds: float) -> Answer:
        if external_id == "s3":
            raise SourceUnavailableError("Not now.")
        if external_id == "s4":
            time.sleep(seconds)
            return None
        if external_id == "s5":
            raise ZeroDivisionError
        return super().confirm(external_id, seconds=seconds)


def _pulled(desk: Desk, club: Club) -> Source:
    source = Source.objects.create(
        organization=desk.organization, key="club", kind="made-up", pull_every_minutes=10, confirms=True
    )
    for number in range(6):
        club.put(f"s{number}")
    pull_source(organization=desk.organization, source=source, opener=club.open, now=NOW)
    return source


def _ask(desk: Desk, opener: Any, *keys: str, seconds: float = 5.0) -> Asked:
    return confirm_subscriptions(
        organization=desk.organization,
        source_key="club",
        external_ids=keys,
        opener=opener,
        seconds=seconds,
        now=NOW + timedelta(minutes=5),
    )


def test_what_changed_there_is_known_here_before_anything_is_said(desk: Desk) -> None:
    club = Club()
    source = _pulled(desk, club)
    club.put("s0", amount_minor=1500)
    club.drop("s1")
    asked = _ask(desk, club.open, "s0", "s1", "s2")
    assert asked == Asked({}, has_changed=True)
    rows = {row.external_id: row for row in Subscription.objects.filter(organization=desk.organization)}
    assert rows["s0"].amount_minor == 1500
    assert rows["s1"].gone_at is not None
    assert rows["s2"].gone_at is None
    assert not _ask(desk, club.open, "s0", "s2").has_changed
    source.refresh_from_db()
    assert source.cursor == "log:6", "the pull goes on where it was"


def test_whoever_does_not_answer_holds_nobody_up(desk: Desk) -> None:
    club = Club()
    _pulled(desk, club)
    club.log.append(("s2", replace(told("s2"), amount_minor=-1)))
    began = time.monotonic()
    asked = _ask(desk, lambda *_: Moody(club), "s0", "s2", "s3", "s4", "s5", seconds=0.5)
    assert time.monotonic() - began < 3
    assert asked.unconfirmed == {
        "s3": "Not now.",
        "s4": "There was no time left to ask.",
        "s5": "It broke (ZeroDivisionError). Please report this.",
    }
    # What it says of this one nobody understands: the facts that stand are fresh no more.
    assert asked.has_changed


def test_one_that_answers_nobody_is_asked_no_more(desk: Desk) -> None:
    club = Club()
    _pulled(desk, club)
    questions: list[str] = []

    class Silent(MadeUpSource):
        def confirm(self, external_id: str, *, seconds: float) -> Answer:
            questions.append(external_id)
            time.sleep(min(seconds, 0.05))
            raise SourceUnavailableError("Not now.")

    keys = [f"x{number}" for number in range(200)]
    asked = _ask(desk, lambda *_: Silent(club), *keys)
    assert set(asked.unconfirmed) == set(keys)
    assert len(questions) < 50

    def refuse(*_: object) -> Any:
        raise SourceRefusedError("The key is gone.")

    assert _ask(desk, refuse, "s0").unconfirmed == {"s0": "The key is gone."}
