"""What every page of the console is looked at for in a real browser.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER each look leaves pictures for people: by day in English and by night
in French, and with FORENOTICE_TEST_SCREENSHOTS_OF=all each language by day and by night.
"""

import os
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.shelf import AXE, PLACE
from tests.support.console import Person

FOLDER = os.environ.get("FORENOTICE_TEST_SCREENSHOTS", "")
WIDTHS = (375, 1280)
THEMES = ("light", "dark")
LANGUAGES = ("en", "fr")
# Each language and each theme once; what can be wrong with one of them does not hang on the other.
_EACH = tuple(zip(LANGUAGES, THEMES, strict=True))
_LOOKS = (
    tuple(product(LANGUAGES, THEMES)) if os.environ.get("FORENOTICE_TEST_SCREENSHOTS_OF") == "all" else _EACH
)
_UNFOLD = """() => {
    const folded = [...document.querySelectorAll('main details:not([open])')];
    folded.forEach(each => each.open = true);
    return folded.length;
}"""
# By night colours alone differ, and on a telephone what has to be scrolled: other rules judge as before.
_BY_NIGHT = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")
# How well words are read hangs on their colour, size and weight and on what lies behind them: what is the
# same in all of these is judged once in a tab.
_MARK_UNSEEN = """theme => {
    const seen = new Set(JSON.parse(sessionStorage.getItem(theme) || "[]"));
    const behind = element => {
        const grounds = [];
        for (let each = element; each; each = each.parentElement) {
            const {backgroundColor: ground, backgroundImage, opacity, filter} = getComputedStyle(each);
            grounds.push(ground, backgroundImage, opacity, filter);
            if (!ground.startsWith("rgba") && !ground.includes("/") && backgroundImage === "none") break;
        }
        return grounds.join();
    };
    const holds = element => [...element.childNodes].some(each => each.nodeType === 3 && each.data.trim());
    const found = [...document.body.querySelectorAll("*")].filter(element => {
        if (!holds(element) && !element.matches("input, select, textarea")) return false;
        if (!element.getClientRects().length) return false;
        const {color, fontSize, fontWeight, position, textShadow} = getComputedStyle(element);
        const how = [color, fontSize, fontWeight, position, textShadow, behind(element)].join();
        return !seen.has(how) && seen.add(how);
    });
    sessionStorage.setItem(theme, JSON.stringify([...seen]));
    found.forEach(element => element.setAttribute("data-unseen", ""));
}"""
_RUN = """([colours, options]) => {
    axe.configure({rules: [{id: "color-contrast", selector: colours}]});
    return axe.run(document, options).then(({violations}) => violations);
}"""
_WIDE = "document.documentElement.scrollWidth"


def page_of(browser: Any, server: str, person: Person | None = None, **how: Any) -> tuple[Any, list[str]]:
    """A page in a context of its own, signed in as a person, and what its console complains of."""
    context = browser.new_context(**how)
    if person is not None:
        cookies = person.browser.cookies.values()
        context.add_cookies([{"name": each.key, "value": each.value, "url": server} for each in cookies])
    page, faults = context.new_page(), []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    return page, faults


def look_over(page: Any, address: str, name: str) -> list[str]:
    """What keeps anybody from reading the page, on a telephone and a desk, by day and by night.

    An address with ``{language}`` in it is another one in each language.
    """
    wrong: list[str] = []
    for language, theme in _LOOKS:
        widths = WIDTHS if theme == THEMES[0] else WIDTHS[::-1]
        page.set_extra_http_headers({"Accept-Language": language})
        page.emulate_media(color_scheme=theme)
        page.goto(address.format(language=language))
        wrong += [
            f"{name} {language} is wider than {width}"
            for width in _too_narrow(page, widths, (name, language, theme))
        ]
        if page.evaluate(_UNFOLD):
            wrong += [
                f"{name} {language} unfolded is wider than {width}" for width in _too_narrow(page, widths)
            ]
        if (language, theme) in _EACH:
            page.evaluate(_MARK_UNSEEN, theme)
            found = barriers(page, theme, colours="[data-unseen]")
            wrong += [f"{name} {language} {theme}: {said}" for said in found]
        if page.locator("html").get_attribute("lang") != language:
            wrong.append(f"{name} is not in {language}")
    return wrong


def barriers(page: Any, theme: str, *, colours: str = "*") -> list[str]:
    """What axe finds on the page as it stands: by night, of what was looked at by day, the colours alone."""
    if not page.evaluate("'axe' in window"):
        if PLACE in page.url or "/console/" in page.url:
            # From its address it is compiled once for all pages; members' own pages run no script at all.
            page.add_script_tag(url=AXE)
        else:
            page.evaluate(AXE_SCRIPT)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if theme != THEMES[0]:
        options["runOnly"] = {"type": "rule", "values": _BY_NIGHT}
    found = page.evaluate(_RUN, [colours, options])
    return [f"{each['id']} {node['html'][:160]}" for each in found for node in each["nodes"]]


def _too_narrow(page: Any, widths: Sequence[int], picture: tuple[str, ...] = ()) -> list[int]:
    """The widths that do not hold the page; a picture at each of them."""
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(_WIDE) > width:
            found.append(width)
        if FOLDER and picture:
            name, language, theme = picture
            Path(FOLDER).mkdir(parents=True, exist_ok=True)
            path = Path(FOLDER) / f"console-{name}-{language}-{width}-{theme}.jpg"
            page.screenshot(path=str(path), full_page=True, type="jpeg", quality=70)
    return found
