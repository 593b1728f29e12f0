"""The reminders of the console: listed, written as a sentence, looked at before they are saved."""

import re
from csv import DictReader
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from forenotice.accounts.models import AuditEntry, Organization
from forenotice.accounts.states import Role
from forenotice.blueprint.parts import Section, declare_part
from forenotice.channels.models import Channel
from forenotice.channels.operations import declare_channel
from forenotice.composer.models import Message as MessageRow
from forenotice.consent.operations import set_preference
from forenotice.entrypoints.console.frame.tags import weekday_and_day
from forenotice.entrypoints.console.reminders.look import Day, Month
from forenotice.ledger.models import Member
from forenotice.planner.operations import count_ahead
from forenotice.rules.models import Rule
from tests.support.console import PASSWORD, Person
from tests.support.world import World, step


@pytest.fixture
def club(world: World) -> World:
    """A club with a message, a way out, and members of two kinds."""
    by: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": world.now}
    words = {"name": "Renewal", "default": "renewal"}
    declare_part(section=Section.MESSAGES, key="renewal", values=words, **by)
    declare_channel(key="mailbox", kind="mailbox", settings={}, secrets={}, **by)
    for number in range(6):
        world.told(f"m{number}", next_on=world.in_days(12 + number % 2), member={"first_name": f"Mo{number}"})
    world.told("y", next_on=world.in_days(40), interval_unit="year", amount_minor=9_900)
    world.rule("friendly", "7 days", "3 days", name="Friendly")
    return world


def form(rule: Rule, *leads: int, **more: Any) -> dict[str, Any]:
    """What a browser would send of a reminder with these days."""
    fields: dict[str, Any] = {
        "name": rule.name,
        "on": "on",
        "revision": rule.revision,
        "kinds": ["renewal", "payment_due"],
        "past_moments": "silent",
        "catch_up_hours": "48",
        "steps": [str(number) for number in range(len(leads))],
    }
    for number, days in enumerate(leads):
        step = {
            "count": str(days),
            "unit": "day",
            "anchor": "due",
            "message": "renewal",
            "channels": "mailbox",
            "key": f"{days}-days" if days in (7, 3) else "",
        }
        fields |= {f"step-{number}-{name}": value for name, value in step.items()}
    return fields | more


def test_the_list_says_each_reminder_and_how_much_it_has_to_say(club: World, owner: Person) -> None:
    count_ahead(organization=club.organization, now=club.now)
    page = owner.look("reminders/")
    assert "7 days and 3 days before" in page
    assert "send “Renewal” by test mailbox" in page
    assert "12 reminders in the next 30 days, 6 of them in the next 7" in page
    assert "Friendly" in page


def test_a_rule_page_shows_what_it_would_do(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    club.told("same-day", next_on=club.in_days(12), interval_unit="year", member={"first_name": "Sam"})
    page = owner.look(f"reminders/{rule.pk}/")
    assert "14 reminders in the next 30 days" in page
    assert [page.count(f">{name}<") for name in ("Mo0", "Sam")] == [2, 2]
    assert "no moment has passed of which nothing was said" in page
    assert "What changes when you save" not in page
    assert 'name="step-0-count" value="7"' in page


def test_a_rule_sent_after_the_session_ended_keeps_its_steps(club: World, owner: Person) -> None:
    club.rule("friendly", step("7 days", "7-days-before"), step("3 days", "soon"))
    rule = Rule.objects.get(key="friendly")
    steps = list(rule.steps.order_by("pk").values_list("pk", "archived_at"))
    keys = {"step-0-key": "7-days-before", "step-1-key": "soon"}
    browser, sent = owner.outlive_session(), form(rule, 7, 3, **keys | {"name": "Nine bells"})
    to_sign_in = browser.post(owner.address(f"reminders/{rule.pk}/"), sent).headers["Location"]
    page = browser.post(to_sign_in, {"login": owner.user.email, "password": PASSWORD}, follow=True)
    kept = re.findall(r'name="([^"]+)" value="([^"]*)"', page.content.decode())
    assert kept
    fields: dict[str, list[str]] = {}
    for name, value in kept:
        fields.setdefault(name, []).append(value)
    browser.post(owner.address(f"reminders/{rule.pk}/"), fields)
    rule.refresh_from_db()
    assert rule.name == "Nine bells"
    assert list(rule.steps.order_by("pk").values_list("pk", "archived_at")) == steps


def test_typing_looks_and_saves_nothing(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    answer = owner.browser.post(
        owner.address(f"reminders/{rule.pk}/"),
        form(rule, 14, 3, do="look", **{"step-0-key": "7-days"}),
        headers={"HX-Request": "true"},
    )
    piece = answer.content.decode()
    assert "From now on 7 days earlier: 14 days before instead of 7 days." in piece
    assert "1 more reminder leaves in the next 30 days." in piece
    assert "the moment has already passed for 6 payments" in piece
    assert 'id="words-kinds" hx-swap-oob="true"' in piece
    assert "<html" not in piece
    rule.refresh_from_db()
    assert rule.revision == 1


def test_who_is_inside_a_lengthened_window_is_shown_by_name(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    for number in range(6, 10):
        # In nine days they heard of nothing yet; and one wants to hear of nothing.
        club.told(f"m{number}", next_on=club.in_days(9), member={"first_name": f"Mo{number}"})
    set_preference(
        organization=club.organization,
        member=Member.objects.get(external_id="m6"),
        wants_courtesy=False,
        actor="test",
        now=club.now,
    )
    look = {"step-0-key": "7-days", "do": "look"}
    with CaptureQueriesContext(connection) as asked:
        page = owner.send(f"reminders/{rule.pk}/", **form(rule, 14, 3, **look)).content.decode()
    assert len(asked) <= 15
    items = [each for each in page.split("<li>") if "becomes" in each]
    listed = [" ".join(re.sub("<[^>]+>", " ", each).split()) for each in items]
    assert [each.split("Basic")[0] for each in listed] == [f"Mo{number} " for number in (6, 7, 8, 9, 0, 2)]
    assert listed[0].endswith("wants no reminders")
    assert listed[1].endswith(f"told later: {weekday_and_day(club.in_days(6))}")
    assert "and 4 more" in page
    at_once = form(rule, 14, 3, past_moments="speak", **look)
    page = owner.send(f"reminders/{rule.pk}/", **at_once).content.decode()
    assert page.count("told now: ") == 5
    answer = owner.browser.post(owner.address(f"reminders/{rule.pk}/"), at_once | {"do": "inside"})
    found = list(DictReader(StringIO(b"".join(answer).decode("utf-8-sig"), newline="")))
    assert [row["Why"] for row in found][:2] == ["The member wants no courtesy reminders.", "Told now"]
    assert {row["Due"] for row in found[:4]} == {club.in_days(9).isoformat()}
    assert {row["The moment was on"] for row in found[:4]} == {club.in_days(-5).isoformat()}
    assert [bool(row["Told on"]) for row in found][:2] == [False, True]
    assert len(found) == 10
    assert owner.rows(f"reminders/{rule.pk}/", do="inside") == []


def test_ways_out_in_another_order_are_no_change(club: World, owner: Person) -> None:
    by: dict[str, Any] = {"organization": club.organization, "actor": "test", "now": club.now}
    declare_channel(key="crm", kind="webhook", settings={"url": "https://crm.example.org/"}, secrets={}, **by)
    club.rule("friendly", step("7 days", channels=("mailbox", "crm")), name="Friendly")
    rule = Rule.objects.get(key="friendly")
    chosen = {
        "step-0-channels": ["crm", "mailbox"],
        "do": "look",
        "kinds": ["renewal", "trial_end", "payment_due"],
    }
    page = owner.send(f"reminders/{rule.pk}/", **form(rule, 7, **chosen)).content.decode()
    assert "What changes when you save" not in page
    # Who begins a new one means people first, and not a program that happens to come first by its name.
    chips = re.findall(
        r'name="step-0-channels" value="(\w+)"[^>]* checked', owner.look("reminders/new/annual/")
    )
    assert chips == ["mailbox"]


def test_what_is_saved_is_kept_with_who_did_it(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    more = {"products": ["basic"], "minimum_amount": "12.50", "currency": "EUR", "countries": "FR, BE"}
    page = owner.send(
        f"reminders/{rule.pk}/",
        **form(rule, 7, 5, **more, **{"step-1-hour": "10:00", "step-1-owner_copy": "desk@club.example"}),
    ).content.decode()
    assert "“Friendly” is saved." in page
    rule.refresh_from_db()
    words = rule.specification
    assert words["audience"]["countries"] == ["FR", "BE"]
    assert words["audience"]["minimum_amount_minor"] == 1250
    assert [(step["key"], step["lead"], step["hour"]) for step in words["steps"]] == [
        ("7-days", "7 days", None),
        ("5-days", "5 days", "10:00"),
    ]
    entry = AuditEntry.objects.get(action="rule.declared", subject="friendly")
    assert entry.actor == f"person:{owner.user.email}"
    before = owner.look(f"reminders/{rule.pk}/revisions/")
    assert "New moment: 5 days before" in before
    assert "Moment taken out: 3 days before" in before
    new, first = owner.rows(f"reminders/{rule.pk}/revisions.csv")
    assert (new["Revision"], first["What changed"]) == ("2", "")
    assert "New moment: 5 days before" in new["What changed"]
    again = owner.look(f"reminders/{rule.pk}/revisions/1/")
    assert "These are the words of revision 1." in again
    assert 'name="step-1-count" value="3"' in again


def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    wrong = form(rule, 7, countries="France", minimum_amount="3", currency="", name="Still here")
    page = owner.send(f"reminders/{rule.pk}/", **wrong | {"step-0-window_start": "12:00"}).content.decode()
    assert "Write countries by their two capital letters" in page
    assert "An amount needs its currency" in page
    assert "Hours need both their beginning and their end." in page
    assert 'value="Still here"' in page
    assert owner.send(f"reminders/{rule.pk}/", **form(rule)).status_code == 200
    rule.refresh_from_db()
    assert rule.revision == 1


def test_steps_are_added_and_taken_out_without_saving(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    more = owner.send(f"reminders/{rule.pk}/", **form(rule, 7, 3, do="add")).content.decode()
    assert more.count('name="steps"') == 3
    fewer = owner.send(f"reminders/{rule.pk}/", **form(rule, 7, 3, do="remove-0")).content.decode()
    assert fewer.count('name="steps"') == 1
    assert 'name="step-1-count" value="3"' in fewer
    assert Rule.objects.get(key="friendly").revision == 1


def test_somebody_elses_change_is_noticed(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    club.rule("friendly", "7 days", "2 days", name="Friendly")
    page = owner.send(f"reminders/{rule.pk}/", **form(rule, 9, 3)).content.decode()
    assert "Somebody else saved this reminder meanwhile" in page
    assert "New moment: 2 days before" in page
    assert 'name="step-0-count" value="9"' in page
    assert 'name="revision" value="2"' in page
    rule.refresh_from_db()
    assert rule.revision == 2
    assert "is saved" in owner.send(f"reminders/{rule.pk}/", **form(rule, 9, 3)).content.decode()


def test_switching_off_and_on_says_what_it_does(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    off = owner.send(f"reminders/{rule.pk}/off/").content.decode()
    assert "is switched off. 0 scheduled reminders fall away." in off
    assert "Undo: “Friendly”" in off
    club.told("late", next_on=club.in_days(2))
    asked = owner.look(f"reminders/{rule.pk}/on/")
    assert "nothing will be said of it." in asked
    rule.refresh_from_db()
    assert rule.state == "off"
    assert "is switched on" in owner.send(f"reminders/{rule.pk}/on/", confirmed="yes").content.decode()
    asked = owner.look(f"reminders/{rule.pk}/away/")
    assert "stays on record" in asked
    assert "1 put away" in owner.send(f"reminders/{rule.pk}/away/", confirmed="yes").content.decode()
    assert "is back, switched off" in owner.send(f"reminders/{rule.pk}/back/").content.decode()


def test_a_ready_made_set_becomes_a_reminder(club: World, owner: Person) -> None:
    assert "Yearly renewals" in owner.look("reminders/new/")
    page = owner.look("reminders/new/annual/")
    assert "2 reminders in the next 30 days" in page
    assert "mail account" not in page
    fields = form(Rule(name="Yearly renewals", revision=0), 35, 21, intervals=["1 year"], kinds=["renewal"])
    assert "is saved" in owner.send("reminders/new/annual/", **fields).content.decode()
    rule = Rule.objects.get(key="annual")
    assert rule.specification["audience"] == {"intervals": ["1 year"]}
    ours = form(rule, 30, kinds=["card_expiry"], name="Cards", revision=0) | {
        "step-0-message": "card-expiry",
        "step-0-channels": "email",
    }
    Channel.objects.all().delete()
    saved = owner.send("reminders/new/card/", **ours).content.decode()
    assert "is saved" in saved
    assert "Your mail account is not set up yet" in saved
    assert "You have one already:" in owner.look("reminders/new/")
    assert AuditEntry.objects.filter(action="message.declared", subject="card-expiry").count() == 1
    assert owner.browser.get(owner.address("reminders/new/nothing/")).status_code == 404
    Organization.objects.filter(pk=club.organization.pk).update(locale="fr-CA")
    owner.send("start/reminders", sets=["annual", "trial"])
    assert Rule.objects.get(key="trial").name == "Fin d’un essai"
    assert MessageRow.objects.get(key="trial-end").name == "Fin d’un essai"


def test_conflicts_are_explained(club: World, owner: Person) -> None:
    club.rule("second", "35 days", "7 days", name="Second", kinds=["renewal"])
    rule = Rule.objects.get(key="friendly")
    fields = form(rule, 35, 7, 7) | {"step-2-key": ""}
    page = owner.send(f"reminders/{rule.pk}/", **fields, do="look").content.decode()
    assert "Two moments of this reminder fall on the same day, 7 days before." in page
    assert "The reminder “Second” also speaks 35 days and 7 days before" in page
    assert "35 days before is too early for" in page
    declare_part(
        organization=club.organization,
        section=Section.MESSAGES,
        key="notice",
        values={"name": "Notice", "default": "renewal", "class": "required"},
        actor="test",
        now=club.now,
    )
    fields = form(rule, 30, intervals=["1 year"]) | {"step-0-message": "notice"}
    page = owner.send(f"reminders/{rule.pk}/", **fields, do="look").content.decode()
    assert "days before: France 31–90." in page
    MessageRow.objects.filter(key="notice").update(published=None)
    Channel.objects.update(disabled_at=club.now)
    page = owner.send(f"reminders/{rule.pk}/", **fields, do="look").content.decode()
    assert "The message “Notice” is a draft yet." in page
    assert "The way out “test mailbox” is switched off." in page


def test_a_viewer_only_looks_and_strangers_do_not(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    viewer = Person(club.organization, Role.VIEWER)
    assert "<fieldset" in viewer.look(f"reminders/{rule.pk}/")
    for path in ("", "on/", "off/", "away/", "back/"):
        assert viewer.send(f"reminders/{rule.pk}/{path}").status_code == 403
    other = World(club.now, key="rival", live=False)
    stranger = Person(other.organization)
    assert stranger.browser.get(stranger.address(f"reminders/{rule.pk}/")).status_code == 404


def test_who_is_told_at_once_is_asked_about_first(club: World, owner: Person) -> None:
    rule = Rule.objects.get(key="friendly")
    typed = form(rule, 14, 3, past_moments="speak", **{"step-0-key": "7-days"})
    asked = owner.send(f"reminders/{rule.pk}/", **typed).content.decode()
    assert "For 6 payments the moment has passed already" in asked
    assert 'name="step-0-count" value="14"' in asked
    rule.refresh_from_db()
    assert rule.revision == 1
    back = owner.send(f"reminders/{rule.pk}/", **typed | {"do": ["save", "look"]}, confirmed="yes")
    page = back.content.decode()
    assert 'value="14"' in page, "whoever goes back finds what they typed"
    rule.refresh_from_db()
    assert rule.revision == 1
    assert "is saved" in owner.send(f"reminders/{rule.pk}/", **typed, confirmed="yes").content.decode()


def test_days_on_which_very_many_pay_say_so_in_short() -> None:
    on = date(2026, 3, 2)
    day = Day(on, "12K", [(1, "1,250")], is_over=False, is_today=True)
    look = {"months": [Month(on, [[day]])], "month": 1_250, "steps": ["7 days before"], "share": 100}
    page = render_to_string("reminders/beside.html", {"look": look})
    assert "12K</span>" in page
    assert "1,250</span>" in page
