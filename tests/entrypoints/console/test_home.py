"""The start page: what an owner sees in a minute a week."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries, Settings

from forenotice.accounts.states import Mode, Role
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.engine.host import begin_pulse
from forenotice.engine.models import BrokenPulse
from forenotice.engine.queries import OwnerNeed
from forenotice.engine.states import Need
from forenotice.entrypoints.console.frame.charts import Column, Part, chart_of
from forenotice.entrypoints.console.home.health import health_of
from forenotice.planner.operations import count_ahead, count_past
from forenotice.rules.models import Rule
from forenotice.rules.states import RuleState
from tests.support.console import Person
from tests.support.stage import Stage

ABOUT_A_SOURCE = (Need.HALF_PARTED, Need.SOURCE_FAILING, Need.STALE_SOURCE, Need.REJECTED_ROWS)


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
    assert "Rehearsing; 2 things need you" in page or "Rehearsing; 1 thing needs you" in page
    assert 'href="/console/club/scheduled/doubts"' in page
    assert "Nobody knows whether 1 message arrived" in page
    assert "There is no address to write to." in page
    assert "?show=withheld&amp;reason=no_recipient" in page
    assert "Money ahead in EUR" in page
    assert "Money ahead in USD" in page
    assert "The card expires before the payment." in page
    assert page.count('<svg class="bars"') == 4
    assert 'hx-get="?part=without"' in page
    assert owner.look("", part="without").strip() == ""
    assert {(row["State"], row["Reminders"]) for row in owner.rows("left-by-day.csv")} >= {("Withheld", "1")}
    assert [row["Reminders"] for row in owner.rows("leaving-by-day.csv")]
    month, *_ = [row for row in owner.rows("revenue.csv") if row["Currency"] == "USD"]
    assert (month["By"], month["Expected"], month["Payments"]) == ("month", "40.00", "1")
    french = Person(stage.organization, Role.VIEWER, "fr").look()
    assert "Argent à venir en EUR" in french
    assert "Renouvellement\u00a0: 1" in french
    Rule.objects.filter(organization=stage.organization).update(state=RuleState.OFF)
    assert "no reminder</a>" in owner.look("", part="without")


def test_all_is_well_only_when_it_is(stage: Stage) -> None:
    mine, now = stage.organization, datetime.now(UTC)
    mine.mode = Mode.LIVE
    needs: list[list[Need]] = [[], [Need.MISSED], [Need.MISSED, Need.PULSE_BROKEN]]
    assert [health_of(mine, now, each).condition for each in needs] == ["well", "needs_you", "broken"]
    BrokenPulse.objects.create(organization=mine, since_at=now - timedelta(hours=3), fault="DataError")
    told = {
        "en": "Reminders could not be prepared since",
        "fr": "Les rappels n’ont pas pu être préparés depuis",
    }
    for language, words in told.items():
        page = Person(mine, language=language).look()
        assert words in page
        assert 'href="/console/club/settings/host"' in page
    assert "“DataError”" in Person(mine).look("settings/host")
    BrokenPulse.objects.filter(organization=mine).delete()
    begin_pulse(now=datetime.now(UTC) - timedelta(hours=1))
    assert "Nothing is running" in Person(stage.organization).look()


def test_what_needs_a_person_leads_to_where_it_is_seen_to() -> None:
    visitor = SimpleNamespace(organization=SimpleNamespace(key="club"))
    led = {
        need: re.findall(
            'href="/console/club/([^"]+)"',
            render_to_string(
                "home/where.html", {"each": OwnerNeed(need, 1, "", subject), "visitor": visitor}
            ),
        )
        for need in Need
        for subject in ["shop" if need in ABOUT_A_SOURCE else ""]
    }
    assert led == {
        Need.PULSE_BROKEN: ["settings/host"],
        Need.UNKNOWN: ["scheduled/doubts"],
        Need.UNREACHED: ["scheduled/letters"],
        Need.CHANNEL_FAILING: ["settings/ways-out"],
        Need.CHANNEL_OFF: ["settings/ways-out"],
        Need.NO_WAY_OUT: ["settings/ways-out"],
        Need.UNCLEAR_ROWS: ["settings/sources"],
        Need.MISSED: ["scheduled/?show=missed"],
        Need.BOUNCED: ["scheduled/deliveries?state=bounced"],
    } | {key: ["settings/sources/shop"] for key in ABOUT_A_SOURCE}


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
