"""The first owner comes in with the machine's code, and others by an invitation, once."""

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Access, AuditEntry, Organization, User
from forenotice.accounts.operations import first_visit_code, invite, invited
from forenotice.accounts.states import Role
from tests.support.console import PASSWORD, Person, let_in, let_mail_out, words_of
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import World

FORM = {
    "organization": "Société du Port",
    "name": "Ana",
    "email": "Ana@Port.example",
    "password": PASSWORD,
    "language": "fr",
    "zone": "Europe/Paris",
}


@pytest.mark.django_db
def test_the_first_one_with_the_code_becomes_the_owner(home: object) -> None:
    browser = Client()
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/start/"
    code = first_visit_code()
    assert first_visit_code() == code
    asked = browser.get("/start/").content.decode()
    assert "<code>first-visit.code</code>" in asked
    assert "id_code" in asked
    assert "id_code" in browser.post("/start/", FORM | {"code": "guess"}).content.decode()
    assert not User.objects.exists()
    weak = browser.post("/start/", FORM | {"code": code, "password": "password12"})
    assert 'value="Ana@Port.example"' in weak.content.decode()
    answer = browser.post("/start/", FORM | {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == "/start/safer"
    organization = Organization.objects.get()
    assert (organization.key, organization.name) == ("societe-du-port", "Société du Port")
    assert (organization.time_zone, organization.currency) == ("Europe/Paris", "EUR")
    assert organization.locale == "fr"
    access = Access.objects.get()
    assert (access.user.email, access.role) == ("ana@port.example", Role.OWNER)
    assert "argon2" in access.user.password
    assert browser.get("/console/societe-du-port/start/").status_code == 200
    # A passkey can be added at once, without typing the password again.
    assert browser.get("/account/2fa/totp/activate/").status_code == 200
    assert first_visit_code() == ""
    late = Client().post("/start/", FORM | {"code": code, "email": "late@port.example"}, follow=True)
    assert late.redirect_chain[-1][0] == "/account/login/"
    assert User.objects.count() == 1
    # However the address is typed, it is the same person.
    now = datetime.now(UTC)
    invite(organization=organization, email="ANA@PORT.EXAMPLE", role=Role.OWNER, actor="test", now=now)
    assert User.objects.count() == 1
    elsewhere, typed = Client(), {"login": "ANA@Port.example", "password": PASSWORD}
    assert "Société du Port" in elsewhere.post("/account/login/", typed, follow=True).content.decode()
    elsewhere.post("/account/sessions/", {"session": "others"})
    assert browser.get("/console/societe-du-port/").status_code == 302
    assert elsewhere.get("/console/societe-du-port/").status_code == 200


def test_who_was_written_in_capital_letters_can_sign_in_again(world: World) -> None:
    small = let_in(world.organization, Role.VIEWER, "ana@port.example")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX accounts_person_once")
    for email in ("Ana@port.example", "Ben@port.example"):
        user = User.objects.create(email=email)
        user.set_password("nine bells at sea")
        user.save()
        Access.objects.create(
            organization=world.organization, user=user, role=Role.OWNER, granted_at=world.now
        )
    import_module("forenotice.accounts.migrations.0008_small_letters").use_small_letters(apps, None)
    found = Access.objects.filter(organization=world.organization).order_by("user__email")
    assert [(each.user.email, each.role) for each in found] == [
        ("ana@port.example", Role.OWNER),
        ("ben@port.example", Role.OWNER),
    ]
    assert (found[0].user, found[0].user.check_password(PASSWORD)) == (small, True)
    assert found[1].user.check_password("nine bells at sea")


def test_an_invitation_works_once_and_for_a_week(world: World) -> None:
    now = datetime.now(UTC)
    about: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": now}
    token = invite(email="ben@club.example", role=Role.EDITOR, **about).token
    with pytest.raises(AccountsError, match="week"):
        invited(token, now=now + timedelta(days=8))
    browser = Client()
    address = f"/start/invitation/{token}"
    assert "ben@club.example" in browser.get(address).content.decode()
    form = {"name": "Ben", "password": PASSWORD, "language": "en"}
    assert browser.post(address, form, follow=True).redirect_chain[-1][0] == "/start/safer"
    assert browser.get("/console/club/").status_code == 200
    assert "this one" in browser.get("/account/sessions/", headers={"Accept-Language": "en"}).content.decode()
    assert Client().get(address).status_code == 410
    assert Client().get(f"{address[:-3]}abc").status_code == 410


def test_who_was_invited_before_comes_in_only_by_their_own_mail(transactional_db: None) -> None:
    with ScriptedServer() as server:
        house = World(datetime.now(UTC), key="house", live=False, sender_email="house@example.org")
        thief, mine = World(house.now, key="thief"), World(house.now, key="mine")
        owner = Person(mine.organization)
        about: dict[str, Any] = {"actor": "test", "now": house.now, "email": "ben@club.example"}
        taken = invite(organization=thief.organization, role=Role.VIEWER, **about).token
        form = {"name": "Not Ben", "password": PASSWORD, "language": "en"}
        pretender = Client()
        pretender.post(f"/start/invitation/{taken}", form)
        ask = {"email": "ben@club.example", "role": "editor"}
        shown = owner.send("settings/people", **ask).content.decode()
        assert "no mail account" in shown
        let_mail_out(house.organization, server)
        shown = owner.send("settings/people", **ask).content.decode()
        assert "The link went to the address itself" in shown
        assert "/start/invitation/" not in shown
        assert pretender.get("/console/mine/").status_code == 404
        # Whoever owns the machine vouches for the link, and lets nobody in before it is used.
        assert invite(organization=house.organization, role=Role.VIEWER, renews=True, **about).token
        assert pretender.get("/console/house/").status_code == 404
        (letter,) = server.arrived
        link = re.search(r"https?://[^/]+(/start/invitation/\S+)", words_of(letter))
        assert (letter.recipients, link is not None) == (("ben@club.example",), True)
        ben = Client()
        ben.post(link[1], form | {"name": "Ben", "password": "nine bells at sea"})  # type: ignore[index]
        assert ben.get("/console/mine/").status_code == 200
        assert pretender.get("/console/mine/").status_code == 302
        # Whoever has shown so is let in by others at once.
        invite(organization=house.organization, role=Role.VIEWER, **about)
        assert ben.get("/console/house/").status_code == 200


def test_only_the_owner_of_the_machine_renews_what_a_person_signs_in_with(world: World) -> None:
    about: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": datetime.now(UTC)}
    user = let_in(world.organization, Role.EDITOR)
    assert invite(email=user.email, role=Role.VIEWER, **about).token == ""
    token = invite(email=user.email, role=Role.OWNER, renews=True, **about).token
    form = {"name": "Ed", "password": "a mountain of bread", "language": "en"}
    Client().post(f"/start/invitation/{token}", form)
    user.refresh_from_db()
    assert user.check_password("a mountain of bread")
    assert Access.objects.get(user=user).role == Role.OWNER
    entry = AuditEntry.objects.get(organization=world.organization, action="access.renewed")
    assert (entry.subject, entry.actor) == (user.email, f"person:{user.email}")
