"""What a member sees on their page, what a form may change, and what nobody else can reach."""

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from forenotice.consent.links import LIFETIMES, Purpose
from forenotice.consent.models import Preference
from forenotice.consent.operations import NewSuppression, revoke_links, set_preference, suppress
from forenotice.consent.queries import PreferenceTold, preference_of
from forenotice.consent.states import SuppressionReason
from tests.entrypoints.portal.reader import Reader
from tests.support.stage import Stage
from tests.support.world import ACTOR, World


@pytest.fixture(autouse=True)
def _web(settings: Settings) -> None:
    settings.FORENOTICE_MAKES_LINKS = True
    settings.FORENOTICE_BASE_URL = "https://reminders.example.org"


def lines(response: Any) -> list[str]:
    """What a page says, a line for each of its pieces."""
    text = unescape(re.sub(r"<[^>]+>", "\n", response.content.decode().split("<main>")[1]))
    return [line.strip() for line in text.splitlines() if line.strip()]


def form_of(response: Any) -> str:
    found = re.search(r'name="form" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def told(world: World, who: str = "ana") -> PreferenceTold:
    return preference_of(world.subscription(who).member)


def page(reader: Reader, who: str = "ana") -> list[str]:
    return lines(reader.get(reader.link(Purpose.PORTAL, who)))


def test_a_payment_to_come_is_told_as_messages_tell_it(world: World, reader: Reader) -> None:
    world.told(
        "ana", card_brand="visa", card_last4="4242", details={"links": {"update": "https://pay.example/c"}}
    )
    assert page(reader)[:12] == [
        "There is nothing you need to do.",
        "What is coming",
        "Basic",
        "It is paid automatically; there is nothing to do.",
        *("Amount", "€12.00", "Date", "March 11, 2026 (in 9 days)"),
        *("Paid with", "Visa ending in 4242", "Renews", "every month"),
    ]
    world.told("ana", member={"locale": "de-AT"})
    assert page(reader)[3:8] == [
        "Die Zahlung geschieht automatisch; es ist nichts zu tun.",
        *("Betrag", "€\u00a012,00", "Datum", "11. März 2026 (in 9 Tagen)"),
    ]


LINKS = {name: f"https://pay.example/{name}" for name in ("pay", "update", "manage", "cancel")}


@pytest.mark.parametrize(
    ("facts", "heading", "sentence", "buttons"),
    [
        ({}, "nothing", "It is paid automatically; there is nothing to do.", "update manage cancel"),
        ({"payer_kind": "manual"}, "something", "Please pay by March 11, 2026.", "PAY manage cancel"),
        (
            {"payer_kind": "manual", "card_last4": "4242"},
            "something",
            "Please pay by March 11, 2026.",
            "PAY update manage cancel",
        ),
        (
            {"card_last4": "4242", "card_expires_on": "2026-02-28"},
            "something",
            "Please update the card: it will have expired by then.",
            "UPDATE manage cancel",
        ),
        (
            {"standing": "past_due"},
            "something",
            "An earlier payment is still open.",
            "PAY update manage cancel",
        ),
        (
            {"standing": "paused"},
            "nothing",
            "It is paused. Nothing is charged for now.",
            "update manage cancel",
        ),
        (
            {"cancel_at_period_end": True},
            "nothing",
            "It is cancelled and ends on March 11, 2026. Nothing more will be charged.",
            "update manage cancel",
        ),
        ({"amount_minor": 0}, "nothing", "Nothing is to be paid this time.", "update manage cancel"),
    ],
)
def test_one_button_stands_out_where_there_is_something_to_do(
    world: World, reader: Reader, facts: dict[str, Any], heading: str, sentence: str, buttons: str
) -> None:
    if "card_expires_on" in facts:
        facts = {**facts, "card_expires_on": world.in_days(0).replace(day=28, month=2)}
    world.told("ana", **facts, details={"links": LINKS})
    shown = reader.get(reader.link(Purpose.PORTAL, "ana"))
    assert lines(shown)[0].startswith(f"There is {heading}")
    assert sentence in lines(shown)
    found = re.findall(r'class="button( main)?" href="https://pay.example/(\w+)"', shown.content.decode())
    assert [name.upper() if main else name for main, name in found] == buttons.split()
    # Several payments have buttons of the same words; who only hears them hears whose they are.
    assert re.search(
        r'id="(due-\d)">Basic<.*role="group" aria-labelledby="\1"', shown.content.decode(), re.DOTALL
    )


def test_what_is_over_is_not_coming(world: World, reader: Reader) -> None:
    world.told("ana", standing="cancelled")
    assert page(reader)[0] == "Nothing is coming that we know of."


def test_a_wish_is_written_down_only_by_the_form_that_was_shown(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.PORTAL, "ana")
    shown = reader.get(link)
    assert not Preference.objects.exists()
    wish = {"locale": "fr", "address": "ana@home.example"}
    for forged in ("", "x", "123.abc"):
        assert lines(reader.post(link, {**wish, "form": forged}))[1].startswith("This page was open")
    assert not Preference.objects.exists()
    done = reader.post(link, {**wish, "form": form_of(shown)})
    assert any("dès qu’il aura été ouvert" in line for line in lines(done))
    found = told(world)
    assert (found.wants_courtesy, found.locale, found.address) == (False, "fr", "")
    assert found.changed_by == "member"
    refused = reader.post(link, {"courtesy": "yes", "address": "nowhere", "form": form_of(done)})
    assert "Ce n’est pas une adresse e-mail. Rien n’a été changé." in lines(refused)
    assert 'value="nowhere"' in refused.content.decode()
    reader.post(link, {"courtesy": "yes", "locale": "xx", "form": form_of(done)})
    found = told(world)
    assert (found.wants_courtesy, found.locale, found.address) == (True, "fr", "")
    world.now += timedelta(days=1)
    reader.post(link, {"form": form_of(done)})
    assert told(world).wants_courtesy


def test_a_page_left_open_does_not_overrule_a_click_in_a_mail(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.PORTAL, "ana")
    shown = reader.get(link)
    assert 'name="courtesy_shown" value="yes"' in shown.content.decode()
    reader.post(reader.link(Purpose.UNSUBSCRIBE, "ana"), {"List-Unsubscribe": "One-Click"})
    left_open = {"courtesy": "yes", "courtesy_shown": "yes", "locale": "en", "form": form_of(shown)}
    saved = reader.post(link, left_open)
    assert (told(world).wants_courtesy, told(world).locale) == (False, "en")
    assert 'name="courtesy_shown" value=""' in saved.content.decode()
    reader.post(link, left_open | {"courtesy_shown": ""})
    assert told(world).wants_courtesy


def test_a_member_whom_no_mail_reaches_is_told_so(world: World, reader: Reader) -> None:
    wanted = [NewSuppression("ana@example.org", SuppressionReason.HARD_BOUNCE)]
    suppress(organization=world.organization, wanted=wanted, actor=ACTOR, now=world.now)
    link = reader.link(Purpose.PORTAL, "ana")
    shown = reader.get(link)
    assert "No message reaches you at the moment" in shown.content.decode()
    assert "ana@example.org" not in shown.content.decode(), "who found the link learns no address"
    set_preference(
        organization=world.organization,
        member=world.subscription("ana").member,
        address="ana@home.example",
        actor=ACTOR,
        now=world.now,
    )
    moved = reader.get(link)
    assert "No message reaches you" not in moved.content.decode()


def test_days_are_asked_for_where_the_owner_lets_members_choose(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.PORTAL, "ana")
    shown = reader.get(link)
    assert "lead_days" not in shown.content.decode()
    # Nobody can wish for what was not offered.
    reader.post(link, {"courtesy": "yes", "lead_days": "5", "form": form_of(shown)})
    assert told(world).lead_days is None
    world.declare(least_lead_days=3, most_lead_days=14)
    for days, found in (("5", 5), ("2", 5), ("15", 5), ("1e1", 5), ("9" * 40, 5), ("٤", 4), ("", None)):
        sent = reader.post(link, {"courtesy": "yes", "lead_days": days, "form": form_of(shown)})
        assert told(world).lead_days == found
        is_refused = "Please choose from 3 to 14 days. Nothing was changed." in lines(sent)
        assert is_refused == (days not in ("5", "٤", ""))


def test_the_form_of_one_member_is_none_of_another_s(world: World, reader: Reader) -> None:
    world.told("bert", next_on=world.in_days(3))
    form = form_of(reader.get(reader.link(Purpose.PORTAL, "ana")))
    reader.post(reader.link(Purpose.PORTAL, "bert"), {"form": form})
    assert not Preference.objects.exists()


def test_a_rehearsal_shows_everything_and_changes_nothing(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.PORTAL, "ana", is_rehearsal=True)
    shown = reader.get(link)
    assert "This link comes from a rehearsal: it shows everything and changes nothing." in lines(shown)
    reader.post(link, {"form": form_of(shown), "locale": "fr"})
    assert not Preference.objects.exists()


def test_nobody_sees_a_neighbour_s_page(world: World, reader: Reader) -> None:
    elsewhere = World(key="elsewhere", name="Another club", late_policy={"en": "We never wait."})
    elsewhere.told("ana", next_on=world.in_days(4), amount_minor=99_00, member={"email": "ana@example.org"})
    world.told("bert", next_on=world.in_days(5), product=world.facts["ana"].product, order_number="B-77")
    said = " ".join(page(reader))
    assert "Another club" not in said
    assert "99" not in said
    assert "B-77" not in said


def test_what_does_not_hold_has_one_answer(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.PORTAL, "ana")
    token = link.removeprefix("/m/")
    revoke_links(
        organization=world.organization, member=world.subscription("ana").member, actor=ACTOR, now=world.now
    )
    revoked = reader.get(link, expect=404)
    assert lines(revoked)[0] == "This link does not work"
    world.now += LIFETIMES[Purpose.PORTAL]
    others = [
        link,
        f"/u/{token}",
        f"/c/{token}.ics",
        "/m/x",
        "/m/",
        f"/m/{token}/",
        f"/c/{token}",
        "/m/3-3-3-0.abc",
        f"/m/{'a' * 3000}",
    ]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answers = [reader.get(path, expect=404) for path in others]
    assert {answer.content for answer in answers} == {revoked.content}
    assert not asked.captured_queries


def test_a_page_costs_few_questions(world: World, reader: Reader, django_assert_max_num_queries: Any) -> None:
    for number in range(5):
        world.told(f"more{number}", member={"external_id": "ana"}, next_on=world.in_days(20 + number))
    link = reader.link(Purpose.PORTAL, "ana")
    with django_assert_max_num_queries(14):
        shown = reader.get(link)
    assert shown.content.decode().count("<article>") == 6


def test_what_was_said_is_listed(transactional_db: None, home: Path) -> None:
    stage = Stage()
    stage.rule("renewals", "7 days")
    stage.due("ana")
    reader = Reader(stage)
    assert "Reminders so far" not in page(reader)
    stage.dispatch()
    assert page(reader)[-2:] == ["Reminders so far", "March 3, 2026: Basic, due on March 10, 2026"]
