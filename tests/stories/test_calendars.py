"""The calendar's own tricks: leap days, short months, clocks that change, year's end, the world's edges."""

from collections.abc import Callable
from datetime import date, time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings

from tests.stories.life import Life
from tests.support.world import at, step


def letters() -> list[str]:
    """The words of every letter in the mailbox, each on one line."""
    paths = sorted(Path(settings.FORENOTICE_HOME).rglob("*.eml"))
    bodies = [message_from_bytes(path.read_bytes(), policy=policy.default).get_body() for path in paths]
    return [" ".join(body.get_content().split()) for body in bodies if body is not None]


def test_a_reminder_may_leave_on_a_leap_day(begin: Callable[..., Life]) -> None:
    life = begin("2028-02-20")
    life.rule("renewals", step("7 days", key="week"), step("1 month", key="month"))
    life.told("ana", next_on=date(2028, 3, 7))
    life.told("ben", next_on=date(2028, 3, 29), interval_unit="year")
    life.told("cid", next_on=date(2028, 3, 31), interval_unit="year")
    life.until("2028-03-07")
    # A month before the 31st of March there is no 31st, so the last of February stands in.
    life.expect("2028-02-29 week ana", "2028-02-29 month ben", "2028-02-29 month cid")


def test_a_month_before_the_thirty_first_is_the_last_of_february(begin: Callable[..., Life]) -> None:
    life = begin("2026-02-20")
    life.rule("renewals", step("1 month", key="month"), step("3 days", key="days"))
    for who, day in (("ana", 28), ("ben", 31)):
        life.told(who, next_on=date(2026, 3, day), interval_unit="year")
    life.until("2026-03-31")
    life.expect("2026-02-28 month ana", "2026-02-28 month ben", "2026-03-25 days ana", "2026-03-28 days ben")


def test_a_payment_in_the_new_year_is_announced_in_the_old_one(begin: Callable[..., Life]) -> None:
    life = begin("2026-12-20")
    life.rule("renewals", step("7 days", key="week"), step("0 days", key="today"))
    life.told("ana", next_on=date(2027, 1, 1))
    life.told("ben", next_on=date(2027, 1, 4))
    life.until("2027-01-05")
    life.expect(
        "2026-12-25 week ana",
        "2026-12-28 week ben",
        "2027-01-01 today ana",
        "2027-01-04 today ben",
    )
    assert "January 1, 2027" in letters()[0]
    assert "7 days" in letters()[0]


def test_an_hour_that_the_clocks_leave_out_is_the_moment_after_it(begin: Callable[..., Life]) -> None:
    life = begin("2026-03-27", window_start=time(1), window_end=time(23))
    life.rule("renewals", step("7 days", key="week", hour=time(2, 30)))
    life.told("ana", next_on=date(2026, 4, 5), member={"zone": "Europe/Paris"})
    life.told("ben", next_on=date(2026, 4, 5), member={"zone": "Africa/Lagos"})
    life.now = at("2026-03-28 20:00")
    life.through("2026-03-29 04:00")
    # At 2 in Paris it is at once 3, at 01:00 UTC; Lagos changes nothing.
    life.expect("2026-03-29 01:00 week ana", "2026-03-29 01:30 week ben", to_the="minute")


def test_an_hour_that_the_clocks_show_twice_speaks_once(begin: Callable[..., Life]) -> None:
    life = begin("2026-10-23", window_start=time(1), window_end=time(23))
    life.rule("renewals", step("7 days", key="week", hour=time(2, 30)))
    life.told("ana", next_on=date(2026, 11, 1), member={"zone": "Europe/Paris"})
    life.now = at("2026-10-24 20:00")
    life.through("2026-10-25 04:00")
    life.expect("2026-10-25 00:30 week ana", to_the="minute")


def test_hours_are_counted_and_not_read_off_the_clock(begin: Callable[..., Life]) -> None:
    life = begin("2026-03-27", window_start=time(1), window_end=time(23))
    life.rule("renewals", step("24 hours", key="day"), step("1 day", key="eve", message="trial_end"))
    life.told("ana", next_on=None, next_at=at("2026-03-29 10:00"), member={"zone": "Europe/Paris"})
    life.now = at("2026-03-27 22:00")
    life.through("2026-03-28 12:00")
    # Noon in Paris after the change is 10:00 UTC; a day of hours before is 11 o'clock there. The other step
    # speaks at the opening of the window, and being farther from the payment it does so first.
    life.expect("2026-03-28 00:00 eve ana", "2026-03-28 10:00 day ana", to_the="minute")


def test_a_day_that_has_no_midnight(begin: Callable[..., Life]) -> None:
    life = begin("2026-04-20", window_start=time(0), window_end=time(23))
    life.rule("renewals", step("3 days", key="days", hour=time(0)))
    life.told("ana", next_on=date(2026, 4, 27), member={"zone": "Africa/Cairo"})
    life.now = at("2026-04-23 18:00")
    life.through("2026-04-24 06:00")
    life.expect("2026-04-23 22:00 days ana", to_the="minute")


def test_the_edges_of_the_world_have_days_of_their_own(begin: Callable[..., Life]) -> None:
    life = begin("2026-06-01")
    life.rule("renewals", step("3 days", key="days"), step("0 days", key="today"))
    due = date(2026, 6, 10)
    life.told("kai", next_on=due, member={"zone": "Pacific/Kiritimati"})
    life.told("pat", next_on=due, member={"zone": "Pacific/Pago_Pago"})
    life.now = at("2026-06-06 12:00")
    life.through("2026-06-11 12:00", minutes=60)
    # The same day of the calendar, 25 hours apart: 9 o'clock is 19:00 UTC the day before, and 20:00 UTC.
    life.expect(
        "2026-06-06 19:00 days kai",
        "2026-06-07 20:00 days pat",
        "2026-06-09 19:00 today kai",
        "2026-06-10 20:00 today pat",
        to_the="minute",
    )
    assert sum("in 3 days" in letter for letter in letters()) == 2
    assert sum("today" in letter for letter in letters()) == 2


@pytest.mark.parametrize(
    ("currency", "minor", "words"),
    [("JPY", 1_200, "¥1,200"), ("EUR", 1_200, "€12.00"), ("BHD", 1_200, "BHD 1.200")],
)
def test_an_amount_has_its_currencys_own_decimals(
    begin: Callable[..., Life], currency: str, minor: int, words: str
) -> None:
    life = begin("2026-06-01")
    life.rule("renewals", "7 days")
    life.told("ana", next_on=date(2026, 6, 10), currency=currency, amount_minor=minor)
    life.until("2026-06-10")
    life.expect("2026-06-03 7-days ana")
    (letter,) = letters()
    assert words in letter.replace("\xa0", " ")
