"""What an owner should look at, in few questions."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from forenotice.consent.operations import NewSuppression, suppress
from forenotice.consent.states import SuppressionReason
from forenotice.dispatcher.models import ChannelFailure, Delivery, DeliveryEvent
from forenotice.dispatcher.states import DeliveryState
from forenotice.engine.operations import count_again, let_rest
from forenotice.engine.queries import count_behind, needs_owner, seen_until
from forenotice.engine.states import NEED_SENTENCES, Need
from forenotice.sources.models import Source
from forenotice.sources.operations import import_file
from tests.engine.owned_stage import OwnedStage
from tests.engine.test_owner_words import GOOD, ROW
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import ACTOR


def behind(stage: OwnedStage) -> set[Need]:
    return {need for need, count in count_behind(stage.organization, stage.now).items() if count}


@pytest.fixture
def stage(transactional_db: None, home: Path) -> Iterator[OwnedStage]:
    with ScriptedServer() as running:
        made = OwnedStage(running)
        yield made
        made.close()


def test_each_need_is_counted_and_told_where_to_look(
    stage: OwnedStage, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert needs_owner(stage.organization, stage.now) == []
    stage.due("ana", "ben")
    stage.pulse()
    sent, other = Delivery.objects.filter(organization=stage.organization).order_by("pk")
    Delivery.objects.filter(pk=sent.pk).update(state=DeliveryState.UNKNOWN)
    Delivery.objects.filter(pk=other.pk).update(state=DeliveryState.BOUNCED)
    for number in range(2):
        DeliveryEvent.objects.create(
            organization=stage.organization,
            provider="smtp",
            event_id=str(number),
            kind="bounced",
            canonical="ben@example.org",
            happened_at=stage.now,
            received_at=stage.now,
            delivery=other,
        )
    ChannelFailure.objects.create(
        organization=stage.organization,
        channel=sent.channel,
        mode=stage.organization.mode,
        failing_since=stage.now - timedelta(hours=1),
        failures=3,
        paused_until=stage.now,
    )
    path = tmp_path / "march.csv"
    path.write_text(GOOD + ROW.format(who="cem", on="some day") + ROW.format(who="dee", on="2027-05-02"))
    import_file(organization=stage.organization, path=path, actor=ACTOR, now=stage.now)
    Source.objects.filter(organization=stage.organization).update(last_told_at=stage.now - timedelta(days=90))
    stage.due("eva")
    stage.advance(days=4)
    stage.pulse()
    organization = stage.organization
    with django_assert_max_num_queries(3):
        found = needs_owner(organization, stage.now)
    assert [(one.need, one.count, one.subject, one.command) for one in found] == [
        (Need.UNKNOWN, 1, "", "forenotice deliveries unknown"),
        (Need.STALE_SOURCE, 1, "csv", "forenotice sources show csv"),
        (Need.CHANNEL_FAILING, 1, "", "forenotice channels list"),
        (Need.REJECTED_ROWS, 1, "csv", "forenotice sources show csv"),
        (Need.MISSED, 1, "", "forenotice reminders --state missed"),
        (Need.BOUNCED, 1, "", "forenotice deliveries list --state bounced"),
    ]
    assert all(one.sentence == NEED_SENTENCES[one.need] for one in found)
    rests: dict[str, Any] = {"organization": organization, "actor": ACTOR}
    for need, left in ((Need.MISSED, Need.BOUNCED), (Need.BOUNCED, Need.MISSED)):
        let_rest(need=need, until=stage.now, now=stage.now, **rests)
        assert behind(stage) == {left}
        count_again(need=need, now=stage.now, **rests)
        let_rest(need=need, until=stage.now - timedelta(days=9), now=stage.now, **rests)
        assert behind(stage) == {Need.MISSED, Need.BOUNCED}, "what came later was not seen yet"
        let_rest(need=need, until=stage.now + timedelta(days=5), now=stage.now, **rests)
        assert seen_until(organization, need) == stage.now
        count_again(need=need, now=stage.now, **rests)
        assert seen_until(organization, need) == stage.now - timedelta(days=9)
    stage.told("ben", next_on=stage.in_days(20), member={"email": " Ben@example.org"})
    stage.told("eva", standing="ended")
    assert behind(stage) == {Need.BOUNCED}, "whoever has left misses nothing"
    stage.told("ben", next_on=stage.in_days(20), member={"email": "ben@example.net"})
    assert behind(stage) == set(), "mail goes to another address now"
    shut = NewSuppression("ben@example.net", SuppressionReason.HARD_BOUNCE, "")
    suppress(organization=organization, wanted=[shut], actor=ACTOR, now=stage.now)
    assert behind(stage) == {Need.BOUNCED}, "which is of no use either"
    Delivery.objects.filter(pk=other.pk).update(state=DeliveryState.ACCEPTED)
    assert behind(stage) == set(), "it was sent again"
    Delivery.objects.filter(pk=other.pk).update(state=DeliveryState.BOUNCED)
    stage.advance(days=31)
    assert Need.BOUNCED not in [one.need for one in needs_owner(stage.organization, stage.now)]
