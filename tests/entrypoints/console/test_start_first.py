"""The first owner comes in with the machine's code, and others by an invitation, once."""

import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from forenotice.accounts.errors import InvitationOverError
from forenotice.accounts.models import Access, AuditEntry, Organization, User
from forenotice.accounts.operations import first_visit_code, invite, opened, withdraw_access
from forenotice.accounts.operations.invitations import MOST_A_DAY
from forenotice.accounts.states import Role
from tests.support.console import PASSWORD, Person, let_in, let_mail_out, wait_for_letters, words_of
from tests.support.smtp_servers import Arrived, ScriptedServer
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
    assert access.user.proven_at, "a neighbour on this machine need not ask by mail who she is"
    assert "argon2" in access.user.password
    assert browser.get("/console/societe-du-port/start/").status_code == 200
    # A passkey can be added at once, without typing the password again.
    assert browser.get("/account/2fa/totp/activate/").status_code == 200
    assert first_visit_code() == ""
    late = Client().post("/start/", FORM | {"code": code, "email": "late@port.example"}, follow=True)
    assert late.redirect_chain[-1][0] == "/account/login/"
    assert User.objects.count() == 1
    # However the address is typed, it is the same person.
    now, role = datetime.now(UTC), Role.OWNER
    ana: dict[str, Any] = {"organization": organization, "email": " ANA@PORT.EXAMPLE", "by": access.user}
    assert invite(**ana, role=role, actor="test", now=now).token == "", "she is in already"
    elsewhere, typed = Client(), {"login": "ANA@Port.example", "password": PASSWORD}
    assert "Société du Port" in elsewhere.post("/account/login/", typed, follow=True).content.decode()
    asked = elsewhere.post("/account/sessions/", {"session": "others"}).content.decode()
    assert "reste connecté" in asked, "she reads French"
    elsewhere.post("/account/sessions/", {"session": "others", "confirmed": "yes"})
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


def test_an_invitation_works_once_and_for_a_week(world: World, owner: Person) -> None:
    now = datetime.now(UTC)
    ben: dict[str, Any] = {
        "organization": world.organization,
        "email": "ben@club.example",
        "role": Role.EDITOR,
        "by": owner.user,
        "actor": "test",
    }
    earlier, token = (invite(**ben, now=at).token for at in (now - timedelta(minutes=1), now))
    with pytest.raises(InvitationOverError):
        opened(token, now=now + timedelta(days=8))
    browser = Client()
    address = f"/start/invitation/{token}"
    assert "ben@club.example" in browser.get(address).content.decode()
    assert not User.objects.filter(email="ben@club.example").exists()
    form = {"name": "Ben", "password": PASSWORD, "language": "en"}
    assert browser.post(address, form, follow=True).redirect_chain[-1][0] == "/start/safer"
    assert browser.get("/console/club/").status_code == 200
    mine = AuditEntry.objects.filter(organization=world.organization, subject="ben@club.example")
    told = [entry.action for entry in mine.order_by("pk")]
    assert told == ["access.invite", "access.invite", "access.grant", "access.accepted"]
    assert "this one" in browser.get("/account/sessions/", headers={"Accept-Language": "en"}).content.decode()
    for spent in (address, f"{address[:-3]}abc", f"/start/invitation/{earlier}"):
        assert Client().get(spent).status_code == 410
    # Whoever was let go, and is invited again, keeps what they sign in with.
    Access.objects.get(organization=world.organization, user__email="ben@club.example").delete()
    address = f"/start/invitation/{invite(**ben, now=now).token}"
    other = Person(world.organization, Role.VIEWER).browser
    assert "sign out first" in other.get(address).content.decode()
    other.post(address, form)
    assert browser.get("/console/club/").status_code == 404
    asked = Client().get(address).content.decode()
    login = re.search(r"/account/login/[^\"]+", asked)
    assert (login is not None, "id_password" in asked) == (True, False)
    assert "Come in" in browser.get(address).content.decode()
    browser.post(address, form)
    assert browser.get("/console/club/").status_code == 200


def test_no_owner_learns_who_is_known_to_a_neighbour(transactional_db: None) -> None:
    """The same answer, the same list and the same letter for everybody who is not in."""
    with ScriptedServer() as server:
        house = World(datetime.now(UTC), key="house", live=False, sender_email="house@example.org")
        mine = World(house.now, key="mine")
        owner = Person(mine.organization)
        let_in(house.organization, Role.VIEWER, "known@club.example")
        proven = let_in(house.organization, Role.VIEWER, "proven@club.example")
        User.objects.filter(pk=proven.pk).update(proven_at=house.now, language="fr", name="Prue Venn")
        whom = ("nobody@club.example", "known@club.example", proven.email)
        unsent = {_plain(owner, email) for email in whom}
        assert len(unsent) == 1
        assert "no mail account of this machine" in unsent.pop()
        let_mail_out(house.organization, server)
        sent = {_plain(owner, email) for email in whom}
        assert len(sent) == 1
        assert "/start/invitation/" not in sent.pop()
        lists = owner.look("settings/people"), owner.look("settings/trail")
        for word in ("Prue", "Viewer Person"):
            assert word not in "".join(lists)
        rows = owner.rows("settings/people/invitations.csv")
        assert {(row["Role"], row["Invited by"], row["Name"]) for row in rows} == {
            ("Viewer", "Owner Person", "")
        }
        assert {row["Email"] for row in rows} == set(whom)
        assert [row["Email"] for row in owner.rows("settings/people.csv")] == [owner.user.email]
        assert {len(words_of(letter)) for letter in server.arrived} == {len(words_of(server.arrived[0]))}
        # Their own mailbox shows who they are; whom a neighbour may have let in chooses a new password.
        links = {one.recipients[0]: _link(one) for one in server.arrived}
        pretender = Client()
        pretender.force_login(User.objects.get(email="known@club.example"))
        form = {"name": "Ben", "password": "nine bells at sea", "language": "en"}
        for email, asks in zip(whom, (True, True, False), strict=True):
            assert ("id_password" in Client().get(links[email]).content.decode()) is asks
        assert Client().post(links[proven.email], form).status_code == 200
        Client().post(links["known@club.example"], form)
        wait_for_letters(server, len(links) + 1)
        assert "Your password was replaced" in words_of(server.arrived[-1])
        assert pretender.get("/console/house/").status_code == 302
        known = Client()
        known.post("/account/login/", {"login": "known@club.example", "password": form["password"]})
        assert [known.get(f"/console/{key}/").status_code for key in ("house", "mine")] == [200, 200]
        neighbour = Person(house.organization).look("settings/trail")
        assert "chose a new password" in neighbour
        assert "invitation" not in re.sub(r"<select.*?</select>", "", neighbour, flags=re.DOTALL)
        assert proven.has_usable_password()


def _plain(owner: Person, email: str) -> str:
    """What an owner sees after inviting somebody, but for the address itself and what every page has anew."""
    shown = owner.send("settings/people", email=email, role="viewer").content.decode()
    found = re.search(r'<section class="card" role="status">.*?</section>', shown, re.DOTALL)
    assert found
    assert email in shown[shown.index("not in yet") :]
    return found[0].replace(email, "")


def _link(letter: Arrived) -> str:
    found = re.search(r"https?://[^/]+(/start/invitation/\S+)", words_of(letter))
    assert found
    return found[1]


def test_so_many_letters_leave_in_a_day(world: World, owner: Person) -> None:
    World(world.now, key="another")
    ask: dict[str, Any] = {"organization": world.organization, "role": Role.VIEWER, "by": owner.user}
    for number in range(MOST_A_DAY):
        invite(**ask, email=f"{number}@club.example", actor="test", now=datetime.now(UTC))
    more = owner.send("settings/people", email="more@club.example", role="viewer").content.decode()
    assert "no more do before tomorrow" in more
    assert "more@club.example is invited" not in more


def test_only_the_owner_of_the_machine_renews_what_a_person_signs_in_with(world: World) -> None:
    about: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": datetime.now(UTC)}
    owner, user = let_in(world.organization), let_in(world.organization, Role.EDITOR)
    assert invite(email=user.email, role=Role.VIEWER, by=owner, **about).token == ""
    token = invite(email=user.email, role=Role.OWNER, by=None, **about).token
    form = {"name": "Ed", "password": "a mountain of bread", "language": "en"}
    Client().post(f"/start/invitation/{token}", form)
    user.refresh_from_db()
    assert user.check_password("a mountain of bread")
    assert Access.objects.get(user=user).role == Role.OWNER
    entry = AuditEntry.objects.get(organization=world.organization, action="access.renewed")
    assert (entry.subject, entry.actor) == (user.email, f"person:{user.email}")
    # Whoever is let out has no link left that lets them in again.
    token = invite(email=user.email, role=Role.OWNER, by=None, **about).token
    withdraw_access(access=user.accesses.get(), actor="test", now=about["now"])
    assert Client().post(f"/start/invitation/{token}", form).status_code == 410
