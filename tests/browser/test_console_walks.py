"""What people do in the console, in a real browser from beginning to end."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import first_visit_code
from forenotice.accounts.states import Role
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.states import DeliveryReason, DeliveryState
from forenotice.engine.models import Undertaking
from forenotice.engine.states import UndertakingState
from forenotice.rules.models import Rule
from tests.browser.looking import page_of
from tests.support.console import PASSWORD, Person
from tests.support.stage import Stage

pytestmark = pytest.mark.usefixtures("transactional_db", "home")


@pytest.fixture
def stage(transactional_db: None, home: Path) -> Stage:
    """A club in rehearsal that has just said something to Ana."""
    stage = Stage(now=datetime.now(UTC).replace(hour=12) - timedelta(days=1), live=False)
    stage.rule("weekly", "7 days", name="A week before")
    stage.due("ana")
    stage.dispatch()
    return stage


def test_from_nothing_to_the_first_reminder(server: str, browser: Any) -> None:
    page, faults = page_of(browser, server, locale="en")
    page.goto(f"{server}/start/?code={first_visit_code()}")
    page.get_by_label("organization", exact=False).first.fill("The Harbour Choir")
    page.get_by_label("Your name").fill("Ana Duarte")
    page.get_by_label("Email").fill("ana@choir.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/start/safer")
    key = Organization.objects.get().key
    page.goto(f"{server}/console/{key}/start/subscriptions")
    page.get_by_role("button", name="Load the sample").click()
    page.wait_for_url("**/subscriptions")
    page.goto(f"{server}/console/{key}/start/reminders")
    page.get_by_role("button", name="Keep and go on").click()
    page.wait_for_url("**/leaving")
    assert re.search(
        r"[1-9]\d* reminders? leaves? in the next 30 days",
        page.locator("h1").inner_text(),
    )
    page.locator("#ahead th a").first.click()
    page.locator("main td a").first.click()
    assert page.frame_locator("iframe").locator("body").inner_text()
    page.get_by_role("link", name="All that leaves").click()
    page.get_by_role("button", name="Rehearse").click()
    page.goto(f"{server}/console/{key}/mailbox/")
    page.locator(".letters a").first.click()
    assert "example" in page.locator("main").inner_text()
    assert page.frame_locator("iframe").locator("body").inner_text()
    assert faults == []


def test_what_is_in_doubt_is_decided(stage: Stage, server: str, browser: Any) -> None:
    Delivery.objects.filter(organization=stage.organization).update(
        state=DeliveryState.UNKNOWN, reason=DeliveryReason.NO_ANSWER
    )
    page, faults = page_of(browser, server, Person(stage.organization))
    page.goto(f"{server}/console/club/")
    page.get_by_role("link", name="Decide about them").click()
    page.get_by_label("Choose the one to ana@example.org").check()
    page.get_by_role("button", name="Leave the chosen ones").click()
    page.get_by_role("button", name="Leave them as they are").click()
    page.get_by_text("1 message is left as it is.").wait_for()
    assert Delivery.objects.get(organization=stage.organization).state == DeliveryState.LET_BE
    page.goto(f"{server}/console/club/")
    page.get_by_text("Nothing. Come back in a week.").wait_for()
    assert faults == []


def test_who_may_only_look_finds_nothing_to_press(stage: Stage, server: str, browser: Any) -> None:
    rule = Rule.objects.get(organization=stage.organization)
    page, _ = page_of(browser, server, Person(stage.organization, Role.VIEWER))
    for path in (
        "",
        f"reminders/{rule.pk}/",
        "messages/",
        "members/",
        "scheduled/doubts",
        "settings/",
        "settings/people",
    ):
        page.goto(f"{server}/console/club/{path}")
        buttons = page.locator("main form[method=post] button:not([disabled])")
        named = [each.inner_text() for each in buttons.all() if each.is_enabled() and each.is_visible()]
        assert named == [], path


def test_what_was_written_survives_the_end_of_a_session(stage: Stage, server: str, browser: Any) -> None:
    owner = Person(stage.organization)
    page, _ = page_of(browser, server, owner)
    page.goto(f"{server}/console/club/settings/")
    page.get_by_label("Postal address").fill("1 Quay of the Bells")
    Session.objects.all().delete()
    page.get_by_role("button", name="Keep it").click()
    page.locator("[name=login]").fill(owner.user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Nothing is lost").first.wait_for()
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("Kept.").wait_for()
    assert Organization.objects.get(key="club").address == "1 Quay of the Bells"
    page.get_by_label("Postal address").fill("2 Quay of the Bells")
    Session.objects.all().delete()
    second = page.context.new_page()
    second.goto(f"{server}/account/login/")
    second.locator("[name=login]").fill(owner.user.email)
    second.locator("[name=password]").fill(PASSWORD)
    second.get_by_role("button", name="Sign in", exact=True).click()
    second.wait_for_url("**/console/club/")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("The page you sent this from was too old").wait_for()
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("Kept.").wait_for()
    assert Organization.objects.get(key="club").address == "2 Quay of the Bells"
    rule = f"{server}/console/club/reminders/{Rule.objects.get().pk}/"
    page.goto(rule)
    Session.objects.all().delete()
    asked: list[str] = []

    def leave(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.locator("[name=step-0-count]").press_sequentially("9")
    page.locator("[name=login]").wait_for()
    assert asked == [], "what was typed is kept: nobody need be asked whether to leave"


def test_everything_is_reached_by_keyboard(stage: Stage, server: str, browser: Any) -> None:
    page, _ = page_of(browser, server, Person(stage.organization))
    for path in ("", "scheduled/", "settings/"):
        page.goto(f"{server}/console/club/{path}")
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.locator(":focus").get_attribute("id") == "main"
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            here = page.evaluate(
                "document.activeElement.tagName + ':' + document.activeElement.closest('main, body').tagName"
            )
            reached.add(here)
        assert {"A:MAIN", "SUMMARY:MAIN"} & reached, path


def test_forms_work_without_scripts(stage: Stage, server: str, browser: Any) -> None:
    owner = Person(stage.organization)
    page, _ = page_of(browser, server, owner, java_script_enabled=False)
    page.goto(f"{server}/console/club/settings/speaking")
    page.get_by_label("Earliest hour").fill("08:30")
    page.get_by_role("button", name="Keep it").click()
    assert "Kept." in page.content()
    page.goto(f"{server}/console/club/scheduled/?show=sent")
    page.get_by_label("Reminder").select_option("weekly")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "ana@example.org" in page.content()


def test_what_is_typed_outlives_the_end_of_something_long(stage: Stage, server: str, browser: Any) -> None:
    """A page on which nothing was typed is drawn anew by itself."""
    now = datetime.now(UTC)
    row = Undertaking.objects.create(
        organization=stage.organization, kind="settle", begun_at=now, beat_at=now, done=1, total=2
    )
    owner = Person(stage.organization)
    page, faults = page_of(browser, server, owner)
    page.goto(f"{server}/console/club/start/organization")
    page.get_by_label("Name", exact=True).fill("The Harbour Choir")
    untouched, _ = page_of(browser, server, owner)
    untouched.goto(f"{server}/console/club/settings/")
    untouched.locator("#undertaking progress").wait_for()
    Undertaking.objects.filter(pk=row.pk).update(state=UndertakingState.DONE)
    page.get_by_role("link", name="Show this page anew").wait_for()
    assert page.get_by_label("Name", exact=True).input_value() == "The Harbour Choir"
    untouched.locator("#undertaking").wait_for(state="detached")
    assert faults == []


def test_a_passkey_is_added_signs_in_and_is_taken_away(stage: Stage, server: str, browser: Any) -> None:
    # A browser keeps passkeys for names, and for no number.
    server = server.replace("127.0.0.1", "localhost")
    owner = Person(stage.organization)
    page, faults = page_of(browser, server)
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    how = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    how |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": how})
    page.goto(f"{server}/account/login/?next=/account/2fa/webauthn/add/")
    page.locator("[name=login]").fill(owner.user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Is it you?").wait_for()
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Name").fill("My telephone")
    page.get_by_role("button", name="Add it").press("Enter")
    page.get_by_text("10 codes are left").wait_for()
    page.context.clear_cookies()
    page.goto(f"{server}/account/login/?next=/account/2fa/webauthn/")
    page.get_by_role("button", name="Sign in with a passkey").press("Enter")
    page.get_by_role("link", name="Take it away My telephone").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("signs you in no longer").wait_for()
    page.get_by_role("button", name="Take it away").press("Enter")
    page.get_by_text("You have none yet").wait_for()
    assert faults == []
