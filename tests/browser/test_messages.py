"""Every message of ours in a real browser: on a telephone and a desk, by day and by night.

With FORENOTICE_TEST_SCREENSHOTS=FOLDER (or ``make screenshots``) it leaves a picture of each, for people.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest

from forenotice.composer.compose import compose
from forenotice.composer.defaults import DEFAULT_KEYS, LANGUAGES, AddressForm, default_message
from forenotice.composer.facts import BoosterFacts
from forenotice.kernel.message import Message
from tests.browser.looking import barriers
from tests.composer.samples import ENVELOPE, compiled, facts

WIDTHS = (375, 700)
THEMES = ("light", "dark")
BOOSTER = BoosterFacts("Late opening", "<p>The museum is open until ten on Friday.</p>", "Open until ten.")
FOLDER = os.environ.get("FORENOTICE_TEST_SCREENSHOTS", "")
EVERY = [(key, language) for language in LANGUAGES for key in DEFAULT_KEYS]
LOOK = """() => {
    const shown = e => e.getClientRects().length && getComputedStyle(e).visibility === 'visible';
    const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const all = [...document.body.querySelectorAll('*')].filter(shown);
    return {
        wide: document.documentElement.scrollWidth,
        small: all.filter(e => own(e) && parseFloat(getComputedStyle(e).fontSize) < 13).map(e => e.outerHTML),
        buttons: all.filter(e => e.matches('.button a')).map(e => e.getBoundingClientRect().height),
    };
}"""


def said(key: str, language: str, address: AddressForm) -> Message:
    text = compiled(default_message(key, address).texts[language], language)
    about = facts(
        kind=key, member__locale=language, booster=BOOSTER, payment__is_automatic=key != "payment_due"
    )
    return compose(text, about, ENVELOPE).message


@pytest.fixture(scope="module")
def pages(browser: Any) -> Iterator[Any]:
    """A page for each theme; afterwards, a sheet of all the pictures that were taken."""
    yield {theme: browser.new_page(color_scheme=theme) for theme in THEMES}
    if FOLDER:
        pictures = sorted(path.name for path in Path(FOLDER).glob("*.png"))
        shown = "\n".join(
            f'<a href="{name}"><img src="{name}" width="250" alt="{name}"></a>' for name in pictures
        )
        Path(FOLDER, "index.html").write_text(f"<!doctype html><title>Our messages</title>\n{shown}\n")


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize(("key", "language"), EVERY)
def test_a_message_reads_well_on_every_screen(
    pages: Any, key: str, language: str, address: AddressForm
) -> None:
    message = said(key, language, address)
    for theme, page in pages.items():
        page.set_content(message.html)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            seen = page.evaluate(LOOK)
            assert seen["wide"] <= width
            assert seen["small"] == []
            assert all(height >= 44 for height in seen["buttons"])
            assert len(seen["buttons"]) <= 1
            if FOLDER:
                Path(FOLDER).mkdir(parents=True, exist_ok=True)
                name = f"{key}-{language}-{address}-{width}-{theme}.png"
                page.screenshot(path=str(Path(FOLDER) / name), full_page=True)


# No colour is another one in another language.
@pytest.mark.parametrize(
    ("key", "language", "theme"),
    [(*each, theme) for each in EVERY for theme in THEMES if theme == THEMES[0] or each[1] == LANGUAGES[0]],
)
def test_nothing_keeps_anybody_from_reading_it(pages: Any, key: str, language: str, theme: str) -> None:
    page = pages[theme]
    page.set_viewport_size({"width": 375, "height": 900})
    page.set_content(said(key, language, AddressForm.FORMAL).html)
    assert barriers(page, theme) == []


@pytest.mark.parametrize("address", AddressForm)
@pytest.mark.parametrize(("key", "language"), EVERY)
def test_it_is_strict_html_and_its_text_is_text(key: str, language: str, address: AddressForm) -> None:
    message = said(key, language, address)
    html5lib.HTMLParser(strict=True).parse(message.html)
    assert not any(mark in message.text for mark in ("<", "{{", "{%", "&amp;", "&#", "**", "]("))
