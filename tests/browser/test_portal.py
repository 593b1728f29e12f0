"""The member's page in a real browser: on a telephone and a desk, by day and by night, in every language.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER it leaves a picture of each, for people.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest
from pytest_django import Settings

from forenotice.composer.defaults import LANGUAGES
from forenotice.consent.links import Purpose, Whose, make_token
from forenotice.ledger.models import Member
from tests.browser.looking import barriers
from tests.support.world import World

FOLDER = os.environ.get("FORENOTICE_TEST_SCREENSHOTS", "")
WIDTHS = (320, 900)
THEMES = ("light", "dark")
FEW = ("en", "de")
LINKS = {name: f"https://pay.example/{name}" for name in ("pay", "update", "manage", "cancel")}
LOOK = """() => {
    const shown = [...document.querySelectorAll('button, .button, input:not([type=hidden]), select')];
    return {
        wide: document.documentElement.scrollWidth,
        low: shown.filter(e => e.type !== 'checkbox' && e.offsetHeight < 44).map(e => e.outerHTML),
        scripts: document.scripts.length,
    };
}"""


@pytest.fixture
def member(transactional_db: None, settings: Settings, server: str) -> Member:
    """A member of a club with everything on their page: a card too old, an invoice to pay, and an end."""
    settings.FORENOTICE_MAKES_LINKS, settings.FORENOTICE_BASE_URL = True, server
    world = World(
        datetime.now(UTC),
        name="Hafenmuseum & Freunde",
        colour="#ffcc00",
        support_email="friends@example.org",
        support_phone="+49 40 5550100",
        late_policy={"en": "We wait for 14 days.", "de": "Wir warten 14 Tage."},
    )
    world.declare(least_lead_days=3, most_lead_days=14)
    ours = {"external_id": "ana", "first_name": "Ana"}
    card = {"card_brand": "visa", "card_last4": "4242", "card_expires_on": world.in_days(0).replace(day=1)}
    details = {"links": LINKS}
    world.told("auto", member=ours, next_on=world.in_days(60), details=details, **card)
    world.told("bill", member=ours, next_on=world.in_days(9), payer_kind="manual", details=details)
    world.told("ends", member=ours, next_on=world.in_days(20), cancel_at_period_end=True, order_number="A-1")
    return world.subscription("auto").member


@pytest.fixture
def pages(browser: Any) -> dict[str, Any]:
    """A page for each theme."""
    return {theme: browser.new_page(color_scheme=theme) for theme in THEMES}


def links(member: Member) -> dict[str, str]:
    """The paths of what a member may come to."""
    whose = Whose(member.organization_id, member.pk, datetime.now(UTC))
    return {
        "page": f"/m/{make_token(Purpose.PORTAL, whose)}",
        "unsubscribe": f"/u/{make_token(Purpose.UNSUBSCRIBE, whose)}",
        "nothing": "/m/x",
    }


def test_nothing_keeps_anybody_from_reading_it(member: Member, server: str, pages: Any) -> None:
    faults: list[str] = []
    for page in pages.values():
        page.on("console", lambda said: faults.append(said.text) if "404" not in said.text else None)
    for language in LANGUAGES:
        Member.objects.filter(organization=member.organization, pk=member.pk).update(locale=language)
        for name, path in links(member).items():
            if name != "page" and language not in FEW and not FOLDER:
                continue
            for theme, page in pages.items():
                page.set_extra_http_headers({"Accept-Language": language})
                page.goto(server + path)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    seen = page.evaluate(LOOK)
                    assert (seen["wide"], seen["low"], seen["scripts"]) == (width, [], 0)
                    picture(page, f"portal-{name}-{language}-{width}-{theme}")
                assert barriers(page, theme) == []
                assert page.locator("html").get_attribute("lang") == language
            html5lib.HTMLParser(strict=True).parse(page.content())
    assert faults == []


def picture(page: Any, name: str) -> None:
    if FOLDER:
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(FOLDER) / f"{name}.png"), full_page=True)
