"""The start page: what an owner sees in a minute a week."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from forenotice.accounts.states import Role
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.engine.host import begin_pulse
from forenotice.entrypoints.console.frame.charts import Column, Part, chart_of
from forenotice.planner.operations import count_ahead, count_past
from tests.support.console import Person
from tests.support.stage import Stage


@pytest.fixture
def stage(transactional_db: None, settings: Settings, tmp_path: Path) -> Stage:
    """A club that spoke to Ana today and will to Eve next week; its pulse has just run."""
    settings.FORENOTICE_HOME = tmp_path
    stage = Stage(now=datetime.now(UTC).replace(hour=12) - timedelta(days=1), live=False)
    stage.rule("weekly", "7 days")
    stage.told("eve", next_on=stage.in_days(15), card_expires_on=stage.in_days(10))
    stage.told("ben", next_on=stage.in_days(8), member={"email": ""}, amount_minor=4_000, currency="USD")
    stage.due("ana")
    stage.dispatch()
    count_ahead(organization=stage.organization, now=stage.now)
    count_past(organization=stage.organization)
    begin_pulse(now=datetime.now(UTC))
    return stage


def test_one_look_tells_how_it_goes(
    stage: Stage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Delivery.objects.filter(organization=stage.organization).update(
        state=DeliveryState.UNKNOWN, reason=DeliveryReason.NO_ANSWER
    )
    owner = Person(stage.organization)
    with django_assert_max_num_queries(15):
        page = owner.look()
    assert "Rehearsing" in page
    assert "nobody knows whether they arrived" in page
    assert "There is no address to write to." in page
    assert "?show=withheld&amp;reason=no_recipient" in page
    assert "Money ahead in EUR" in page
    assert "Money ahead in USD" in page
    assert "The card expires before the payment." in page
    assert page.count('<svg class="bars"') == 4
    french = Person(stage.organization, Role.VIEWER, "fr").look()
    assert "Argent à venir en EUR" in french


def test_a_loop_that_stopped_is_seen(stage: Stage) -> None:
    begin_pulse(now=datetime.now(UTC) - timedelta(hours=1))
    assert "Nothing is running" in Person(stage.organization).look()


@pytest.mark.django_db
def test_an_empty_house_leads_to_the_start(owner: Person) -> None:
    page = owner.look()
    assert "Begin here" in page
    assert 'href="/console/club/start/"' in page


def test_bars_are_as_tall_as_their_sizes() -> None:
    chart = chart_of(
        [Column("a", "a", [Part(10, "one"), Part(30, "two")]), Column("b", "b", [Part(0, "one")])]
    )
    one, two = chart.bars[0].boxes
    assert chart.tallest == 40
    assert two.height == pytest.approx(3 * one.height, abs=0.2)
    assert two.y + two.height == pytest.approx(one.y, abs=0.2)
    assert chart.bars[1].boxes == []
    assert chart_of([]).bars == []
