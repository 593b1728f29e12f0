"""What a source says at the last look counts, and one that lies or breaks then stops nobody."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from forenotice.ledger.models import Subscription
from forenotice.sources.confirming import Asked
from forenotice.sources.contract import Answer, OpenSource
from forenotice.sources.models import Source
from forenotice.sources.opened import Opener
from forenotice.sources.operations import confirm_subscriptions, pull_source
from tests.sources.desk import NOW, Desk
from tests.sources.made_up import Club, MadeUpSource, told


@dataclass
class LyingSource(MadeUpSource):
    """A door behind which everything goes wrong that can."""

    def confirm(self, external_id: str, *, seconds: float) -> Answer:  # noqa: ARG002  It never takes long.
        match external_id:
            case "other":
                return told("fine", amount_minor=1)
            case "odd":
                return told("odd", details={"what": object()})
            case "broken":
                raise RuntimeError("secret")
        return self.club.now.get(external_id)

    def close(self) -> None:
        raise RuntimeError("secret")


@pytest.fixture
def club(desk: Desk) -> Club:
    club = Club()
    for key in ("fine", "other", "odd", "broken"):
        club.put(key)
    source = Source.objects.create(
        organization=desk.organization, key="club", kind="made-up", pull_every_minutes=10, fresh_for_days=3
    )
    pull_source(organization=desk.organization, source=source, opener=club.open, now=NOW)
    return club


def _ask(desk: Desk, opener: Opener, *keys: str) -> Asked:
    return confirm_subscriptions(
        organization=desk.organization, source_key="club", external_ids=keys, opener=opener, now=NOW
    )


def _amounts(desk: Desk) -> dict[str, int | None]:
    rows = Subscription.objects.filter(organization=desk.organization)
    return dict(rows.values_list("external_id", "amount_minor"))


def test_what_changed_is_known_and_what_broke_is_not_confirmed(desk: Desk, club: Club) -> None:
    club.put("fine", amount_minor=1500)
    asked = _ask(desk, lambda _source, _now: LyingSource(club), "fine", "other", "broken")
    assert asked.has_changed
    assert dict(asked.unconfirmed) == {
        "other": "It answered about another subscription.",
        "broken": "It broke (RuntimeError). Please report this.",
    }
    assert _amounts(desk) == {"fine": 1500, "other": 1200, "odd": 1200, "broken": 1200}


def test_what_cannot_be_kept_is_not_confirmed(desk: Desk, club: Club) -> None:
    asked = _ask(desk, lambda _source, _now: LyingSource(club), "odd")
    assert not asked.has_changed
    assert asked.unconfirmed["odd"].startswith("It broke (")


def test_a_source_that_cannot_be_opened_confirms_nothing(desk: Desk, club: Club) -> None:
    def fail(_source: Source, _now: datetime) -> OpenSource:
        raise KeyError("secret")

    asked = _ask(desk, fail, "fine")
    assert dict(asked.unconfirmed) == {"fine": "It broke (KeyError). Please report this."}
