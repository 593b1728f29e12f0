"""Every page of ours that a person can come to, drawn in each language and put on the shelf.

Where a page can be found by its address it is; those that only an act brings are told here one by one.
"""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from forenotice.accounts.models import ApiKey, User
from forenotice.accounts.operations import first_visit_code, invite
from forenotice.accounts.states import Role
from forenotice.entrypoints.console import account_urls
from forenotice.entrypoints.console.gate import gate
from tests.browser import shelf
from tests.browser.looking import LANGUAGES
from tests.entrypoints.console.addresses import addresses
from tests.support.console import PASSWORD, Person
from tests.support.furnished import Furnished

Ask = Callable[[str], Any]
# What is drawn anew each time.
_TOKEN = re.compile(rb'csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')


class Drawn(dict[str, str]):
    """The addresses on the shelf by their names; each page once, however many ways lead to it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[bytes] = set()


def keep(drawn: Drawn, name: str, ask: Ask) -> None:
    """Draw a page in each language, under a name of its own, if it is a page of ours."""
    answers = {language: ask(language) for language in LANGUAGES}
    words = _TOKEN.sub(b"", getattr(answers["en"], "content", b""))
    if not all(map(_is_page, answers.values())) or words in drawn.seen:
        return
    drawn.seen.add(words)
    for language, answer in answers.items():
        shelf.put(f"{name}-{language}", answer)
    drawn[name] = f"{shelf.PLACE}{name}-{{language}}"


def _is_page(answer: Any) -> bool:
    """Whether it is drawn whole; in a frame's own page nothing can run that could look it over."""
    is_framed = "sandbox" in answer.headers.get("Content-Security-Policy", "")
    return not is_framed and b"<html" in getattr(answer, "content", b"")


def _get(browser: Client, path: str) -> Ask:
    return lambda language: browser.get(path, headers={"Accept-Language": language})


def _post(browser: Client, path: str, fields: dict[str, Any], **how: Any) -> Ask:
    return lambda language: browser.post(path, fields, headers={"Accept-Language": language}, **how)


def before_anybody(drawn: Drawn) -> None:
    """Where the first owner comes in."""
    keep(drawn, "start-code", _get(Client(), "/start/?code=wrong"))
    keep(drawn, "start-first", _get(Client(), f"/start/?code={first_visit_code()}"))
    keep(drawn, "start-first-refused", _post(Client(), "/start/", {"code": first_visit_code()}))


def of_the_organization(drawn: Drawn, club: Furnished, owner: Person) -> None:
    """Every address of the console, and the questions before what cannot be undone."""
    for address in addresses():
        name = address.name.removeprefix("console:").replace(":", "-")
        keep(drawn, name, _get(owner.browser, address.of(club.key, club.ids)))
    ids = club.ids
    for path, fields in (
        ("scheduled/letters", {"letter": ids["scheduled.number"]}),
        (f"scheduled/{ids['reminder_id']}", {"ask": "send_now"}),
        (f"scheduled/{ids['reminder_id']}", {"ask": "cancel"}),
        ("scheduled/doubts", {"decision": "resend", "delivery": ids["delivery_id"]}),
        ("scheduled/doubts", {"decision": "let_be", "delivery": ids["delivery_id"]}),
        (f"settings/ways-out/{ids['settings:endpoint.key']}", {"act": "rotate"}),
        ("settings/ways-out/mail", {"act": "switch_off"}),
        ("settings/sources/shop/keep", {"act": "away"}),
        ("start/sample", {"remove": "yes"}),
        ("start/file/begin", {"away": "yes"}),
    ):
        name = f"asked-{path.replace('/', '-')}-{'-'.join(map(str, fields.values()))}"
        keep(drawn, name, _post(owner.browser, owner.address(path), fields))
        assert name in drawn, f"nothing is asked before {path} {fields}"
    key = ApiKey.objects.get(pk=str(ids["key_id"])).name
    keep(drawn, "asked-keys", _get(owner.browser, owner.address(f"settings/keys?revoke={key}")))


def at_the_door(drawn: Drawn, club: Furnished, owner: Person) -> None:
    """Where somebody comes in, and where we say no or that something broke."""
    token = invite(
        organization=club.organization,
        email="guest@harbour.example",
        role=Role.VIEWER,
        by=owner.user,
        actor="test",
        now=club.now,
    ).token
    keep(drawn, "start-invitation", _get(Client(), f"/start/invitation/{token}"))
    keep(drawn, "start-invitation-refused", _post(Client(), f"/start/invitation/{token}", {}))
    keep(drawn, "start-invitation-over", _get(Client(), "/start/invitation/none"))
    keep(drawn, "start-safer", _get(owner.browser, "/start/safer"))
    viewer = Person(club.organization, Role.VIEWER)
    keep(drawn, "settings-of-a-viewer", _get(viewer.browser, viewer.address("settings/")))
    keep(drawn, "refused", _post(viewer.browser, viewer.address("settings/"), {}))
    keep(drawn, "forged", _post(Client(enforce_csrf_checks=True), "/account/login/", {}))
    keep(drawn, "nowhere", _get(owner.browser, "/console/nowhere/"))
    fails: Any = get_resolver().resolve_error_handler
    keep(drawn, "not-understood", lambda language: fails(400)(_asked(language), exception=ValueError()))
    keep(drawn, "broken", lambda language: gate(fails(500))(_asked(language)))
    _continued(drawn, viewer)
    keep(drawn, "too-often", _too_often)
    assert set(drawn) >= {"start-invitation-over", "refused", "forged", "broken", "continue", "too-often"}


def _asked(language: str) -> Any:
    return RequestFactory().get("/console/", headers={"Accept-Language": language})


def _continued(drawn: Drawn, person: Person) -> None:
    browser = person.browser
    browser.get("/account/")
    # Theirs alone ends: the one who looks at the pages stays signed in.
    Session.objects.filter(pk=browser.cookies[settings.SESSION_COOKIE_NAME].value).delete()
    browser.post(person.address("settings/speaking"), {"note": "What was written " * 20, "password": "x"})
    sign_in(browser, person.user)
    keep(drawn, "continue", _get(browser, "/console/continue"))


def _too_often(language: str) -> Any:
    cache.clear()
    for _ in range(60):
        answer = Client().post("/account/login/", {}, headers={"Accept-Language": language})
        if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            break
    cache.clear()
    return answer


def sign_in(browser: Client, user: User) -> None:
    """As the page for it does, so that they count as just having shown who they are."""
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})


def of_oneself(drawn: Drawn, person: Person) -> None:
    """Everything below /account/ as a stranger, somebody without and somebody with second steps sees it."""
    without, stranger = Client(), Client()
    sign_in(without, person.user)
    without.post("/account/reauthenticate/", {"password": PASSWORD})
    known = {
        "uidb36": user_pk_to_url_str(person.user),
        "key": default_token_generator.make_token(person.user),
    }
    paths = {name: path.format(**known, pk=0) for name, path in _below(account_urls.urlpatterns, "/account/")}
    _every(drawn, "stranger", stranger, paths)
    _every(drawn, "without", without, paths)
    TOTP.activate(person.user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(person.user)
    _every(drawn, "with", without, paths)
    halfway = Client()
    sign_in(halfway, person.user)
    _every(drawn, "halfway", halfway, {"authenticate": "/account/2fa/authenticate/"})
    # Nobody could sign in by this one, so it is only for the pages that list, name and remove it.
    key = Authenticator.objects.create(user=person.user, type="webauthn", data={"name": "My telephone"})
    own = "/account/2fa/webauthn/"
    kept = {"list": own, "edit": f"{own}keys/{key.pk}/edit/", "remove": f"{own}keys/{key.pk}/remove/"}
    _every(drawn, "passkey", without, kept)


def _every(drawn: Drawn, who: str, browser: Client, paths: dict[str, str]) -> None:
    for name, path in paths.items():
        keep(drawn, f"account-{who}-{name}", _get(browser, path))


def _below(patterns: list[Any], above: str) -> Iterator[tuple[str, str]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, f"{above}{_written(one)}")
        elif isinstance(one, URLPattern):
            yield str(one.name), f"{above}{_written(one)}"


def _written(one: URLPattern | URLResolver) -> str:
    """The pattern as a format string; one is a regular expression."""
    written = str(one.pattern).replace("<int:", "{").replace(">", "}")
    return "password/reset/key/{uidb36}-{key}/" if written.startswith("^") else written
