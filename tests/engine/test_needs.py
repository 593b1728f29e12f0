"""What an owner should look at, in few questions."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from forenotice.dispatcher.models import ChannelFailure, Delivery, DeliveryEvent
from forenotice.dispatcher.states import DeliveryState
from forenotice.engine.queries import needs_owner
from forenotice.engine.states import NEED_SENTENCES, Need
from forenotice.sources.models import Source
from forenotice.sources.operations import import_file
from tests.engine.owned_stage import OwnedStage
from tests.engine.test_owner_words import GOOD, ROW
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import ACTOR


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
    stage.advance(days=31)
    assert Need.BOUNCED not in [one.need for one in needs_owner(stage.organization, stage.now)]
