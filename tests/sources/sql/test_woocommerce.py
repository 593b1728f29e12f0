"""WooCommerce Subscriptions, in both kinds of tables: the same subscriptions, told the same."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from forenotice.ledger.facts import SubscriptionFacts
from tests.sources.sql.opened import facts, opened, pull, unclear
from tests.support.mariadb import MariadbServer
from tests.support.wordpress import WOO_ORDERS, WOO_POSTS, Wordpress

ORDERS, POSTS = "woocommerce-subscriptions", "woocommerce-subscriptions-posts"
USUAL = {
    "_billing_period": "month",
    "_billing_interval": "1",
    "_requires_manual_renewal": "false",
    "_schedule_start": "2026-12-01 09:30:00",
    "_schedule_trial_end": "0",
    "_schedule_next_payment": "2027-02-01 03:30:00",
    "_schedule_end": "0",
}


class Shop:
    """A shop that writes subscriptions in one of the two ways."""

    def __init__(self, server: MariadbServer, preset: str) -> None:
        self.preset = preset
        self.site = Wordpress(server, WOO_ORDERS if preset == ORDERS else WOO_POSTS)
        self.site.option(woocommerce_myaccount_page_id="9")
        self.next = 100

    def subscribe(self, status: str = "wc-active", gateway: str = "stripe", **schedule: str) -> int:
        """A subscription of Ada's to two things, paid with her card; return its number."""
        self.next += 1
        id_, meta = self.next, USUAL | schedule | {"_stripe_source_id": "pm_ada"}
        moments = {"made": "2026-12-01 09:29:00", "changed": "2027-01-01 00:00:00"}
        if self.preset == ORDERS:
            self._in_orders(id_, status, gateway, moments, meta)
        else:
            self._in_posts(id_, status, gateway, moments, meta)
        for name, kind in (("Gold", "line_item"), ("Mug", "line_item"), ("SPRING", "coupon")):
            self.site.put("woocommerce_order_items", order_item_name=name, order_item_type=kind, order_id=id_)
        item = self.site.server.one(
            self.site.name,
            f"SELECT MIN(order_item_id) FROM wp_woocommerce_order_items WHERE order_id = {id_}",
        )
        bought = {"_product_id": "55", "_variation_id": "0", "_qty": "2"}
        self.site.meta("woocommerce_order_itemmeta", "order_item_id", item, **bought)
        return id_

    def _in_orders(
        self, id_: int, status: str, gateway: str, moments: Mapping[str, str], meta: Mapping[str, str]
    ) -> None:
        self.site.put(
            "wc_orders",
            id=id_,
            status=status,
            type="shop_subscription",
            currency="EUR",
            total_amount="24.50000000",
            customer_id=1,
            billing_email="ada@shop.example",
            date_created_gmt=moments["made"],
            date_updated_gmt=moments["changed"],
            payment_method=gateway,
        )
        place = {
            "address_1": "1 Rue A",
            "address_2": "bis",
            "city": "Lyon",
            "postcode": "69001",
            "country": "FR",
        }
        self.site.put(
            "wc_order_addresses",
            order_id=id_,
            address_type="billing",
            first_name="Ada",
            last_name="Lovelace",
            phone="+33 1",
            state="",
            **place,
        )
        self.site.meta("wc_orders_meta", "order_id", id_, **meta)

    def _in_posts(
        self, id_: int, status: str, gateway: str, moments: Mapping[str, str], meta: Mapping[str, str]
    ) -> None:
        self.site.put(
            "posts",
            ID=id_,
            post_type="shop_subscription",
            post_status=status,
            post_date_gmt=moments["made"],
            post_modified_gmt=moments["changed"],
        )
        order = {"_order_total": "24.50", "_order_currency": "EUR", "_customer_user": "1"}
        person = {"_billing_email": "ada@shop.example", "_billing_first_name": "Ada"}
        person |= {"_billing_last_name": "Lovelace", "_billing_phone": "+33 1", "_payment_method": gateway}
        place = {"_billing_address_1": "1 Rue A", "_billing_address_2": "bis", "_billing_city": "Lyon"}
        place |= {"_billing_postcode": "69001", "_billing_country": "FR", "_billing_state": ""}
        self.site.meta("postmeta", "post_id", id_, **(order | person | place | dict(meta)))

    def confirm(self, id_: int) -> SubscriptionFacts:
        """What one of them means."""
        told = opened(self.site.settings(self.preset)).confirm(str(id_), seconds=10)
        assert isinstance(told, SubscriptionFacts), told
        return told


@pytest.fixture(scope="module", params=[ORDERS, POSTS])
def shop(mariadb: MariadbServer, request: pytest.FixtureRequest) -> Shop:
    """A shop where Ada has stored a card."""
    shop = Shop(mariadb, request.param)
    shop.site.put("woocommerce_payment_tokens", token_id=7, gateway_id="stripe", token="pm_ada", user_id=1)
    card = {"card_type": "visa", "last4": "4242", "expiry_month": "04", "expiry_year": "2028"}
    shop.site.meta("woocommerce_payment_tokenmeta", "payment_token_id", 7, **card)
    return shop


def test_a_subscription_of_the_usual_kind(shop: Shop) -> None:
    id_ = shop.subscribe()
    told = shop.confirm(id_)
    assert (told.external_id, told.order_number, told.standing) == (str(id_), str(id_), "active")
    assert (told.amount_minor, told.currency, told.payer_kind) == (2450, "EUR", "automatic")
    assert told.next_at == datetime(2027, 2, 1, 3, 30, tzinfo=UTC)
    assert (told.interval_count, told.interval_unit, told.total_payments) == (1, "month", None)
    assert (told.member.external_id, told.member.email) == ("1", "ada@shop.example")
    assert (told.member.first_name, told.member.country, told.member.locale) == ("Ada", "FR", "de-DE")
    assert (told.product.external_id, told.product.name) == ("55", "Gold, Mug")
    assert (told.card_brand, told.card_last4, told.card_expires_on) == ("Visa", "4242", date(2028, 4, 30))
    address = {"street": "1 Rue A, bis", "city": "Lyon", "zip": "69001", "country": "FR"}
    own = f"https://club.example/?page_id=9&view-subscription={id_}"
    update = f"https://club.example/?page_id=9&subscription-payment-method={id_}"
    assert told.details == {
        "quantity": 2,
        "coupon": "SPRING",
        "links": {"update": update, "manage": own, "cancel": own},
        "addresses": {"billing": address},
    }


@pytest.mark.parametrize(
    ("status", "standing", "is_cancelled"),
    [
        ("wc-active", "active", False),
        ("wc-pending", "past_due", False),
        ("wc-on-hold", "past_due", False),
        ("wc-pending-cancel", "active", True),
        ("wc-cancelled", "cancelled", False),
        ("wc-expired", "ended", False),
        ("wc-switched", "ended", False),
    ],
)
def test_every_status_stands_for_something(
    shop: Shop, status: str, standing: str, is_cancelled: bool
) -> None:
    told = shop.confirm(shop.subscribe(status))
    assert (told.standing, told.cancel_at_period_end) == (standing, is_cancelled)


@pytest.mark.parametrize(
    ("gateway", "schedule", "expected"),
    [
        ("bacs", {}, {"payer_kind": "manual", "card_last4": ""}),
        ("", {}, {"payer_kind": "manual"}),
        ("stripe", {"_requires_manual_renewal": "true"}, {"payer_kind": "manual"}),
        ("ppcp-gateway", {}, {"payer_kind": "automatic", "card_last4": ""}),
        (
            "stripe",
            {"_schedule_trial_end": "2027-02-01 03:30:00"},
            {"trial_ends_at": datetime(2027, 2, 1, 3, 30, tzinfo=UTC)},
        ),
        # Six payments from December on, of which two were made.
        (
            "stripe",
            {"_schedule_end": "2027-06-01 09:30:00"},
            {"total_payments": 6, "payments_made": 2, "term_ends_on": date(2027, 6, 1)},
        ),
        # After a trial the first payment comes with its end.
        (
            "stripe",
            {"_schedule_trial_end": "2027-02-01 03:30:00", "_schedule_end": "2027-05-01 03:30:00"},
            {"total_payments": 3, "payments_made": 0},
        ),
        # The last of three was made, and nothing more comes.
        (
            "stripe",
            {"_schedule_end": "2027-03-01 09:30:00", "_schedule_next_payment": "0"},
            {"total_payments": 3, "payments_made": 3, "next_at": None, "term_ends_on": date(2027, 3, 1)},
        ),
        ("stripe", {"_billing_period": "week", "_billing_interval": "2"}, {"interval_unit": "week"}),
    ],
)
def test_gateways_trials_and_limited_payments(
    shop: Shop, gateway: str, schedule: dict[str, str], expected: dict[str, Any]
) -> None:
    told = shop.confirm(shop.subscribe(gateway=gateway, **schedule))
    assert {name: getattr(told, name) for name in expected} == expected


def test_news_and_what_is_not_yet_a_subscription(shop: Shop) -> None:
    draft, known = shop.subscribe("auto-draft"), shop.subscribe()
    source = opened(shop.site.settings(shop.preset))
    pages = pull(source)
    assert unclear(pages) == []
    told = facts(pages)
    assert str(known) in told
    assert str(draft) not in told
    assert facts(pull(source, pages[-1].cursor)) == {}
    table, column, id_ = (
        ("wc_orders", "date_updated_gmt", "id")
        if shop.preset == ORDERS
        else ("posts", "post_modified_gmt", "ID")
    )
    shop.site.run(f"UPDATE wp_{table} SET {column} = '2027-01-05 00:00:00' WHERE {id_} = {known}")
    assert set(facts(pull(source, pages[-1].cursor))) == {str(known)}
    source.close()
