"""In a real browser somebody finds out why a member got nothing, on a telephone and a desk, by day and night.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER it leaves a picture of each page, for people.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import settings
from waitress.server import create_server

from forenotice.ledger.operations import keep_words
from forenotice.planner.operations import plan
from forenotice.project.wsgi import application
from tests.support.console import Person
from tests.support.stage import Stage

FOLDER = os.environ.get("FORENOTICE_TEST_SCREENSHOTS", "")
WIDTHS = (375, 1280)
THEMES = ("light", "dark")
LANGUAGES = ("en", "fr") if FOLDER else ("en",)


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
    context = browser.new_context()
    session = owner.browser.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": session.key, "value": session.value, "url": server}])
    page, faults = context.new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(server + owner.address("members/"))
    page.get_by_role("searchbox").press_sequentially("olse")
    page.locator("#found tbody tr").nth(1).wait_for(state="detached")
    assert "text=olse" in page.url
    page.get_by_role("link", name="Bert Ølsen").click()
    page.get_by_role("link", name="Who is told, and why?").click()
    page.get_by_text("No reminder is meant for it, so nobody is told of it.").wait_for()
    page.get_by_text("This reminder is not meant for it").wait_for()
    page.get_by_text("Why?", exact=True).first.click()
    assert page.get_by_text("It is one of these: Renewal").is_visible()
    number, subscription = club.subscription("bert").member_id, club.subscription("bert").pk
    page.goto(server + owner.address(f"members/subscriptions/{subscription}/facts"))
    page.get_by_label("Amount").fill("19.50")
    page.get_by_role("button", name="Correct it").click()
    page.get_by_text("You can undo it.").wait_for()
    theirs = (f"{number}", f"{number}/history", f"{number}/erase")
    for path in ("", *theirs, f"subscriptions/{subscription}", f"subscriptions/{subscription}/facts"):
        look_over(page, server + owner.address(f"members/{path}"), f"members-{path.replace('/', '-')}")
    assert faults == []
    context.close()


def look_over(page: Any, address: str, name: str) -> None:
    """Nothing keeps anybody from reading the page."""
    from axe_playwright_python.sync_playwright import Axe

    for language in LANGUAGES:
        page.set_extra_http_headers({"Accept-Language": language})
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
                if FOLDER:
                    Path(FOLDER).mkdir(parents=True, exist_ok=True)
                    picture = Path(FOLDER) / f"{name}-{language}-{width}-{theme}.png"
                    page.screenshot(path=str(picture), full_page=True)
            found = Axe().run(page).response["violations"]
            assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []
