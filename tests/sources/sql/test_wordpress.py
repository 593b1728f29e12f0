"""What plugins and WordPress keep in forms of their own."""

from datetime import date
from typing import Any

import pytest

from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.sql_query.presets.php import read_php
from forenotice.sources.sql_query.presets.wordpress import after, interval, mend
from forenotice.sources.sql_query.settings import read_settings
from forenotice.sources.sql_query.site import _zone

SHOP: dict[str, Any] = {"database": "mysql://reader@db.example/shop", "preset": "paid-memberships-pro"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('a:2:{s:1:"a";i:-7;i:3;b:1;}', {"a": -7, 3: True}),
        ('a:1:{s:4:"é!";a:1:{s:1:"b";N;}}', {}),
        ('a:1:{s:3:"é!";a:1:{s:1:"b";N;}}', {"é!": {"b": None}}),
        ('a:1:{s:1:"a";d:0.5;}', {"a": "0.5"}),
        ('a:1:{s:1:"a";O:8:"stdClass":1:{s:1:"b";s:1:"c";}}', {"a": {"b": "c"}}),
        ("a:1:{" * 20, {}),
        ("", {}),
        ("hello", {}),
        ("a:99999999:{}", {}),
        ('s:3:"abc";', {}),
    ],
)
def test_settings_that_php_serialized(text: str, value: dict[Any, Any]) -> None:
    assert read_php(text) == value


@pytest.mark.parametrize(
    ("options", "zone"),
    [
        ({"timezone_string": "America/New_York"}, "America/New_York"),
        ({"timezone_string": "Nowhere/Land"}, "Europe/Paris"),
        ({"timezone_string": "", "gmt_offset": "0"}, "UTC"),
        ({"timezone_string": "", "gmt_offset": "2"}, "Etc/GMT-2"),
        ({"timezone_string": "", "gmt_offset": "-5"}, "Etc/GMT+5"),
        ({"timezone_string": "", "gmt_offset": "5.5"}, "Europe/Paris"),
        ({"gmt_offset": "x"}, "Europe/Paris"),
        ({}, "UTC"),
    ],
)
def test_the_zone_of_a_site(options: dict[str, str], zone: str) -> None:
    assert _zone(options, "Europe/Paris") == zone


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ({"locale": "de_DE_formal"}, {"locale": "de_DE"}),
        ({"locale": "site-default"}, {"locale": None}),
        ({"locale": "fr"}, {"locale": "fr"}),
        (
            {
                "card_last4": "XXXX-4242",
                "card_expiry_month": "04",
                "card_expiry_year": "28",
                "card_brand": "Visa",
            },
            {"card_last4": "4242", "card_expiry_month": 4, "card_expiry_year": 2028, "card_brand": "Visa"},
        ),
        (
            {"card_last4": "4242", "card_expiry_month": "13", "card_expiry_year": "2028"},
            {"card_last4": "4242", "card_expiry_month": None, "card_expiry_year": None},
        ),
        ({"card_last4": "pm_1Abc", "card_brand": "Visa"}, {"card_last4": None, "card_brand": None}),
    ],
)
def test_what_stands_beside_a_language_or_a_card_loses_no_row(
    told: dict[str, Any], left: dict[str, Any]
) -> None:
    row = dict(told)
    mend(row)
    assert {name: row[name] for name in left} == left


def test_a_next_date_is_worked_out_by_the_calendar() -> None:
    assert after("2027-01-31 10:00:00", interval("1", "Month")) == date(2027, 2, 28)
    assert after("0000-00-00 00:00:00", interval(1, "month")) is None
    assert after("9999-12-31 00:00:00", interval(1, "year")) is None
    assert interval(0, "month") is None
    assert interval("3", "fortnight") is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"preset": "wishlist"}, "preset"),
        ({"database": "sqlite:////a.db"}, "MySQL or MariaDB"),
        ({"table_prefix": "wp_; DROP"}, "table_prefix"),
        ({"options": {"colour": "red"}}, "not an option"),
        ({"options": {"sandbox": "yes"}}, "true or false"),
        ({"options": "sandbox"}, "options"),
        ({"cursor": "modified"}, "query of your own"),
    ],
)
def test_settings_of_a_preset_that_make_no_sense(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(SettingsRefusedError, match=why):
        read_settings(SHOP | changes)


def test_settings_of_a_preset_stay_as_they_are() -> None:
    kept = read_settings(SHOP)
    assert kept["options"] == {"sandbox": False}
    assert kept["table_prefix"] == "wp_"
    assert read_settings(kept) == kept
