"""MemberPress: rows that the rules in its code produce, and what they mean."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forenotice.ledger.facts import SubscriptionFacts
from tests.sources.sql.opened import facts, opened, pull, unclear
from tests.support.mariadb import MariadbServer
from tests.support.wordpress import MEMBERPRESS, Wordpress

FOR_EVER = "0000-00-00 00:00:00"
GATEWAYS = (
    'a:2:{s:6:"off-01";a:2:{s:5:"label";s:7:"Invoice";s:7:"gateway";s:21:"MeprArtificialGateway";}'
    's:6:"str-01";a:1:{s:7:"gateway";s:17:"MeprStripeGateway";}}'
)
SETTINGS = (
    'a:4:{s:15:"account_page_id";i:31;s:13:"currency_code";s:3:"GBP";s:12:"integrations";'
    + GATEWAYS
    + 's:5:"other";b:1;}'
)


@pytest.fixture(scope="module")
def site(mariadb: MariadbServer) -> Wordpress:
    """A site with one membership for sale, and one gateway of each kind."""
    site = Wordpress(mariadb, MEMBERPRESS)
    site.option(mepr_options=SETTINGS)
    site.put("posts", ID=40, post_title="Gold", post_type="memberpressproduct", post_status="publish")
    site.meta("postmeta", "post_id", 40, _mepr_product_price="60.00")
    return site


def subscribe(
    site: Wordpress, *, paid: tuple[str, ...] = ("2027-01-15 08:00:00",), confirmed: str = "", **changes: Any
) -> int:
    """A subscription with its transactions, given by when they expire; return its number."""
    told: dict[str, Any] = {
        "user_id": 1,
        "product_id": 40,
        "subscr_id": "mp-1",
        "total": "12.00",
        "gateway": "str-01",
        "period": 1,
        "period_type": "months",
        "limit_cycles": 0,
        "limit_cycles_num": 2,
        "trial": 0,
        "trial_amount": 0,
        "prorated_trial": 0,
        "status": "active",
        "created_at": "2026-10-15 08:00:00",
    } | changes
    site.put("mepr_subscriptions", **told)
    id_ = int(site.server.one(site.name, "SELECT MAX(id) FROM wp_mepr_subscriptions"))
    kinds = [("complete", "payment", expires) for expires in paid]
    if confirmed:
        kinds.append(("confirmed", "subscription_confirmation", confirmed))
    for status, kind, expires in kinds:
        transact(site, subscription_id=id_, status=status, txn_type=kind, expires_at=expires)
    return id_


def transact(site: Wordpress, **values: Any) -> None:
    usual = {"user_id": 1, "product_id": 40, "trans_num": "t", "status": "complete", "txn_type": "payment"}
    site.put("mepr_transactions", **(usual | {"created_at": "2026-12-15 08:00:00"} | values))


def confirm(site: Wordpress, id_: object) -> SubscriptionFacts:
    told = opened(site.settings("memberpress")).confirm(str(id_), seconds=10)
    assert isinstance(told, SubscriptionFacts), told
    return told


def test_a_subscription_of_the_usual_kind(site: Wordpress) -> None:
    card = {"cc_last4": "0042", "cc_exp_month": "4", "cc_exp_year": "2028"}
    id_ = subscribe(site, paid=("2026-12-15 08:00:00", "2027-01-15 08:00:00"), **card)
    told = confirm(site, id_)
    assert (told.standing, told.payer_kind, told.amount_minor, told.currency) == (
        "active",
        "automatic",
        1200,
        "GBP",
    )
    assert told.next_at == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert (told.interval_count, told.interval_unit, told.total_payments) == (1, "month", None)
    assert (told.card_last4, told.card_expires_on) == ("0042", date(2028, 4, 30))
    assert (told.product.external_id, told.product.name, told.member.email) == (
        "40",
        "Gold",
        "ada@example.org",
    )
    assert told.details["links"] == {
        "update": f"https://club.example/?page_id=31&action=update&sub={id_}",
        "manage": "https://club.example/?page_id=31&action=subscriptions",
        "cancel": "https://club.example/?page_id=31&action=subscriptions",
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # The card of 1999 that stands in every row without one is none.
        ({}, {"card_last4": "", "card_expires_on": None}),
        ({"gateway": "off-01"}, {"payer_kind": "manual"}),
        ({"gateway": "manual"}, {"payer_kind": "manual"}),
        ({"gateway": "unknown"}, {"payer_kind": "automatic"}),
        ({"status": "suspended"}, {"standing": "paused"}),
        ({"status": "cancelled"}, {"standing": "cancelled"}),
        ({"period_type": "years"}, {"interval_unit": "year"}),
        ({"paid": (FOR_EVER,), "period_type": "lifetime"}, {"next_at": None, "interval_unit": ""}),
        # A transaction that only confirms holds for a day, and is no date of a payment.
        ({"paid": (), "confirmed": "2026-10-16 08:00:00"}, {"next_at": None}),
        # The plugin writes the last second of a day in UTC, which is the next day already where Paris is.
        ({"paid": ("2027-01-15 23:59:59",)}, {"next_on": date(2027, 1, 15), "next_at": None}),
        (
            {"paid": (), "confirmed": "2027-01-14 08:00:00", "trial": 1},
            {
                "trial_ends_at": datetime(2027, 1, 14, 8, tzinfo=UTC),
                "next_at": datetime(2027, 1, 14, 8, tzinfo=UTC),
            },
        ),
        ({"trial": 1, "trial_amount": "1.00"}, {"trial_ends_at": datetime(2027, 1, 15, 8, tzinfo=UTC)}),
        ({"trial": 1, "paid": ("2026-12-15 08:00:00", "2027-01-15 08:00:00")}, {"trial_ends_at": None}),
        ({"limit_cycles": 1, "limit_cycles_num": 6}, {"total_payments": 6, "payments_made": 1}),
        # A trial that was paid for is not one of the payments that are limited, so it comes on top.
        ({"limit_cycles": 1, "limit_cycles_num": 6, "trial": 1, "trial_amount": "1"}, {"total_payments": 7}),
    ],
)
def test_gateways_trials_and_limited_payments(
    site: Wordpress, changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    told = confirm(site, subscribe(site, **changes))
    assert {name: getattr(told, name) for name in expected} == expected


def test_memberships_that_were_paid_once(site: Wordpress) -> None:
    site.member(21, "grace@example.org")
    for expires in ("2026-03-01 23:59:59", "2027-03-01 23:59:59"):
        transact(site, user_id=21, subscription_id=0, expires_at=expires)
    transact(site, user_id=21, product_id=41, subscription_id=0, expires_at=FOR_EVER)
    source = opened(site.settings("memberpress"))
    found = confirm(site, "once-21-40")
    assert (found.term_ends_on, found.payer_kind, found.amount_minor) == (date(2027, 3, 1), "manual", 6000)
    assert found.details["links"]["pay"] == "https://club.example/?page_id=40"
    told = facts(pull(source))
    assert "once-21-40" in told
    assert "once-21-41" not in told
    subscribe(site, user_id=21)
    assert source.confirm("once-21-40", seconds=10) is None
    source.close()


def test_all_is_told_again_as_soon_as_anything_changed(site: Wordpress) -> None:
    pending, known = subscribe(site, status="pending"), subscribe(site)
    source = opened(site.settings("memberpress"))
    pages = pull(source, page=3)
    assert unclear(pages) == []
    assert pages[-1].is_whole
    assert str(known) in facts(pages)
    assert str(pending) not in facts(pages)
    assert pages[0].total == len(facts(pages))
    middle = facts([*pages[:1], *pull(source, pages[0].cursor, page=3)])
    assert middle.keys() == facts(pages).keys()
    (silent,) = pull(source, pages[-1].cursor)
    assert (silent.facts, silent.is_whole) == ((), False)
    # Not even an address can change unseen, although it stands in no table of the plugin.
    site.run("UPDATE wp_users SET user_email = 'ada@new.example' WHERE ID = 1")
    news = pull(source, silent.cursor)
    assert facts(news)[str(known)].member.email == "ada@new.example"
    assert facts(pull(source, news[-1].cursor)) == {}
    source.close()
