"""A shop is connected, tried, pulled and rehearsed; what happens there just before we speak is seen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from forenotice.ledger.models import Subscription
from forenotice.planner.queries import upcoming
from forenotice.planner.states import Reason
from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, pull_due, try_source
from forenotice.sources.report import PullReport
from tests.sources.shops import KEY, SECRET, TestShop, open_shop, saying, subscription
from tests.stories.life import Life
from tests.support.world import ACTOR, at


@pytest.fixture
def shop(settings: Any) -> Iterator[TestShop]:
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    with open_shop() as opened:
        yield opened


def _connect(life: Life, shop: TestShop, fresh_for_days: int = 45) -> Source:
    declare_source(
        organization=life.organization,
        key="shop",
        kind="woocommerce",
        settings={"url": shop.url},
        fresh_for_days=fresh_for_days,
        secrets={"consumer_key": KEY, "consumer_secret": SECRET},
        actor=ACTOR,
        now=life.now,
    )
    return Source.objects.get(organization=life.organization, key="shop")


def _pull(life: Life) -> PullReport:
    [report] = pull_due(organization=life.organization, now=life.now, stop=lambda: False)
    return report


def _paid_on(number: int, day: str, **told: object) -> dict[str, object]:
    told = {"date_modified_gmt": f"2026-01-02T10:00:0{number}"} | told
    return subscription(number, next_payment_date_gmt=f"{day}T12:00:00", **told)


def test_from_the_first_look_to_a_cancellation_a_minute_before(
    begin: Callable[..., Life], shop: TestShop
) -> None:
    life = begin("2026-01-05", live=False)
    life.rule("renewals", "7 days")
    shop.put(
        *(_paid_on(number, "2026-01-31") for number in (1, 2, 3)), _paid_on(4, "2026-01-31", status="lost")
    )
    source = _connect(life, shop)
    trial = try_source(organization=life.organization, source=source, now=life.now)
    assert trial.checked.found == ["3 subscriptions, 3 of them active."]
    assert (trial.report.created, Subscription.objects.count()) == (3, 0)
    assert _pull(life).created == 3
    life.until("2026-01-23")
    # Nothing of this was pulled when the reminders are due the next morning.
    cancelled = _paid_on(2, "2026-01-31", status="cancelled", date_modified_gmt="2026-01-23T20:00:00")
    shop.put(cancelled)
    del shop.subscriptions[3]
    life.until("2026-01-25")
    life.expect("2026-01-24 7-days 1")
    # A shop that cannot be asked does not hold up what its fresh facts say.
    shop.put(_paid_on(5, "2026-02-05", date_modified_gmt="2026-01-25T09:00:00"))
    report = _pull(life)
    assert (report.created, report.failure) == (1, "")
    shop.instead = saying(503)
    life.until("2026-01-30")
    life.expect("2026-01-29 7-days 5")


def test_what_a_shop_says_again_and_again_is_foreseen_to_stay_fresh(
    begin: Callable[..., Life], shop: TestShop
) -> None:
    life = begin("2026-01-05")
    life.rule("renewals", "7 days")
    shop.put(_paid_on(1, "2026-01-31"))
    _connect(life, shop, fresh_for_days=2)
    _pull(life)
    until = at("2026-01-31 00:00")
    assert [each.withheld for each in upcoming(life.organization, now=life.now, until=until)] == [None]
    # Nobody asks it any more.
    life.sleep(days=3)
    found = upcoming(life.organization, now=life.now, until=until)
    assert [each.withheld for each in found] == [Reason.STALE_FACTS]
