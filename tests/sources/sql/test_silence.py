"""A pull without news costs the database of a site one question, however many kinds of row its plugin has."""

from collections.abc import Mapping

import pytest

from tests.sources.sql.opened import facts, opened, pull
from tests.support.mariadb import MariadbServer
from tests.support.wordpress import MEMBERMOUSE, MEMBERPRESS, PMPRO, WOO_ORDERS, WOO_POSTS, Wordpress

_COUNT = "SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'COM_SELECT'"


def _selects(site: Wordpress) -> int:
    return int(site.server.one("information_schema", _COUNT))


@pytest.mark.parametrize(
    ("preset", "tables"),
    [
        ("paid-memberships-pro", PMPRO),
        ("memberpress", MEMBERPRESS),
        ("membermouse", MEMBERMOUSE),
        ("woocommerce-subscriptions", WOO_ORDERS),
        ("woocommerce-subscriptions-posts", WOO_POSTS),
    ],
)
def test_silence_costs_one_question(mariadb: MariadbServer, preset: str, tables: Mapping[str, str]) -> None:
    site = Wordpress(mariadb, tables)
    source = opened(site.settings(preset))
    whole = pull(source)
    before = _selects(site)
    (silent,) = pull(source, whole[-1].cursor)
    assert _selects(site) - before - 1 == 1
    assert (silent.facts, silent.is_whole, silent.cursor) == ((), False, whole[-1].cursor)
    source.close()


def test_each_kind_of_row_is_asked_for_its_own_news_only(mariadb: MariadbServer) -> None:
    site = Wordpress(mariadb, PMPRO)
    site.put("pmpro_membership_levels", id=3, name="Gold", initial_payment="50.00")
    of_ada = {"user_id": 1, "startdate": "2026-02-01 00:00:00", "status": "active"}
    site.put(
        "pmpro_subscriptions",
        **of_ada,
        membership_level_id=4,
        gateway="stripe",
        gateway_environment="live",
        subscription_transaction_id="sub_1",
        cycle_number=1,
        cycle_period="Year",
    )
    site.put("pmpro_memberships_users", membership_id=3, enddate="2027-02-01 23:59:59", **of_ada)
    source = opened(site.settings("paid-memberships-pro"))
    whole = pull(source)
    assert facts(whole).keys() == {"1", "membership-1-3"}
    cursor = whole[-1].cursor
    for table, told, moment in (
        ("pmpro_subscriptions", "1", "2027-01-09 08:00"),
        ("pmpro_memberships_users", "membership-1-3", "2027-01-09 09:00"),
    ):
        site.run(f"UPDATE wp_{table} SET modified = '{moment}'")
        before = _selects(site)
        news = pull(source, cursor)
        assert facts(news).keys() == {told}
        assert _selects(site) - before - 1 <= 3
        cursor = news[-1].cursor
    before = _selects(site)
    assert facts(pull(source, cursor)) == {}
    assert _selects(site) - before - 1 == 1
    source.close()
