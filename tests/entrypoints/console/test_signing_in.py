"""Signing in: with a second step, from several browsers, too often, and with a forgotten password."""

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from forenotice.accounts.models import User
from forenotice.accounts.operations import forget_ended_sessions, lost_second_steps
from forenotice.engine.resealing import seal_everything_anew
from forenotice.entrypoints.console.browsers import browser_name
from tests.support.console import PASSWORD, Person, let_in, let_mail_out, wait_for_letters, words_of
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import World


def sign_in(browser: Client, user: User, password: str = PASSWORD) -> str:
    """The page that comes then."""
    form = {"login": user.email, "password": password}
    return browser.post("/account/login/", form, follow=True).content.decode()


def code_of(secret: str) -> str:
    """What an authenticator app would show."""
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> None:
    cache.clear()


@pytest.mark.django_db
def test_a_second_step_is_set_up_asked_for_and_sealed(world: World, settings: Settings) -> None:
    user, browser = let_in(world.organization), Client()
    sign_in(browser, user)
    asked = browser.get("/account/2fa/totp/activate/")
    assert "/reauthenticate/" in asked.headers["Location"], "whoever finds a browser open cannot lock it up"
    page = browser.post(asked.headers["Location"], {"password": PASSWORD}, follow=True).content.decode()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page)
    assert secret
    assert "data:image/svg+xml" in page
    code = code_of(secret[0])
    browser.post("/account/2fa/totp/activate/", {"code": code}, follow=True)
    assert "Recovery codes" in browser.get("/account/2fa/").content.decode()
    assert "You have none yet" in browser.get("/account/2fa/webauthn/").content.decode()
    other = Client()
    assert "Your second step" in sign_in(other, user)
    assert other.get("/console/club/").status_code == 302
    other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert other.get("/console/club/").status_code == 302
    row = Authenticator.objects.get(user=user, type="totp")
    assert secret[0] not in str(row.data)
    # As an earlier version had left it, and after the key of the machine was replaced.
    Authenticator.objects.filter(pk=row.pk).update(data={"secret": secret[0]})
    import_module("forenotice.accounts.migrations.0010_sealed_second_steps").seal_all(apps, None)
    old, new = settings.FORENOTICE_SECRET_KEYS[0], Fernet.generate_key().decode()
    settings.FORENOTICE_SECRET_KEYS = [new, old]
    seal_everything_anew()
    settings.FORENOTICE_SECRET_KEYS = [old]
    refused = other.post("/account/2fa/authenticate/", {"code": code}).content.decode()
    assert "this machine has another key now" in refused
    settings.FORENOTICE_SECRET_KEYS = [new]
    cache.clear()
    other.post("/account/2fa/authenticate/", {"code": code_of(secret[0])})
    assert other.get("/console/club/").status_code == 200
    _lose_one_by_one(user)


def _lose_one_by_one(user: User) -> None:
    """What no key opens stands in the way of no other, and new ones take its place."""
    lost = Fernet(Fernet.generate_key()).encrypt(b"of another key").decode()
    codes = Authenticator.objects.get(user=user, type="recovery_codes")
    (good, *_) = codes.wrap().get_unused_codes()
    Authenticator.objects.filter(user=user, type="totp").update(data={"secret": lost})
    browser = Client()
    sign_in(browser, user)
    wrong = browser.post("/account/2fa/authenticate/", {"code": "00000000"}).content.decode()
    assert "this machine has another key now" in wrong
    browser.post("/account/2fa/authenticate/", {"code": good})
    assert browser.get("/console/club/").status_code == 200
    Authenticator.objects.filter(pk=codes.pk).update(data={"seed": lost, "used_mask": 0})
    assert "0 codes are left" in browser.get("/account/2fa/").content.decode()
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    for page in ("", "download/"):
        shown = browser.get(f"/account/2fa/recovery-codes/{page}", follow=True)
        assert shown.redirect_chain == [("/account/2fa/recovery-codes/generate/", 302)]
        assert shown.status_code == 200
    browser.post("/account/2fa/recovery-codes/generate/")
    assert Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    Authenticator.objects.filter(user=user, type="recovery_codes").update(data={"seed": lost, "used_mask": 0})
    Authenticator.objects.filter(user=user, type="totp").delete()
    page = browser.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page)
    assert secret
    browser.post("/account/2fa/totp/activate/", {"code": code_of(secret[0])})
    assert lost_second_steps(user) == []
    assert Authenticator.objects.filter(user=user).count() == 2


@pytest.mark.django_db
def test_a_browser_is_signed_out_from_another(world: World) -> None:
    user, here, there = let_in(world.organization), Client(), Client(headers={"User-Agent": "An old tablet"})
    sign_in(here, user)
    sign_in(there, user)
    page = here.get("/account/sessions/").content.decode()
    assert "An old tablet" in page
    number = re.search(r'name="session" value="(\d+)"', page)
    assert number
    here.post("/account/sessions/", {"session": number[1]})
    assert there.get("/console/club/").status_code == 302
    assert here.get("/console/club/").status_code == 200


@pytest.mark.django_db
def test_what_is_no_passkey_is_refused() -> None:
    stranger = Client()
    for sent in ('{"id": 1}', "{}", "[1]", "null"):
        answer = stranger.post("/account/2fa/webauthn/login/", {"credential": sent})
        assert answer.headers["Location"] == "/account/login/"


@pytest.mark.parametrize(
    ("presented", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("An old tablet", "An old tablet"),
        ("", ""),
    ],
)
def test_browsers_go_by_a_name(presented: str, name: str) -> None:
    assert browser_name(presented) == name


@pytest.mark.django_db
def test_who_tries_too_often_has_to_wait(world: World) -> None:
    user, browser = let_in(world.organization), Client()
    seen = [sign_in(browser, user, "wrong") for _ in range(12)]
    assert "Too many" in seen[-1]
    cache.clear()
    for number in range(6):
        # From another address each time, and as if to another port.
        one = Client(HTTP_HOST=f"localhost:{8000 + number}", REMOTE_ADDR=f"192.0.2.{number}")
        seen.append(sign_in(one, user, "wrong"))
    assert "Too many" in seen[-1]
    assert "Too many" not in seen[-2]


def test_a_forgotten_password_is_replaced_by_mail(transactional_db: None, settings: Settings) -> None:
    settings.FORENOTICE_BASE_URL = "https://console.example"
    with ScriptedServer() as server:
        world = World(datetime.now(UTC), live=False, sender_email="club@example.org")
        let_mail_out(world.organization, server)
        owner, browser = Person(world.organization), Client()
        for email in ("nobody@club.example", owner.user.email):
            page = browser.post(
                "/account/password/reset/", {"email": email}, follow=True, headers={"Host": "localhost"}
            )
            assert "on its way" in page.content.decode()
        wait_for_letters(server, 1)
        (letter,) = server.arrived
        assert letter.recipients == (owner.user.email,)
        words = words_of(letter)
        link = re.search(r"https://console\.example(/account/password/reset/key/\S+)", words)
        assert link
        form = browser.get(link[1], follow=True)
        new = {"password1": "nine bells at sea", "password2": "nine bells at sea"}
        browser.post(form.redirect_chain[-1][0], new, follow=True)
        again = Client()
        assert "The Club" in sign_in(again, owner.user, "nine bells at sea")
        wait_for_letters(server, 2)
        assert "Your password was replaced" in words_of(server.arrived[1])
        assert "https://console.example/account/sessions/" in words_of(server.arrived[1])
        activate = "/account/2fa/totp/activate/"
        asked = again.get(activate).headers["Location"]
        page = again.post(asked, {"password": "nine bells at sea"}, follow=True)
        secret = re.search(r"\b[A-Z2-7]{32}\b", page.content.decode())
        assert secret
        again.post(activate, {"code": code_of(secret[0])})
        wait_for_letters(server, 3)
        assert "An authenticator app was set up." in words_of(server.arrived[2])
        trail = again.get("/console/club/settings/trail").content.decode()
        assert "chose a new password" in trail
        assert "changed their second step for signing in" in trail


@pytest.mark.django_db
def test_sessions_that_ran_out_are_forgotten(world: World) -> None:
    user, here, before = let_in(world.organization), Client(), Client()
    sign_in(before, user)
    Session.objects.update(expire_date=world.now - timedelta(seconds=1))
    sign_in(here, user)
    assert forget_ended_sessions(now=world.now) == 1
    assert here.get("/console/club/").status_code == 200
