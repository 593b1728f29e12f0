"""A reminder is changed in a real browser, and the calendar changes with it before anything is saved.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER it leaves a picture of each page, for people.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from forenotice.blueprint.parts import Section, declare_part
from forenotice.channels.operations import declare_channel
from forenotice.planner.operations import count_ahead
from forenotice.rules.models import Rule
from tests.browser.looking import look_over, page_of
from tests.support.console import Person
from tests.support.world import Audience, World


@pytest.fixture
def club(transactional_db: None) -> World:
    """A club with members who pay every month and every year."""
    world = World(datetime.now(UTC), live=False, name="The Harbour Club")
    by: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": world.now}
    for key in ("renewal", "trial_end", "card_expiry"):
        declare_part(section=Section.MESSAGES, key=key, values={"name": key.title(), "default": key}, **by)
    declare_channel(key="mailbox", kind="mailbox", settings={}, secrets={}, **by)
    for number in range(24):
        who = {"first_name": ("Anaïs", "Zoé", "Theo", "Mira")[number % 4], "last_name": f"Nr. {number}"}
        world.told(f"m{number}", next_on=world.in_days(11 + number * number % 29), member=who)
    world.told("y", next_on=world.in_days(40), interval_unit="year", amount_minor=9_900)
    world.rule("friendly", "7 days", "3 days", name="Friendly", kinds=["renewal"])
    world.rule("cards", "30 days", name="Cards", kinds=["card_expiry"], on=False)
    yearly = Audience(intervals=("1 year",), minimum_amount_minor=5_000, currency="EUR", countries=("FR",))
    world.rule("yearly", "35 days", "21 days", name="Yearly notice", kinds=["renewal"], audience=yearly)
    count_ahead(organization=world.organization, now=world.now)
    return world


def test_a_rule_is_changed_and_the_calendar_with_it(club: World, server: str, browser: Any) -> None:
    owner, rule = Person(club.organization), Rule.objects.get(key="friendly")
    page, faults = page_of(browser, server, owner)
    page.goto(server + owner.address(f"reminders/{rule.pk}/"))
    before = page.locator("#look table.month").first.inner_text()
    page.locator("[name=step-0-count]").fill("10")
    page.get_by_text("From now on 3 days earlier: 10 days before instead of 7 days.").wait_for()
    assert page.locator("#look table.month").first.inner_text() != before
    heard = page.get_by_role("status").filter(has_text="in the next 30 days").inner_text()
    assert page.locator("#look section h2", has_text=heard).count() == 1, (
        "one sentence is heard, not the look"
    )
    assert page.locator("#look[aria-live], [aria-live] #look").count() == 0
    page.locator("#words-kinds").click()
    page.get_by_label("the end of a trial").check()
    page.get_by_text("a renewal or the end of a trial").first.wait_for()
    assert Rule.objects.get(key="friendly").revision == 1
    page.locator("[name=step-0-count]").press("Enter")
    page.get_by_text("“Friendly” is saved.").wait_for()
    assert Rule.objects.get(key="friendly").specification["steps"][0]["lead"] == "10 days"
    wrong: list[str] = []
    for path in ("", f"{rule.pk}/", f"{rule.pk}/on/"):
        wrong += look_over(
            page, server + owner.address(f"reminders/{path}"), f"reminders-{path.replace('/', '-')}"
        )
    assert (wrong, faults) == ([], [])
