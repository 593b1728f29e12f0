"""A reminder is changed in a real browser, and the calendar changes with it before anything is saved.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER it leaves a picture of each page, for people.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from waitress.server import create_server

from forenotice.blueprint.parts import Section, declare_part
from forenotice.channels.operations import declare_channel
from forenotice.planner.operations import count_ahead
from forenotice.project.wsgi import application
from forenotice.rules.models import Rule
from tests.support.console import Person
from tests.support.world import Audience, World

FOLDER = os.environ.get("FORENOTICE_TEST_SCREENSHOTS", "")
WIDTHS = (375, 1280)
THEMES = ("light", "dark")
LANGUAGES = ("en", "fr") if FOLDER else ("en",)
WIDE = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module", autouse=True)
def _beside_a_loop() -> Iterator[None]:
    """Playwright keeps a loop in this thread, beside which Django would not ask the database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def server(pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of the site, served as `forenotice serve` does."""
    if pytestconfig.getoption("--database") != "sqlite":
        pytest.skip("a page looks the same on either database")
    serving = create_server(application, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=serving.run)
    thread.start()
    yield f"http://127.0.0.1:{serving.effective_port}"
    serving.asyncore.close_all(serving._map, ignore_all=True)
    thread.join(timeout=10)
    serving.task_dispatcher.shutdown()


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
    context = browser.new_context()
    session = owner.browser.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": session.key, "value": session.value, "url": server}])
    page, faults = context.new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(server + owner.address(f"reminders/{rule.pk}/"))
    before = page.locator("#look table.month").first.inner_text()
    page.locator("[name=step-0-count]").fill("10")
    page.get_by_text("From now on 3 days earlier: 10 days before instead of 7 days.").wait_for()
    assert page.locator("#look table.month").first.inner_text() != before
    page.locator("#words-kinds").click()
    page.get_by_label("the end of a trial").check()
    page.get_by_text("a renewal or the end of a trial").first.wait_for()
    assert Rule.objects.get(key="friendly").revision == 1
    page.get_by_role("button", name="Save").click()
    page.get_by_text("“Friendly” is saved.").wait_for()
    assert Rule.objects.get(key="friendly").specification["steps"][0]["lead"] == "10 days"
    for path in ("", "new/", "new/manual-payers/", f"{rule.pk}/", f"{rule.pk}/revisions/", f"{rule.pk}/on/"):
        look_over(page, server + owner.address(f"reminders/{path}"), f"reminders-{path.replace('/', '-')}")
    assert faults == []
    context.close()


def look_over(page: Any, address: str, name: str) -> None:
    """Nothing keeps anybody from reading the page, on a telephone and a desk, by day and by night."""
    from axe_playwright_python.sync_playwright import Axe

    for language in LANGUAGES:
        page.set_extra_http_headers({"Accept-Language": language})
        page.goto(address)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate(WIDE) <= width, (name, width)
                if FOLDER:
                    Path(FOLDER).mkdir(parents=True, exist_ok=True)
                    picture = Path(FOLDER) / f"{name}-{language}-{width}-{theme}.png"
                    page.screenshot(path=str(picture), full_page=True)
            found = Axe().run(page).response["violations"]
            assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []
