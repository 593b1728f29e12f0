"""The settings: who may change them, what is shown once, and what is asked first."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

import forenotice
from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Access, ApiKey, AuditEntry, User
from forenotice.accounts.operations import create_key, withdraw_access
from forenotice.accounts.states import Role, Scope
from forenotice.channels.models import Channel
from forenotice.channels.operations import create_endpoint
from forenotice.channels.states import Kind
from forenotice.composer.formats import day
from forenotice.engine.host import begin_pulse, standing
from forenotice.engine.models import Undertaking
from forenotice.entrypoints.console.settings.trail_words import ACTIONS
from forenotice.entrypoints.console.start.connect import key_for
from forenotice.entrypoints.console.start.connecting import ShopForm, WordPressForm
from forenotice.planner.models import Reminder
from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, put_away
from forenotice.sources.pulling import due_sources
from tests.support.console import PASSWORD, Person, let_in
from tests.support.world import World, step

pytestmark = pytest.mark.django_db
PARTS = ("", "speaking", "ways-out", "sources", "people", "keys", "trail", "host", "endpoints/new")


def test_a_viewer_sees_the_parts_and_changes_none(world: World) -> None:
    viewer = Person(world.organization, Role.VIEWER, "fr")
    world.source("shop")
    for part in (*PARTS, "sources/shop"):
        assert "Réglages" in viewer.look(f"settings/{part}"), part
    for part in ("", "speaking", "people", "keys", "host", "endpoints/new", "sources/shop"):
        assert viewer.send(f"settings/{part}", name="x").status_code == 403, part


def test_the_organization_is_changed_and_a_wrong_word_is_said(owner: Person) -> None:
    page = owner.look("settings/")
    given = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page))
    given |= {"name": "Nine Bells", "time_zone": "europe/paris", "locale": "fr", "address": "1 Quay"}
    given.pop("csrfmiddlewaretoken")
    wrong = owner.send("settings/", **given | {"colour": "red"}).content.decode()
    assert "such as #1f6f5c" in wrong
    assert "Nine Bells" in wrong
    assert "Kept." in owner.send("settings/", **given).content.decode()
    owner.organization.refresh_from_db()
    assert (owner.organization.name, owner.organization.time_zone) == ("Nine Bells", "Europe/Paris")


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page sends, as it stands."""
    main = page.partition("<main")[2]
    given = dict(re.findall(r'<input[^>]*name="([\w-]+)"[^>]* value="([^"]*)"', main))
    given |= dict(re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>\n?([^<]*)<', main))
    chosen = r'<select[^>]*name="([\w-]+)"(?:(?!</select>).)*value="([^"]*)" selected'
    given |= dict(re.findall(chosen, main, re.DOTALL))
    given.pop("csrfmiddlewaretoken")
    return given


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(owner: Person) -> None:
    """Two windows with the same form: each keeps what it changed, and the same field is asked about."""
    first = fields_of(owner.look("settings/")) | {"address": "1 Quay", "support_email": "us@club.example"}
    second = fields_of(owner.look("settings/"))
    assert "Kept." in owner.send("settings/", **first).content.decode()
    assert "Kept." in owner.send("settings/", **second | {"name": "Nine Bells"}).content.decode()
    row = owner.organization
    row.refresh_from_db()
    assert (row.name, row.address, row.support_email) == ("Nine Bells", "1 Quay", "us@club.example")
    asked = owner.send("settings/", **second | {"name": "Ten Bells", "legal_name": "Bells Ltd"})
    page = asked.content.decode()
    assert "Meanwhile this was changed to “Nine Bells”." in page
    assert "Bells Ltd" in page
    row.refresh_from_db()
    assert (row.name, row.legal_name) == ("Nine Bells", "")
    assert "Kept." in owner.send("settings/", **fields_of(page)).content.decode()
    row.refresh_from_db()
    assert (row.name, row.legal_name, row.address) == ("Ten Bells", "Bells Ltd", "1 Quay")
    hours = fields_of(owner.look("settings/speaking"))
    assert "Kept." in owner.send("settings/speaking", **hours | {"window_start": "07:30"}).content.decode()
    both = owner.send("settings/speaking", **hours | {"window_start": "06:30"}).content.decode()
    assert "“07:30”" in both
    assert "Kept." in owner.send("settings/speaking", **hours | {"window_end": "21:30"}).content.decode()
    row.refresh_from_db()
    assert (f"{row.window_start:%H:%M}", f"{row.window_end:%H:%M}") == ("07:30", "21:30")


def test_hours_follow_one_another(owner: Person) -> None:
    given = {"window_start": "21:00", "window_end": "09:00", "boosters_apart": 3, "proofs_kept_days": 400}
    assert "later than the earliest" in owner.send("settings/speaking", **given).content.decode()
    given |= {"window_start": "08:00", "least_lead_days": 3}
    assert "both numbers, or neither" in owner.send("settings/speaking", **given).content.decode()
    assert "Kept." in owner.send("settings/speaking", **given, most_lead_days=9).content.decode()


def test_people_are_invited_change_roles_and_leave(owner: Person) -> None:
    shown = owner.send("settings/people", email="eve@club.example", role="viewer").content.decode()
    endless = owner.send("settings/people", email=f"{'e' * 190}@club.example", role="viewer")
    assert 'class="fault"' in endless.content.decode(), "it would not stand in the trail"
    link = re.search(r"/start/invitation/[^<]+", shown)
    assert link
    page = owner.look("settings/people")
    assert link[0] not in page, "it is shown once"
    assert "not in yet" in page
    viewer = Person(owner.organization, Role.VIEWER)
    assert "eve@club.example" not in viewer.look("settings/people")
    invited = re.search(r"people/invitations/\d+", page)
    assert invited
    for path in (invited[0], "people/invitations.csv"):
        assert viewer.browser.get(owner.address(f"settings/{path}")).status_code == 403
    again = re.search(r"/start/invitation/[^<]+", owner.send(f"settings/{invited[0]}").content.decode())
    assert again
    assert Client().get(link[0]).status_code == 410
    form = {"name": "", "password": PASSWORD, "language": "en"}
    assert "opens nothing" in owner.look(f"settings/{invited[0]}")
    withdrawn = owner.send(f"settings/{invited[0]}", confirmed="yes").content.decode()
    assert "is withdrawn" in withdrawn
    assert Client().post(again[0], form).status_code == 410
    shown = owner.send("settings/people", email="eve@club.example", role="viewer").content.decode()
    Client().post(re.search(r"/start/invitation/[^<]+", shown)[0], form | {"name": "Eve"})  # type: ignore[index]
    eve = Access.objects.get(organization=owner.organization, user__email="eve@club.example")
    mine = Access.objects.get(organization=owner.organization, user=owner.user)
    owner.send(f"settings/people/{eve.pk}", role="editor")
    eve.refresh_from_db()
    assert eve.role == Role.EDITOR
    alone = owner.send(f"settings/people/{mine.pk}", role="viewer").content.decode()
    assert "needs an owner" in alone, "nobody is asked about what cannot be"
    for which, words in ((eve, "may do everything"), (mine, "nor give yourself this role back")):
        role = "owner" if which == eve else "viewer"
        assert words in owner.send(f"settings/people/{which.pk}", role=role).content.decode()
        Access.objects.filter(pk=eve.pk).update(role=Role.OWNER if which == eve else Role.EDITOR)
    again = owner.send("settings/people", email=owner.user.email, role="viewer").content.decode()
    assert "is in already" in again, "nothing changes without a question"
    given_up = owner.send(f"settings/people/{mine.pk}", role="viewer", confirmed="yes")
    assert "needs an owner" in given_up.content.decode()
    assert "keys of programs" not in owner.look(f"settings/people/{eve.pk}")
    create_key(
        organization=owner.organization,
        name="hers",
        scopes=[Scope.READ],
        actor="person:eve@club.example",
        now=datetime.now(UTC),
    )
    assert "go on opening: hers" in owner.look(f"settings/people/{eve.pk}")
    owner.send(f"settings/people/{eve.pk}", confirmed="yes")
    assert not Access.objects.filter(pk=eve.pk, organization=owner.organization).exists()
    page = owner.look("settings/trail", action="access.withdraw", actor=f"person:{owner.user.email}")
    assert "let eve@club.example in no longer" in page
    assert f"Owner Person ({owner.user.email})" in page, "a choice of the filter"
    assert "gave eve@club.example a role" not in page
    rows = b"".join(owner.browser.get(owner.address("settings/trail.csv"))).decode("utf-8-sig").splitlines()
    assert rows[0] == "When,By whom,What,Details"
    assert any("Owner Person,gave eve@club.example a role,Role: Viewer → Editor" in row for row in rows)


def test_two_owners_cannot_let_each_other_out(transactional_db: None) -> None:
    club = World(datetime.now(UTC)).organization
    first, second = (let_in(club, email=f"{name}@club.example").accesses.get() for name in ("ana", "ben"))
    is_begun, said = Event(), []

    def let_first_out() -> None:
        is_begun.wait(10)
        try:
            withdraw_access(access=first, actor="test", now=datetime.now(UTC))
        except AccountsError as error:
            said.append(str(error))
        finally:
            connection.close()

    thread = Thread(target=let_first_out)
    thread.start()
    with transaction.atomic():
        withdraw_access(access=second, actor="test", now=datetime.now(UTC))
        is_begun.set()
        # So that the other one asks before this is written, and after that waits for it.
        thread.join(0.3)
    thread.join(10)
    assert [each.user.email for each in Access.objects.filter(organization=club)] == ["ana@club.example"]
    assert len(said) == 1


def test_a_key_is_shown_once_and_revoked_once(owner: Person) -> None:
    led_on = owner.send("settings/keys", name="zapier", scopes=["read", "hooks"])
    assert led_on.redirect_chain, "a reload sends the form to nobody"
    shown = led_on.content.decode()
    secret = re.search(r'id="key">(fn_[^<]+)<', shown)
    assert secret
    assert secret[1] not in owner.look("settings/keys")
    assert (
        "of that name already" in owner.send("settings/keys", name="zapier", scopes=["read"]).content.decode()
    )
    assert "shut out at once" in owner.look("settings/keys", revoke="zapier")
    assert "opens nothing" in owner.send("settings/keys", revoke="zapier").content.decode()
    assert ApiKey.objects.get(organization=owner.organization).revoked_at
    assert "revoked already" in owner.send("settings/keys", revoke="zapier").content.decode()


def test_a_program_is_told_and_its_secret_is_kept(owner: Person) -> None:
    inside = {"key": "crm", "url": "https://10.0.0.1/x"}
    refused = owner.send("settings/endpoints/new", **inside).content.decode()
    assert "The web address leads to a private address" in refused
    french = Person(owner.organization, language="fr", email="francine@example.org")
    refused = french.send("settings/endpoints/new", **inside).content.decode()
    assert "L’adresse web mène à une adresse privée" in refused
    given = {"url": "https://crm.example.com/hook", "kinds": ["renewal"], "products": "basic\n"}
    made = owner.send("settings/endpoints/new", key="crm", **given).content.decode()
    secret = re.search(r"whsec_[^<]+", made)
    assert secret
    one = owner.look("settings/ways-out/crm")
    assert "<dt>Web address</dt>" in one
    assert "Program at a web address" in one
    assert secret[0] not in one
    assert "https://crm.example.com/hook" in one
    owner.send("settings/endpoints/crm", url="https://crm.example.com/other")
    channel = Channel.objects.get(organization=owner.organization, key="crm")
    assert channel.settings["url"].endswith("/other")
    assert "shown once" in owner.send("settings/ways-out/crm", act="rotate").content.decode()
    rotated = owner.send("settings/ways-out/crm", act="rotate", confirmed="yes").content.decode()
    assert re.search(r"whsec_[^<]+", rotated)
    assert "whsec_" not in owner.look("settings/ways-out/crm"), "looking again shows and makes none"
    asked = owner.send("settings/ways-out/crm", act="switch_off").content.decode()
    assert "nothing leaves by it" in asked
    assert (
        "It is off."
        in owner.send("settings/ways-out/crm", act="switch_off", confirmed="yes").content.decode()
    )
    assert "switched off by hand" in owner.look("settings/ways-out/crm")
    assert owner.browser.get(owner.address("settings/ways-out/none")).status_code == 404


def test_ways_out_go_by_the_name_given_or_by_what_they_are(world: World, owner: Person) -> None:
    by: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": world.now}
    url = "https://hooks.example.org/a"
    unnamed = create_endpoint(settings={"url": url}, **by).channel.key
    create_endpoint(key="crm", settings={"url": url}, **by)
    zaps = [
        create_endpoint(kind=Kind.ZAPIER, settings={"url": url}, **by | {"now": world.now + timedelta(days)})
        for days in (0, 3)
    ]
    world.rule("friendly", step("7 days", channels=(unnamed, "crm", "zapier")))
    told = "by webhook to hooks.example.org, crm, and Zapier."
    assert told in owner.look("reminders/")
    assert [row["What it says"][-len(told) :] for row in owner.rows("reminders/reminders.csv")] == [told]
    assert "par webhook vers hooks.example.org, crm et Zapier." in Person(
        world.organization, language="fr", email="francine@example.org"
    ).look("reminders/")
    made_on = [day(world.in_days(days), "medium", "en") for days in (0, 3)]
    listed = re.findall(r'<a href="[^"]*/ways-out/([^"/]+)/?">([^<]+)</a>', owner.look("settings/ways-out"))
    assert dict(listed) == {
        unnamed: "Webhook to hooks.example.org",
        "crm": "crm",
        zaps[0].channel.key: f"Zapier (since {made_on[0]})",
        zaps[1].channel.key: f"Zapier (since {made_on[1]})",
    }
    assert "set up the way out “Webhook to hooks.example.org”" in owner.look("settings/trail")
    assert f'<option value="{unnamed}">Webhook to hooks.example.org' in owner.look("scheduled/deliveries")
    assert f">{unnamed}</dd>" in owner.look(f"settings/ways-out/{unnamed}")


def test_a_source_is_asked_now_and_kept(world: World, owner: Person) -> None:
    world.source("shop")
    mine = Source.objects.filter(organization=world.organization)
    mine.update(pull_every_minutes=60, next_pull_at=None)
    assert "Reading shop" in owner.send("settings/sources/shop").content.decode()
    assert "right after that" in owner.send("settings/sources/shop").content.decode()
    assert mine.get().next_pull_at
    assert "shop" in owner.look("settings/sources")
    keep = "settings/sources/shop/keep"
    assert "from 1 to 400" in owner.send(keep, act="days", fresh_for_days="0").content.decode()
    owner.send(keep, act="days", fresh_for_days="9")
    assert "after 9 days without news" in owner.send(keep, act="stop").content.decode()
    assert due_sources(world.organization, world.now) == []
    assert "stopped" in owner.look("settings/sources")
    owner.send(keep, act="go_on")
    assert [each.key for each in due_sources(world.organization, world.now.replace(year=2100))] == ["shop"]
    assert "subscriptions count as gone" in owner.send(keep, act="away").content.decode()
    Undertaking.objects.all().delete()
    mine.update(parting_at=world.now, stopped_at=world.now)
    assert "half put away" in owner.look("settings/sources")
    page = owner.look("settings/sources/shop")
    assert "Finish putting it away" in page
    assert "Ask it again" not in page
    assert "It is being put away." in owner.send(keep, act="away", confirmed="yes").content.decode()
    editor = Person(world.organization, Role.EDITOR)
    assert editor.send(keep, act="stop").status_code == 403


def test_going_back_to_a_rehearsal_is_asked_first(world: World, owner: Person) -> None:
    world.go_live()
    assert "Your members are written to" in owner.look("settings/host")
    assert "nothing reaches your members" in owner.look("settings/host", rehearse=1)
    owner.send("settings/host", decision="rehearse")
    world.organization.refresh_from_db()
    assert world.organization.mode == "rehearsal"
    assert AuditEntry.objects.filter(organization=world.organization, actor__startswith="person:").exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_held_for_all_is_released_by_whoever_owns_all(
    world: World, owner: Person, home: Path, settings: Settings
) -> None:
    begin_pulse(now=world.now)
    settings.FORENOTICE_BASE_URL = "https://staging.example"
    other = World(world.now, key="other", live=False).organization
    world.rule("friendly", "7 days")
    world.told("ana", next_on=world.in_days(8))
    assert "owns them all" in owner.look("settings/host")
    assert not Reminder.objects.exists(), "whoever looks changes nothing"
    owner.send("settings/host", decision="not_said")
    assert standing().is_held
    owner.browser.force_login(let_in(other, email=owner.user.email))
    page = owner.look("settings/host")
    told = {"decision": "said"} | dict(re.findall(r'name="(hold|seen_at)" value="([^"]+)"', page))
    for unseen in ({"hold": "restored"}, {"seen_at": ""}, {"seen_at": "2999-01-01T00:00:00+00:00"}):
        assert "Look again" in owner.send("settings/host", **told | unseen).content.decode()
    assert "Speak from this host?" in owner.send("settings/host", **told).content.decode()
    seen_at, planned = datetime.fromisoformat(told["seen_at"]), Reminder.objects.all()
    planned.update(release_at=seen_at - timedelta(hours=1))
    assert "Look again" in owner.send("settings/host", **told, confirmed="yes").content.decode()
    assert standing().is_held
    # Another one falls due while they look: nobody has to look again, and it is not taken as said.
    planned.update(release_at=seen_at + timedelta(microseconds=1))
    spoken = owner.send("settings/host", **told, confirmed="yes").content.decode()
    assert "This host speaks again" in spoken
    assert [each.state for each in planned] == ["planned"]
    assert not standing().is_held


def test_a_person_chooses_how_they_see_it(owner: Person) -> None:
    owner.browser.post("/account/", {"name": "Ana", "language": "fr", "theme": "dark"})
    assert User.objects.get(pk=owner.user.pk).theme == "dark"
    page = owner.look()
    assert '<html lang="fr" data-theme="dark">' in page
    for path in ("/account/", "/account/2fa/", "/account/password/change/", "/console/"):
        shown = owner.browser.get(path, follow=True).content.decode()
        assert "<summary>" in shown.partition('class="help"')[2], path


def test_a_host_that_is_no_host_stays_one(owner: Person) -> None:
    told = {
        "preset": "memberpress",
        "host": "x/db?socket=/run/x#",
        "port": 3306,
        "name": "wp",
        "account": "a",
    }
    form = WordPressForm(told)
    form.is_valid()
    assert form.settings["database"] == "mysql://a@x%2Fdb%3Fsocket%3D%2Frun%2Fx%23:3306/wp"


def test_every_change_has_a_sentence_in_the_list() -> None:
    code = (each.read_text(encoding="utf-8") for each in Path(forenotice.__file__).parent.rglob("*.py"))
    actions = {action for text in code for action in re.findall(r'\baction="([a-z]+\.[a-z_]+)"', text)}
    assert len(actions) > 20
    assert actions <= ACTIONS.keys()


def test_what_was_put_away_is_back_when_it_is_connected_again(world: World) -> None:
    mine = world.organization
    about: dict[str, Any] = {"organization": mine, "key": "woocommerce", "actor": "test", "now": world.now}
    secrets = {"consumer_key": "ck_1", "consumer_secret": "cs_1"}
    shop = {"url": "https://one.example"}
    declare_source(kind="woocommerce", settings=shop, secrets=secrets, fresh_for_days=3, **about)
    keys = []
    for put_it_away in (False, True):
        if put_it_away:
            put_away(**about)
        for url in ("https://one.example", "https://other.example"):
            form = ShopForm(secrets | {"url": url})
            assert form.is_valid(), form.errors
            keys.append(key_for(mine, form))
    assert keys == ["woocommerce-2", "woocommerce-2", "woocommerce", "woocommerce-2"]
