"""Which windows for notices a set of lead times misses."""

import pytest

from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.lead_time import LeadTime
from forenotice.rules.notice_windows import missed_windows, notice_windows

YEARLY, MONTHLY = Interval(1, Unit.YEAR), Interval(1, Unit.MONTH)


@pytest.mark.parametrize(
    ("kind", "interval", "leads", "missed"),
    [
        ("renewal", YEARLY, ["35 days", "21 days"], set()),
        ("renewal", YEARLY, ["30 days"], {"France"}),
        ("renewal", YEARLY, ["61 days"], {each.who for each in notice_windows()} - {"Visa", "France"}),
        ("renewal", MONTHLY, ["1 day"], set()),
        ("renewal", Interval(6, Unit.MONTH), ["10 days"], {"Connecticut"}),
        ("trial_end", MONTHLY, ["7 days"], set()),
        ("trial_end", MONTHLY, ["5 days"], {"Visa"}),
        ("card_expiry", YEARLY, ["1 day"], set()),
    ],
)
def test_lead_times_are_held_against_windows(
    kind: str, interval: Interval, leads: list[str], missed: set[str]
) -> None:
    found = {each.who for each in missed_windows([kind], [interval], list(map(LeadTime.parse, leads)))}
    assert found - {"Italia", "España"} == missed - {"Italia", "España"}
