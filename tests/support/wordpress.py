"""WordPress databases as plugins make them: the columns that are read, of the types they have there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.support.mariadb import MariadbServer

_ID = "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY"
_SITE = {
    "users": f"ID {_ID}, user_login VARCHAR(60), user_email VARCHAR(100), user_registered DATETIME",
    "usermeta": f"umeta_id {_ID}, user_id BIGINT UNSIGNED, meta_key VARCHAR(255), meta_value LONGTEXT, "
    "KEY user_id (user_id), KEY meta_key (meta_key(191))",
    "options": f"option_id {_ID}, option_name VARCHAR(191) UNIQUE, option_value LONGTEXT",
    "posts": f"ID {_ID}, post_title TEXT, post_type VARCHAR(20), post_status VARCHAR(20), "
    f"post_date_gmt DATETIME, "
    "post_modified_gmt DATETIME, KEY type_status_date (post_type, post_status, post_date_gmt, ID)",
    "postmeta": f"meta_id {_ID}, post_id BIGINT UNSIGNED, meta_key VARCHAR(255), meta_value LONGTEXT, "
    "KEY post_id (post_id), KEY meta_key (meta_key(191))",
}
_CYCLE = "cycle_number INT, cycle_period VARCHAR(10), billing_limit INT, trial_limit INT"
_MONEY = "billing_amount DECIMAL(18,8), trial_amount DECIMAL(18,8)"
_MODIFIED = "modified TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"
PMPRO = _SITE | {
    "pmpro_membership_levels": f"id {_ID}, name VARCHAR(255), initial_payment DECIMAL(18,8)",
    "pmpro_subscriptions": f"id {_ID}, user_id BIGINT UNSIGNED, membership_level_id INT UNSIGNED, "
    f"gateway VARCHAR(64), gateway_environment VARCHAR(64), subscription_transaction_id VARCHAR(64), "
    f"status VARCHAR(20), startdate DATETIME, enddate DATETIME, "
    f"next_payment_date DATETIME, {_MONEY}, {_CYCLE}, "
    f"{_MODIFIED}, UNIQUE KEY subscription_link (subscription_transaction_id, gateway_environment, gateway)",
    "pmpro_membership_orders": f"id {_ID}, code VARCHAR(32), subtotal VARCHAR(16), total VARCHAR(16), "
    "cardtype VARCHAR(32), accountnumber VARCHAR(32), expirationmonth CHAR(2), expirationyear VARCHAR(4), "
    "status VARCHAR(32), gateway VARCHAR(64), gateway_environment VARCHAR(64), billing_city VARCHAR(128), "
    "billing_state VARCHAR(32), billing_zip VARCHAR(16), billing_phone VARCHAR(32), timestamp DATETIME, "
    "subscription_transaction_id VARCHAR(64), KEY subscription (subscription_transaction_id)",
    "pmpro_memberships_users": f"id {_ID}, user_id BIGINT UNSIGNED, membership_id INT UNSIGNED, "
    f"status VARCHAR(20), startdate DATETIME, enddate DATETIME, {_MODIFIED}, KEY user_id (user_id)",
}
_SHOP = _SITE | {
    "woocommerce_order_items": f"order_item_id {_ID}, order_item_name TEXT, order_item_type VARCHAR(200), "
    "order_id BIGINT UNSIGNED, KEY order_id (order_id)",
    "woocommerce_order_itemmeta": f"meta_id {_ID}, order_item_id BIGINT UNSIGNED, meta_key VARCHAR(255), "
    "meta_value LONGTEXT, KEY order_item_id (order_item_id)",
    "woocommerce_payment_tokens": f"token_id {_ID}, gateway_id VARCHAR(200), token TEXT, "
    "user_id BIGINT UNSIGNED, type VARCHAR(200), KEY user_id (user_id)",
    "woocommerce_payment_tokenmeta": f"meta_id {_ID}, payment_token_id BIGINT UNSIGNED, "
    "meta_key VARCHAR(255), meta_value LONGTEXT, KEY payment_token_id (payment_token_id)",
}
WOO_POSTS = _SHOP
WOO_ORDERS = _SHOP | {
    "wc_orders": f"id {_ID}, status VARCHAR(20), currency VARCHAR(10), type VARCHAR(20), "
    "total_amount DECIMAL(26,8), customer_id BIGINT UNSIGNED, billing_email VARCHAR(320), "
    "date_created_gmt DATETIME, date_updated_gmt DATETIME, payment_method VARCHAR(100), "
    "KEY date_updated (date_updated_gmt), KEY type_status (type, status)",
    "wc_orders_meta": f"id {_ID}, order_id BIGINT UNSIGNED, meta_key VARCHAR(255), meta_value TEXT, "
    "KEY order_id_meta_key_meta_value (order_id, meta_key(100), meta_value(82))",
    "wc_order_addresses": f"id {_ID}, order_id BIGINT UNSIGNED, address_type VARCHAR(20), first_name TEXT, "
    "last_name TEXT, address_1 TEXT, address_2 TEXT, city TEXT, state TEXT, postcode TEXT, country TEXT, "
    "phone VARCHAR(100), UNIQUE KEY address_type_order_id (address_type, order_id)",
}
MEMBERPRESS = _SITE | {
    "mepr_subscriptions": f"id {_ID}, user_id BIGINT, product_id BIGINT, subscr_id VARCHAR(255), "
    "total DECIMAL(16,2), gateway VARCHAR(255), period INT, period_type VARCHAR(20), limit_cycles TINYINT, "
    "limit_cycles_num INT, prorated_trial TINYINT, trial TINYINT, trial_amount DECIMAL(16,2), "
    "status VARCHAR(20), created_at DATETIME, cc_last4 VARCHAR(10) DEFAULT '4242', "
    "cc_exp_month VARCHAR(10) DEFAULT '01', cc_exp_year VARCHAR(10) DEFAULT '1999', KEY user_id (user_id)",
    "mepr_transactions": f"id {_ID}, user_id BIGINT, product_id BIGINT, trans_num VARCHAR(255), "
    "status VARCHAR(255), txn_type VARCHAR(255), subscription_id BIGINT, created_at DATETIME, "
    "expires_at DATETIME, KEY user_id (user_id), KEY subscription_id (subscription_id)",
}
MEMBERMOUSE = _SITE | {
    "mm_orders": f"id {_ID}, order_number VARCHAR(32), payment_id BIGINT, user_id BIGINT, "
    f"date_added TIMESTAMP",
    "mm_order_items": f"id {_ID}, order_id BIGINT, item_type SMALLINT DEFAULT 1, description VARCHAR(255), "
    "currency CHAR(3), quantity INT, item_id INT, status SMALLINT, is_recurring SMALLINT, "
    "recurring_amount DECIMAL(19,4), recurring_discount DECIMAL(19,4), "
    "trial_duration INT, rebill_period INT, "
    "rebill_frequency ENUM('months','days','weeks','years'), is_test TINYINT, KEY order_id (order_id)",
    "mm_products": f"id {_ID}, name VARCHAR(255), do_limit_payments TINYINT, number_of_payments INT",
    "mm_payment_services": f"id {_ID}, token VARCHAR(64)",
    "mm_transaction_log": f"id {_ID}, order_id BIGINT, order_item_id BIGINT, amount DECIMAL(19,4), "
    "transaction_type INT, transaction_date DATETIME, refund_id BIGINT, KEY item (order_id, order_item_id)",
    "mm_user_data": "wp_user_id BIGINT PRIMARY KEY, status TINYINT, first_name VARCHAR(255), "
    "last_name VARCHAR(255), phone VARCHAR(32), billing_address1 VARCHAR(255), "
    "billing_address2 VARCHAR(255), "
    "billing_city VARCHAR(32), billing_state VARCHAR(32), billing_postal_code VARCHAR(16), "
    "billing_country VARCHAR(2)",
    "mm_scheduled_events": f"id {_ID}, event_type TINYINT, scheduled_date DATETIME, status TINYINT",
    "mm_scheduled_payments": "id BIGINT PRIMARY KEY, user_id BIGINT, order_item_id BIGINT, "
    "KEY item (order_item_id)",
    "mm_order_item_access": "order_item_id BIGINT, user_id BIGINT, "
    "access_type ENUM('membership','bundle'), access_type_id INT, KEY item (order_item_id)",
    "mm_membership_levels": f"id {_ID}, name VARCHAR(191)",
    "mm_bundles": f"id {_ID}, name VARCHAR(255)",
    "mm_applied_bundles": "access_type ENUM('user','membership'), access_type_id INT, bundle_id INT, "
    "status TINYINT",
}


class Wordpress:
    """A site with one member, Ada, and pages by their numbers."""

    def __init__(self, server: MariadbServer, tables: Mapping[str, str], prefix: str = "wp_") -> None:
        self.server, self.prefix = server, prefix
        self.name = server.new_database()
        server.run(
            self.name, *(f"CREATE TABLE {self._table(name)} ({told})" for name, told in tables.items())
        )
        self.option(home="https://club.example", timezone_string="America/New_York", gmt_offset="-5")
        self.member(1, "ada@example.org", first_name="Ada", last_name="Lovelace", locale="de_DE_formal")

    def _table(self, name: str) -> str:
        return name if name.startswith("mm_") else f"{self.prefix}{name}"

    def put(self, table: str, **values: Any) -> None:
        """One row."""
        self.server.insert(self.name, self._table(table), [values])

    def run(self, statement: str) -> None:
        """One statement."""
        self.server.run(self.name, statement)

    def option(self, **options: str) -> None:
        """Settings of the site."""
        for name, value in options.items():
            self.put("options", option_name=name, option_value=value)

    def member(self, id_: int, email: str, **meta: str) -> None:
        """Somebody with an account."""
        registered = datetime.fromisoformat("2026-01-01T10:00")
        self.put("users", ID=id_, user_login=f"m{id_}", user_email=email, user_registered=registered)
        self.meta("usermeta", "user_id", id_, **meta)

    def meta(self, table: str, column: str, id_: int, **meta: Any) -> None:
        """Names and values that hang on one row."""
        rows = [{column: id_, "meta_key": key, "meta_value": value} for key, value in meta.items()]
        if rows:
            self.server.insert(self.name, self._table(table), rows)

    def settings(self, preset: str, **changes: Any) -> dict[str, Any]:
        """What the site's owner declares."""
        url = f"mysql://root@127.0.0.1:{self.server.port}/{self.name}"
        return {"database": url, "preset": preset, "table_prefix": self.prefix} | changes
