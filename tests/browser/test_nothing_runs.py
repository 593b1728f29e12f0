"""In a real browser, no words of a member's run, fetch, cover or lead anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from forenotice.composer.compose import compose
from forenotice.composer.defaults import DEFAULT_KEYS
from forenotice.composer.facts import BoosterFacts, Facts
from tests.composer.fuzz.hostile import BY_GROUP, in_every_place, with_every_string
from tests.composer.samples import ENVELOPE, compiled_default, facts

# Of each way by which a value becomes a part of a page, one; test_escape.py has all smart tags.
PLACES = in_every_place(
    [
        *("member.first_name", "member.custom.instrument", "product.name", "organization.support_email"),
        *("links.pay", "organization.logo", "organization.colour", "booster.title", "payment.method"),
    ]
)
PAGE = "https://mail.invalid/"
# Reported and let run, so that a page is caught both by what it holds and by what that does.
POLICY = "script-src 'none'; object-src 'none'; frame-src 'none'; form-action 'none'; base-uri 'none'"
WATCH = """() => {
    window.ran = [];
    for (const name of ['alert', 'confirm', 'prompt', 'open']) window[name] = () => window.ran.push(name);
    document.addEventListener('securitypolicyviolation', e => window.ran.push(e.violatedDirective));
}"""
TOUCH = """async () => {
    for (const element of document.querySelectorAll('body *')) {
        for (const name of ['mouseover', 'mouseenter', 'focus', 'pointerdown', 'toggle', 'error', 'load'])
            element.dispatchEvent(new Event(name, {bubbles: true}));
    }
    await new Promise(done => setTimeout(done, 30));
    const allowed = ['http:', 'https:', 'mailto:', 'tel:'];
    const links = [...document.querySelectorAll('a[href], area[href]')];
    return [
        ...window.ran,
        ...links.filter(a => !allowed.includes(a.protocol)).map(a => a.href),
        ...links.filter(a => /^https?:$/.test(a.protocol) && a.host === 'evil.example').map(a => a.href),
        ...[...document.querySelectorAll('body *')]
            .filter(e => ['fixed', 'absolute', 'sticky'].includes(getComputedStyle(e).position))
            .map(e => e.outerHTML),
    ];
}"""


@dataclass
class Watched:
    """A page that tells what happened on it."""

    page: Any
    html: str = ""
    fetched: list[str] = field(default_factory=list)

    def harms_of(self, html: str) -> list[str]:
        """What the page did, was about to do, or would do when somebody touched it."""
        self.html = html
        self.fetched.clear()
        self.page.goto(PAGE)
        found: list[str] = self.page.evaluate(TOUCH)
        ours = (PAGE, "https://a.example/", "https://museum.example/")
        return found + [url for url in self.fetched if not url.startswith(ours)]

    def answer(self, route: Any) -> None:
        """Serve the page, and nothing else: no test goes out to the network."""
        self.fetched.append(route.request.url)
        if route.request.url == PAGE:
            policy = {"Content-Security-Policy-Report-Only": POLICY}
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers=policy)
        else:
            route.abort()


@pytest.fixture(scope="module")
def watched(browser: Any) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 700, "height": 900})
    watched = Watched(context.new_page())
    watched.page.add_init_script(f"({WATCH})()")
    context.route("**/*", watched.answer)
    yield watched
    context.close()


@pytest.mark.parametrize(
    ("page", "harm"),
    [
        ("<script>alert(1)</script>", "alert"),
        ("<p onmouseover=alert(1)>x</p>", "alert"),
        ("<img src=x onerror=alert(1)>", "alert"),
        ("<a href=' java\nscript:alert(1)'>x</a>", "javascript:alert(1)"),
        ("<img src=https://evil.example/x.png>", "https://evil.example/x.png"),
        ("<p style='position:fixed'>x</p>", '<p style="position:fixed">x</p>'),
        ("<a href=//evil.example/>x</a>", "https://evil.example/"),
    ],
)
def test_the_watch_is_kept(watched: Watched, page: str, harm: str) -> None:
    """Or all that follows would prove nothing."""
    assert harm in watched.harms_of(f"<!doctype html><body>{page}")


@pytest.mark.parametrize("group", BY_GROUP)
def test_no_value_does_anything_wherever_it_stands(watched: Watched, group: str) -> None:
    assert watched.harms_of(compose(PLACES, facts(), ENVELOPE).message.html) == []
    for attack in BY_GROUP[group]:
        about: Facts = with_every_string(facts(booster=BoosterFacts("x")), attack)
        assert watched.harms_of(compose(PLACES, about, ENVELOPE).message.html) == [], attack


@pytest.mark.parametrize("group", BY_GROUP)
def test_none_of_our_messages_does_anything_for_a_hostile_member(watched: Watched, group: str) -> None:
    for number, attack in enumerate(BY_GROUP[group]):
        key = DEFAULT_KEYS[number % len(DEFAULT_KEYS)]
        booster = BoosterFacts(attack, "<p>x</p>", attack, attack, attack)
        about: Facts = with_every_string(facts(kind=key), attack)._replace(booster=booster)
        assert watched.harms_of(compose(compiled_default(key), about, ENVELOPE).message.html) == [], attack
