"""In a real browser somebody finds out why a member got nothing, on a telephone and a desk, by day and night.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER it leaves a picture of each page, for people.
"""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from forenotice.ledger.operations import keep_words
from forenotice.planner.operations import plan
from tests.browser.looking import look_over, page_of
from tests.support.console import Person
from tests.support.stage import Stage


@pytest.fixture
def club(transactional_db: None) -> Stage:
    """A club whose rule is not meant for the member who pays by hand."""
    made = Stage(now=datetime.now(UTC), live=False, window_start=time(0), window_end=time(23, 59))
    made.rule("renewals", "7 days", kinds=("renewal",), name="Renewals")
    for number in range(12):
        who = {"first_name": ("Anaïs", "Zoé", "Theo", "Mira")[number % 4], "last_name": f"Nr. {number}"}
        made.told(f"m{number}", member=who, next_on=made.in_days(8 + number), order_number=f"R-{number}")
    bert = {"first_name": "Bert", "last_name": "Ølsen"}
    made.told("bert", member=bert, next_on=made.in_days(5), payer_kind="manual", amount_minor=2_400)
    plan(organization=made.organization, now=made.now)
    keep_words(organization=made.organization)
    return made


def test_somebody_finds_out_why_a_member_got_nothing(club: Stage, server: str, browser: Any) -> None:
    owner = Person(club.organization)
    page, faults = page_of(browser, server, owner)
    page.goto(server + owner.address("members/"))
    page.get_by_role("searchbox").press_sequentially("olse")
    page.locator("#found tbody tr").nth(1).wait_for(state="detached")
    assert "text=olse" in page.url
    page.get_by_role("link", name="Bert Ølsen").click()
    page.get_by_role("link", name="Who is told, and why?").click()
    page.get_by_text("No reminder is meant for it, so nobody is told of it.").wait_for()
    page.get_by_text("This reminder is not meant for it").wait_for()
    page.get_by_text("Why?", exact=True).first.click()
    assert page.get_by_text("It is one of these: Renewal").last.is_visible()
    number, subscription = club.subscription("bert").member_id, club.subscription("bert").pk
    page.goto(server + owner.address(f"members/subscriptions/{subscription}/facts"))
    page.get_by_label("Amount").fill("19.50")
    page.get_by_role("button", name="Correct it").click()
    page.get_by_text("You can undo it.").wait_for()
    wrong: list[str] = []
    for path in (f"{number}", f"subscriptions/{subscription}", f"subscriptions/{subscription}/facts"):
        wrong += look_over(
            page, server + owner.address(f"members/{path}"), f"members-{path.replace('/', '-')}"
        )
    assert (wrong, faults) == ([], [])
