"""A message is written in a real browser: the coach speaks up, mends it, and the preview follows."""

from datetime import UTC, datetime
from typing import Any

from forenotice.composer.queries import revision_told
from tests.browser.looking import barriers
from tests.support.console import Person
from tests.support.world import World


def test_a_message_is_written_with_the_coach_beside_it(
    transactional_db: None, browser: Any, server: str
) -> None:
    world = World(datetime.now(UTC), live=False, support_email="friends@example.org")
    owner = Person(world.organization)
    owner.send("messages/new/", begins_with="empty", name="Spring", languages=["en"], address="formal")
    faults: list[str] = []
    page = browser.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    session = owner.browser.cookies["forenotice_session"].value
    page.context.add_cookies([{"name": "forenotice_session", "value": session, "url": server}])
    page.goto(f"{server}{owner.address('messages/message/spring/')}")
    preview = page.frame_locator("#stage iframe:not(.arriving)")
    preview.get_by_text("Hello Ana").wait_for()

    # The coach misses a word of thanks as soon as it is gone, and puts it back.
    page.get_by_role("button", name="Take out: Thanks").click()
    page.get_by_text("Nobody is thanked.").wait_for()
    finding = page.locator(".finding", has_text="Nobody is thanked.")
    finding.get_by_role("button", name="Put it in for me").click()
    page.get_by_role("button", name="Take out: Thanks").wait_for()
    preview.get_by_text("Thank you for being with us.").wait_for()

    # What is typed is seen, a smart tag goes where it was typed, and nothing was kept so far.
    page.get_by_label("Subject").fill("It renews soon, ")
    page.get_by_label("Search").fill("first name")
    page.get_by_role("button", name="{{ member.first_name }}").click()
    preview.get_by_text("It renews soon, Ana", exact=True).wait_for()
    assert revision_told(world.organization, "spring").number == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page, scheme) == []
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_text("Saved as a draft.").wait_for()
    source = revision_told(world.organization, "spring", 2).texts["en"].source
    assert source.subject == "It renews soon, {{ member.first_name }}"

    # An editor of code works under our policy, and what is typed there is seen, too.
    page.get_by_role("button", name="Write HTML instead").click()
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("<p>Dear {{ member.first_name }}</p>")
    preview.get_by_text("Dear Ana").wait_for()
    assert page.locator(".cm-smart-tag").count() == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page, scheme) == []
    assert faults == []
    page.context.close()
