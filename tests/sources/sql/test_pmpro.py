"""Paid Memberships Pro: rows that the rules in its code produce, and what they mean."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forenotice.ledger.facts import SubscriptionFacts
from tests.sources.sql.opened import facts, opened, pull, unclear
from tests.support.mariadb import MariadbServer
from tests.support.wordpress import PMPRO, Wordpress

PRESET = "paid-memberships-pro"


@pytest.fixture(scope="module")
def site(mariadb: MariadbServer) -> Wordpress:
    """A site with one level and the plugin's pages."""
    site = Wordpress(mariadb, PMPRO, prefix="wp7_")
    site.put("pmpro_membership_levels", id=3, name="Gold", initial_payment="50.00")
    site.option(pmpro_currency="USD", pmpro_account_page_id="11", pmpro_billing_page_id="12")
    site.option(pmpro_cancel_page_id="13", pmpro_checkout_page_id="14")
    return site


def subscribe(site: Wordpress, key: str, *, orders: tuple[str, ...] = ("20.00",), **changes: Any) -> int:
    """A subscription with its successful orders, the first one first; return its number."""
    told: dict[str, Any] = {
        "user_id": 1,
        "membership_level_id": 3,
        "gateway": "stripe",
        "gateway_environment": "live",
        "subscription_transaction_id": key,
        "status": "active",
        "startdate": "2026-12-01 09:30:00",
        "next_payment_date": "2027-02-01 03:30:00",
        "billing_amount": "20.00",
        "cycle_number": 1,
        "cycle_period": "Month",
        "billing_limit": 0,
        "trial_amount": 0,
        "trial_limit": 0,
    } | changes
    site.put("pmpro_subscriptions", **told)
    for number, total in enumerate(orders):
        subtotal, _, tax = total.partition("+")
        site.put(
            "pmpro_membership_orders",
            code=f"{key.upper()}{number}",
            subtotal=subtotal,
            total=str(float(subtotal) + float(tax or 0)),
            cardtype="Visa",
            accountnumber="XXXXXXXXXXXX4242",
            expirationmonth="4",
            expirationyear="2028",
            status="success",
            gateway=told["gateway"],
            gateway_environment=told["gateway_environment"],
            timestamp=f"2026-{12 - len(orders) + number + 1:02}-01 09:30:00",
            subscription_transaction_id=key,
        )
    return int(site.server.one(site.name, "SELECT MAX(id) FROM wp7_pmpro_subscriptions"))


def confirm(site: Wordpress, id_: object) -> SubscriptionFacts:
    told = opened(site.settings(PRESET)).confirm(str(id_), seconds=10)
    assert isinstance(told, SubscriptionFacts), told
    return told


def test_a_subscription_of_the_usual_kind(site: Wordpress) -> None:
    id_ = subscribe(site, "sub_usual", orders=("20.00", "20.00"))
    told = confirm(site, id_)
    assert (told.standing, told.payer_kind, told.amount_minor, told.currency) == (
        "active",
        "automatic",
        2000,
        "USD",
    )
    # Its times are in UTC, whatever the site's own zone is.
    assert told.next_at == datetime(2027, 2, 1, 3, 30, tzinfo=UTC)
    assert (told.interval_count, told.interval_unit, told.payments_made, told.total_payments) == (
        1,
        "month",
        2,
        None,
    )
    assert (told.order_number, told.card_brand, told.card_last4) == ("SUB_USUAL1", "Visa", "4242")
    assert told.card_expires_on == date(2028, 4, 30)
    assert (told.member.first_name, told.member.email, told.member.locale) == (
        "Ada",
        "ada@example.org",
        "de-DE",
    )
    assert (told.product.external_id, told.product.name, told.product.level) == ("3", "Gold", "Gold")
    assert told.details["links"] == {
        "update": f"https://club.example/?page_id=12&pmpro_subscription_id={id_}",
        "manage": "https://club.example/?page_id=11",
        "cancel": "https://club.example/?page_id=13&levelstocancel=3",
    }
    assert not told.next_is_estimated


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"gateway": "check"}, {"payer_kind": "manual"}),
        ({"orders": ("20.00+4.00", "20.00+4.00")}, {"amount_minor": 2400}),
        ({"billing_limit": 6, "orders": ("20.00",) * 3}, {"total_payments": 7, "payments_made": 3}),
        ({"status": "cancelled", "next_payment_date": None}, {"standing": "cancelled", "next_at": None}),
        ({"cycle_period": "Year", "cycle_number": 2}, {"interval_unit": "year", "interval_count": 2}),
        # The first payment is not one of the trial's: of three trial payments two are still to come.
        (
            {"trial_limit": 3, "trial_amount": "5.00", "orders": ("5.00", "5.00")},
            {"amount_minor": 500, "trial_ends_at": None},
        ),
        (
            {"trial_limit": 1, "trial_amount": "5.00", "orders": ("5.00", "5.00")},
            {"amount_minor": 2000, "trial_ends_at": datetime(2027, 2, 1, 3, 30, tzinfo=UTC)},
        ),
        # Nothing was paid at the checkout, so that the first charge ends a trial.
        (
            {"orders": ("0",)},
            {"amount_minor": 2000, "trial_ends_at": datetime(2027, 2, 1, 3, 30, tzinfo=UTC)},
        ),
        # A gateway that keeps the date to itself: worked out from the last payment.
        (
            {"gateway": "paypalstandard", "next_payment_date": None},
            {"next_on": date(2027, 1, 1), "next_is_estimated": True},
        ),
        (
            {"gateway": "paypalstandard", "next_payment_date": None, "orders": ()},
            {"next_on": None, "next_is_estimated": False},
        ),
    ],
)
def test_trials_limits_gateways_and_tax(
    site: Wordpress, changes: dict[str, Any], expected: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    told = confirm(site, subscribe(site, f"sub_{abs(hash(request.node.name))}"[:60], **changes))
    assert {name: getattr(told, name) for name in expected} == expected


def test_memberships_that_end_by_themselves(site: Wordpress) -> None:
    site.member(21, "grace@example.org")
    for status, start, end in (
        ("expired", "2025-02-01", "2026-02-01"),
        ("active", "2026-02-01", "2027-02-01"),
    ):
        told = {"status": status, "startdate": f"{start} 00:00:00", "enddate": f"{end} 23:59:59"}
        site.put("pmpro_memberships_users", user_id=21, membership_id=3, **told)
    found = confirm(site, "membership-21-3")
    # The end is the site's own day: in Paris it would already be the next one.
    assert (found.term_ends_on, found.standing, found.payer_kind) == (date(2027, 2, 1), "active", "manual")
    assert (found.amount_minor, found.next_on, found.next_at) == (5000, None, None)
    assert found.details["links"]["pay"] == "https://club.example/?page_id=14&pmpro_level=3"
    id_ = subscribe(site, "sub_grace", user_id=21)
    source = opened(site.settings(PRESET))
    assert source.confirm("membership-21-3", seconds=10) is None
    told_now = facts(pull(source))
    assert str(id_) in told_now
    assert "membership-21-3" not in told_now
    assert source.confirm("membership-x-3", seconds=10) is None
    source.close()


@pytest.mark.parametrize(
    ("changes", "is_called_off"),
    [
        ({}, True),
        # It came to its end by itself, after as many payments as there were to be.
        ({"billing_limit": 3}, False),
        # That was an earlier membership.
        ({"startdate": "2025-01-10 09:30:00"}, False),
    ],
)
def test_whoever_cancelled_and_may_stay_till_the_end_is_not_asked_to_renew(
    site: Wordpress, changes: dict[str, Any], is_called_off: bool, request: pytest.FixtureRequest
) -> None:
    number = 30 + abs(hash(request.node.name)) % 1_000_000
    site.member(number, f"member{number}@example.org")
    dates = {"startdate": "2026-12-01 04:30:00", "enddate": "2027-02-01 23:59:59"}
    site.put("pmpro_memberships_users", user_id=number, membership_id=3, status="active", **dates)
    over = {"status": "cancelled", "next_payment_date": None, "user_id": number}
    subscribe(site, f"sub_off_{number}", **(over | changes))
    told = confirm(site, f"membership-{number}-3")
    assert (told.cancel_at_period_end, told.standing) == (is_called_off, "active")


def test_only_what_changed_is_told_again_and_a_cancellation_is_seen(site: Wordpress) -> None:
    id_ = subscribe(site, "sub_news")
    subscribe(site, "sub_test", gateway_environment="sandbox")
    source = opened(site.settings(PRESET), now=datetime.now(UTC))
    site.run("UPDATE wp7_pmpro_subscriptions SET modified = NOW() - INTERVAL 1 HOUR")
    pages = pull(source)
    assert unclear(pages) == []
    assert pages[-1].is_whole
    first = facts(pages)
    assert {each.order_number[:8] for each in first.values()}.isdisjoint({"SUB_TEST"})
    site.run(
        f"UPDATE wp7_pmpro_subscriptions SET status = 'cancelled', next_payment_date = NULL WHERE id = {id_}"
    )
    news = facts(pull(source, pages[-1].cursor))
    assert news[str(id_)].standing == "cancelled"
    assert set(news) <= {str(id_)} | {key for key in first if key.startswith("membership")}
    checked = source.check()
    assert any("pmpro_subscriptions" in each for each in checked.found)
    source.close()


def test_a_site_without_the_plugin_says_so(mariadb: MariadbServer) -> None:
    from forenotice.sources.errors import SourceRefusedError

    name = mariadb.new_database()
    settings = {"database": f"mysql://root@127.0.0.1:{mariadb.port}/{name}", "preset": PRESET}
    with pytest.raises(SourceRefusedError, match="table prefix"):
        opened(settings).check()
