"""What every page of the console is looked at for in a real browser.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER each look leaves pictures, in English and French, for people.
"""

import os
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.support.console import Person

FOLDER = os.environ.get("FORENOTICE_TEST_SCREENSHOTS", "")
WIDTHS = (375, 1280)
THEMES = ("light", "dark")
LANGUAGES = ("en", "fr") if FOLDER else ("en",)
_UNFOLD = "document.querySelectorAll('main details').forEach(each => each.open = true)"
# Themes differ in colours alone, so of all rules these two may judge differently by night.
_BY_COLOUR = ("color-contrast", "link-in-text-block")
_WIDE = "document.documentElement.scrollWidth"


def page_of(browser: Any, server: str, person: Person | None = None, **how: Any) -> tuple[Any, list[str]]:
    """A page in a context of its own, signed in as a person, and what its console complains of."""
    context = browser.new_context(**how)
    if person is not None:
        session = person.browser.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": session.key, "value": session.value, "url": server}])
    page, faults = context.new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    return page, faults


def look_over(page: Any, address: str, name: str, *, unfolded: bool = False) -> list[str]:
    """What keeps anybody from reading the page, on a telephone and a desk, by day and by night."""
    wrong: list[str] = []
    for language in LANGUAGES:
        page.set_extra_http_headers({"Accept-Language": language})
        page.goto(address)
        if unfolded:
            page.evaluate(_UNFOLD)
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if page.evaluate(_WIDE) > width:
                    wrong.append(f"{name} is wider than {width}")
                _picture(page, f"{name}-{language}-{width}-{theme}")
            wrong += [f"{name} {theme}: {said}" for said in barriers(page, theme)]
        if page.locator("html").get_attribute("lang") != language:
            wrong.append(f"{name} is not in {language}")
    return wrong


def barriers(page: Any, theme: str) -> list[str]:
    """What axe finds on the page as it stands: by night, of what was looked at by day, the colours alone."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if theme != THEMES[0]:
        options["runOnly"] = {"type": "rule", "values": _BY_COLOUR}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{each['id']} {node['html'][:160]}" for each in found for node in each["nodes"]]


def _picture(page: Any, name: str) -> None:
    if FOLDER:
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(FOLDER) / f"console-{name}.png"), full_page=True)
