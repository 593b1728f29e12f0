"""What holds for every page of the console: who may come in, in which language, under which policy."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.forms import Form, PasswordInput
from django.test import Client
from pytest_django import Settings

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Access, AuditEntry
from forenotice.accounts.operations import grant_access, withdraw_access
from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import csv_file
from forenotice.entrypoints.console.frame.paging import slice_of
from forenotice.entrypoints.console.returning import is_secret
from tests.support.console import PASSWORD, Person, let_in
from tests.support.world import World


def test_a_person_signs_in_and_comes_to_their_organization(world: World) -> None:
    let_in(world.organization)
    browser = Client()
    assert browser.get("/", follow=True).redirect_chain[-1][0] == "/account/login/"
    form = {"login": "OWNER@club.example", "password": PASSWORD}
    wrong = browser.post("/account/login/", form | {"password": "another harbour"})
    assert "not correct" in wrong.content.decode()
    right = browser.post("/account/login/", form, follow=True)
    assert right.redirect_chain[-1][0] == "/console/club/"
    assert "The Club" in right.content.decode()


def test_nobody_comes_in_without_a_role_there(world: World, owner: Person) -> None:
    other = World(world.now, key="rival", live=False)
    assert Client().get(owner.address()).headers["Location"].startswith("/account/login/?next=")
    assert owner.browser.get("/console/rival/").status_code == 404
    assert owner.browser.get("/console/nobody/").status_code == 404
    assert Person(other.organization).browser.get(owner.address()).status_code == 404


def test_pages_are_in_the_language_of_the_reader(world: World) -> None:
    french = Person(world.organization, language="fr-CA, en;q=0.5")
    answer = french.browser.get(french.address())
    assert answer.headers["Content-Language"] == "fr"
    assert '<html lang="fr"' in answer.content.decode()
    french.user.language = "en"
    french.user.save()
    assert '<html lang="en"' in french.look()


def test_pages_hold_nothing_that_the_policy_forbids(owner: Person) -> None:
    for answer in (owner.browser.get(owner.address()), Client().get("/account/login/")):
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        page = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
        scripts = re.findall(r"<script[^>]*>", page)
        assert all(" src=" in each or "application/json" in each for each in scripts)
    for address in re.findall(r'(?:href|src)="(/(?:static|console/accent)/[^"#]+)', page):
        assert owner.browser.get(address).status_code == 200, address


def test_what_was_typed_survives_a_session_that_ended(owner: Person) -> None:
    browser = owner.outlive_session()
    answer = browser.post(owner.address("settings/"), {"name": "Nine bells", "smtp_password": "s3cret"})
    assert answer.headers["Location"] == "/account/login/?next=%2Fconsole%2Fcontinue"
    signed_in = browser.post(
        answer.headers["Location"], {"login": owner.user.email, "password": PASSWORD}, follow=True
    )
    page = signed_in.content.decode()
    assert 'name="name" value="Nine bells"' in page
    assert "s3cret" not in page
    assert f'action="{owner.address("settings/")}"' in page
    browser.post(owner.address("settings/"), {"name": "Nine bells"})
    assert browser.get("/console/continue").headers["Location"] == "/", "what was sent waits no longer"
    assert browser.session.get_expiry_age() > 86_400, "only what waits does so for a day"
    second = Person(owner.organization, Role.EDITOR)
    owner.outlive_session().post(owner.address("settings/"), {"name": "Nine bells"})
    browser.force_login(second.user)
    assert browser.get("/console/continue").headers["Location"] == "/", "what was typed is nobody else's"
    Client().post(owner.address("settings/"), {"name": "Nine bells"})
    assert Session.objects.count() == 1, "strangers leave nothing"


def test_what_was_typed_on_a_page_that_is_too_old_is_offered_again(owner: Person) -> None:
    browser, there = Client(enforce_csrf_checks=True), owner.address("settings/")
    browser.force_login(owner.user)
    # Pages drawn before somebody signed in again hold a token of before.
    typed = {"name": "Nine bells", "address": "x" * 500_000, "csrfmiddlewaretoken": "a" * 64}
    for elsewhere in ({}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.post(there, typed, headers=elsewhere).status_code == 403
    assert "kept_form" not in browser.session
    answer = browser.post(there, typed, headers={"Origin": "http://testserver"}, follow=True)
    assert answer.redirect_chain == [("/console/continue", 302)]
    page = answer.content.decode()
    assert f'action="{there}"' in page
    assert 'name="name" value="Nine bells"' in page
    assert "x" * 500_000 in page
    owner.organization.refresh_from_db()
    assert owner.organization.name != "Nine bells", "nothing is done unasked"
    second = Person(owner.organization, Role.EDITOR)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["forenotice_person"] = owner.browser.get(there).cookies["forenotice_person"].value
    browser.get("/account/login/")
    token = browser.cookies["forenotice_form"].value
    form = {"login": second.user.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/account/login/", form).status_code == 302
    assert browser.post(there, typed, headers={"Origin": "http://testserver"}).status_code == 403


def test_what_a_person_says_of_themselves_survives_as_well(owner: Person) -> None:
    browser = owner.outlive_session()
    there = browser.post("/account/", {"name": "Nine Bells", "theme": "dark"}).headers["Location"]
    page = browser.post(
        there, {"login": owner.user.email, "password": PASSWORD}, follow=True
    ).content.decode()
    assert 'action="/account/"' in page
    assert 'name="name" value="Nine Bells"' in page


def test_too_much_is_refused_on_a_page_and_https_is_held_to(owner: Person, settings: Settings) -> None:
    settings.FORENOTICE_BASE_URL = "https://console.example"
    much: dict[str, Any] = {"data": b"a" * (8 * 2**20 + 1), "content_type": "text/plain"}
    answer = owner.browser.post(owner.address("settings/"), **much, headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.headers["Content-Language"]) == (413, "fr")
    assert "plus qu’une page" in answer.content.decode()
    assert "max-age" in owner.browser.get("/account/").headers["Strict-Transport-Security"]


def test_a_browser_gets_a_page_also_where_an_address_is_wrong(owner: Person) -> None:
    page = {"Accept": "text/html"}
    cut = owner.browser.get("/console/club?a=1", headers=page)
    assert (cut.status_code, cut.headers["Location"]) == (302, "/console/club/?a=1")
    assert owner.browser.get("/console/club/nothing").status_code == 404
    nul = owner.browser.get(owner.address("members/"), {"text": "\0"}, headers=page)
    assert "not something our pages ask for" in nul.content.decode()
    strange = owner.browser.get(owner.address(), headers=page | {"Host": "192.0.2.7:8000"})
    assert strange.status_code == 400
    assert "FORENOTICE_BASE_URL=http://192.0.2.7:8000" in strange.content.decode()
    for style in re.findall(r'href="(/[^"]+\.css)"', strange.content.decode()):
        assert owner.browser.get(style, headers={"Host": "192.0.2.7:8000"}).status_code == 200
    for path in (owner.address(), "/api/v1/me"):
        told = owner.browser.get(path, headers={"Host": "192.0.2.7", "Accept": "application/json"})
        assert "This host is not known here." in told.json()["detail"]


def test_what_was_typed_goes_to_the_page_and_not_to_a_piece_of_it(owner: Person) -> None:
    browser, editor = owner.outlive_session(), owner.address("messages/message/renewal/?locale=en")
    answer = browser.post(
        owner.address("messages/message/renewal/coach/?locale=en"),
        {"subject": "Soon"},
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{editor}"},
    )
    assert answer.headers["HX-Redirect"] == "/account/login/?next=%2Fconsole%2Fcontinue"
    browser.force_login(owner.user)
    kept = {"of": str(owner.user.pk), "path": editor, "fields": [["subject", "Soon"]], "left_out": False}
    kept["page_was_old"] = False
    assert browser.session["kept_form"] == kept


def test_what_is_hidden_while_it_is_typed_is_never_kept(owner: Person) -> None:
    owner.look()
    forms, hidden = [Form], set()
    while forms:
        made = forms.pop()
        forms += made.__subclasses__()
        if made.__module__.startswith("forenotice."):
            fields = made.base_fields.items()
            hidden |= {name for name, field in fields if isinstance(field.widget, PasswordInput)}
    assert {"password", "api_key", "consumer_secret"} <= hidden
    assert not [name for name in hidden if not is_secret(name)]


def test_an_organization_is_never_left_without_an_owner(world: World, owner: Person) -> None:
    now = datetime.now(UTC)
    access = Access.objects.get(organization=world.organization)
    with pytest.raises(AccountsError):
        withdraw_access(access=access, actor="test", now=now)
    with pytest.raises(AccountsError):
        grant_access(
            organization=world.organization, email=owner.user.email, role=Role.VIEWER, actor="test", now=now
        )
    let_in(world.organization, Role.OWNER, "second@club.example")
    withdraw_access(access=access, actor="test", now=now)
    assert owner.browser.get(owner.address()).status_code == 404


def test_a_file_for_spreadsheets_runs_nothing() -> None:
    rows = [("=1+1", -3, None), ("@sum", "plain", "é")]
    answer = csv_file("members", ("a", "b", "c"), rows)
    written = b"".join(answer).decode("utf-8-sig")
    assert written == "a,b,c\r\n'=1+1,-3,\r\n'@sum,plain,é\r\n"


@pytest.mark.django_db
def test_few_rows_are_found_among_many_a_stretch_at_a_time(world: World) -> None:
    mine = {"organization": world.organization, "actor": "test", "action": "test"}
    entries = [
        AuditEntry(at=world.now + timedelta(minutes=n // 2), subject="rare" if n % 7 == 5 else "", **mine)
        for n in range(20)
    ]
    AuditEntry.objects.bulk_create(entries)
    rows = AuditEntry.objects.filter(organization=world.organization, action="test")
    for among, pages in ((4, 5), (100, 1)):
        found: list[int] = []
        after, seen = "", 0
        while not seen or after:
            some = slice_of(rows, ("-at", "-pk"), after, only=Q(subject="rare"), among=among)
            found += [row.pk for row in some.rows]
            after, seen = some.after, seen + 1
        assert (found, seen) == (sorted((e.pk for e in entries if e.subject), reverse=True), pages)
