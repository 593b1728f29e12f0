"""MemberMouse: rows as its tables hold them, and what they mean."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from forenotice.ledger.facts import SubscriptionFacts
from tests.sources.sql.opened import facts, opened, pull, unclear
from tests.support.mariadb import MariadbServer
from tests.support.wordpress import MEMBERMOUSE, Wordpress

SERVICES = {"stripe": 1, "paypal": 2, "offline": 3}


@pytest.fixture(scope="module")
def site(mariadb: MariadbServer) -> Wordpress:
    """A site with two products, of which one limits its payments, and a service of each kind."""
    site = Wordpress(mariadb, MEMBERMOUSE)
    site.put("mm_products", id=5, name="Gold", do_limit_payments=0, number_of_payments=None)
    site.put("mm_products", id=6, name="Course", do_limit_payments=1, number_of_payments=4)
    site.put("mm_membership_levels", id=2, name="Insiders")
    site.put("mm_bundles", id=8, name="Videos")
    for token, id_ in SERVICES.items():
        site.put("mm_payment_services", id=id_, token=token)
    return site


class Buyer:
    """One more member of the site, with one order."""

    number = 100

    def __init__(self, site: Wordpress, *, status: int = 1) -> None:
        Buyer.number += 1
        self.site, self.id = site, Buyer.number
        site.member(self.id, f"m{self.id}@example.org", first_name="Old")
        place = {"billing_address1": "1 Main St", "billing_city": "Boston", "billing_country": "US"}
        site.put(
            "mm_user_data", wp_user_id=self.id, status=status, first_name="Ada", last_name="Lovelace", **place
        )

    def subscribe(
        self,
        service: str = "stripe",
        *,
        charged: str = "2027-02-01 09:30:00",
        payments: int = 2,
        **changes: Any,
    ) -> int:
        """A recurring item of an order; return its number."""
        self.site.put(
            "mm_orders",
            id=self.id,
            order_number=f"MM-{self.id}",
            payment_id=SERVICES[service],
            user_id=self.id,
            date_added="2026-12-01 09:30:00",
        )
        usual = {
            "item_type": 1,
            "description": "Gold",
            "currency": "USD",
            "quantity": 1,
            "item_id": 5,
            "status": 1,
        }
        amounts = {"recurring_amount": "29.0000", "recurring_discount": None, "trial_duration": None}
        rebill = {"rebill_period": 1, "rebill_frequency": "months", "is_recurring": 1, "is_test": 0}
        self.site.put("mm_order_items", id=self.id, order_id=self.id, **(usual | amounts | rebill | changes))
        if charged:
            self.site.put("mm_scheduled_events", id=self.id, event_type=1, scheduled_date=charged, status=0)
            self.site.put("mm_scheduled_payments", id=self.id, user_id=self.id, order_item_id=self.id)
        for month in range(payments):
            paid = {
                "amount": "29.00",
                "transaction_type": 1,
                "transaction_date": f"2026-{12 - month:02}-20 22:00:00",
            }
            self.site.put(
                "mm_transaction_log", order_id=self.id, order_item_id=self.id, refund_id=None, **paid
            )
        return self.id


def confirm(site: Wordpress, id_: object, **options: str) -> SubscriptionFacts:
    told = opened(site.settings("membermouse", options=options)).confirm(str(id_), seconds=10)
    assert isinstance(told, SubscriptionFacts), told
    return told


def test_a_subscription_of_the_usual_kind(site: Wordpress) -> None:
    buyer = Buyer(site)
    id_ = buyer.subscribe()
    membership = {"access_type": "membership", "access_type_id": 2}
    site.put("mm_order_item_access", order_item_id=id_, user_id=id_, **membership)
    told = confirm(site, id_, account_url="https://club.example/account")
    assert (told.standing, told.payer_kind, told.amount_minor, told.currency) == (
        "active",
        "automatic",
        2900,
        "USD",
    )
    # Its times are the site's local ones: half past nine in New York.
    assert told.next_at == datetime(2027, 2, 1, 14, 30, tzinfo=UTC)
    assert (told.interval_count, told.interval_unit, told.order_number) == (1, "month", f"MM-{id_}")
    assert (told.member.first_name, told.member.country) == ("Ada", "US")
    assert (told.product.external_id, told.product.name, told.product.level) == ("5", "Gold", "Insiders")
    account = "https://club.example/account"
    assert told.details["links"] == {"update": account, "manage": account, "cancel": account}
    assert not told.next_is_estimated


@pytest.mark.parametrize(
    ("status", "standing", "is_cancelled"),
    [
        (1, "active", False),
        (2, "cancelled", False),
        (3, "paused", False),
        (4, "paused", False),
        (5, "past_due", False),
        (8, "ended", False),
        (9, "active", True),
        (77, "cancelled", False),
    ],
)
def test_every_status_of_a_member(site: Wordpress, status: int, standing: str, is_cancelled: bool) -> None:
    told = confirm(site, Buyer(site, status=status).subscribe())
    assert (told.standing, told.cancel_at_period_end) == (standing, is_cancelled)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"service": "offline"}, {"payer_kind": "manual"}),
        # PayPal charges by itself: a month after the last payment of 20 December.
        (
            {"service": "paypal", "charged": ""},
            {"next_on": date(2027, 1, 20), "next_is_estimated": True, "standing": "active"},
        ),
        ({"service": "paypal", "charged": "", "status": 3}, {"standing": "cancelled", "next_on": None}),
        ({"service": "paypal", "charged": "", "status": 5}, {"standing": "past_due"}),
        # What MemberMouse would charge itself is no longer in its schedule.
        ({"charged": ""}, {"standing": "cancelled", "next_is_estimated": False}),
        ({"status": 5}, {"standing": "past_due"}),
        ({"recurring_discount": "-9.0000"}, {"amount_minor": 2000}),
        ({"quantity": 3}, {"amount_minor": None}),
        ({"trial_duration": 14, "payments": 1}, {"trial_ends_at": datetime(2027, 2, 1, 14, 30, tzinfo=UTC)}),
        ({"trial_duration": 14, "payments": 2}, {"trial_ends_at": None}),
        ({"item_id": 6}, {"total_payments": 4, "payments_made": 2}),
        ({"rebill_frequency": "years"}, {"interval_unit": "year"}),
    ],
)
def test_services_trials_and_limited_payments(
    site: Wordpress, changes: dict[str, Any], expected: dict[str, Any]
) -> None:
    told = confirm(site, Buyer(site).subscribe(**changes))
    assert {name: getattr(told, name) for name in expected} == expected


def test_a_bundle_has_a_status_of_its_own(site: Wordpress) -> None:
    id_ = Buyer(site).subscribe()
    site.put("mm_order_item_access", order_item_id=id_, user_id=id_, access_type="bundle", access_type_id=8)
    site.put("mm_applied_bundles", access_type="user", access_type_id=id_, bundle_id=8, status=2)
    told = confirm(site, id_)
    assert (told.product.bundle, told.standing) == ("Videos", "cancelled")


def test_tests_and_single_payments_are_left_out(site: Wordpress) -> None:
    tested, once, known = (
        Buyer(site).subscribe(is_test=1),
        Buyer(site).subscribe(is_recurring=0),
        Buyer(site).subscribe(),
    )
    pages = pull(opened(site.settings("membermouse")))
    assert (unclear(pages), pages[-1].is_whole) == ([], True)
    assert str(known) in facts(pages)
    assert {str(tested), str(once)}.isdisjoint(facts(pages))
