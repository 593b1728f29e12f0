"""Links to a member's own page stand in their messages where words name them, and in nobody else's copy."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from forenotice.composer.operations import publish_message
from forenotice.composer.texts import MessageSource
from forenotice.consent.links import Purpose, read_token
from forenotice.consent.queries import holder_of
from forenotice.dispatcher import member_links
from forenotice.dispatcher.models import Attempt
from forenotice.dispatcher.operations import Wish, prepare_trial
from forenotice.kernel.message import MessageClass
from forenotice.sources.models import Source
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import ACTOR, step

if TYPE_CHECKING:
    from tests.support.stage import Stage

BASE = "https://reminders.example.org"
EVERY = "".join(f'<a href="{{{{ links.{name} }}}}">{name}</a> ' for name in member_links.EVERY_LINK)


@pytest.fixture(autouse=True)
def _web(settings: Settings) -> None:
    settings.FORENOTICE_MAKES_LINKS = True
    settings.FORENOTICE_BASE_URL = BASE


def publish(stage: "Stage", html: str, message_class: MessageClass = MessageClass.COURTESY) -> None:
    publish_message(
        organization=stage.organization,
        key="renewal",
        name="Renewal",
        message_class=message_class,
        texts={"en": MessageSource("It renews", "", f"<p>{html}</p>")},
        actor=ACTOR,
        now=stage.now,
    )


def links_in(html: str) -> dict[str, str]:
    """The path of each link of ours, by its purpose."""
    return dict(re.findall(rf'href="{BASE}/(\w)/([^"#]+)', html))


def read_html(raw: bytes) -> str:
    body = message_from_bytes(raw, policy=policy.default).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_each_recipient_s_links_are_the_member_s_and_the_owner_gets_none(
    stage: "Stage", server: ScriptedServer
) -> None:
    publish(stage, EVERY)
    stage.rule("renewals", step("7 days", owner_copy="owner@example.org"))
    stage.due("ana", "ben")
    due = stage.due_date("ana").pk
    stage.dispatch()
    mails = {mail.recipients[0]: read_html(mail.content) for mail in server.arrived}
    assert set(mails) == {"ana@example.org", "ben@example.org", "owner@example.org"}
    assert links_in(mails["owner@example.org"]) == {}
    found = links_in(mails["ana@example.org"])
    assert set(found) == {"m", "u", "c"}
    assert "#wishes" in mails["ana@example.org"]
    # The fourth is made for an address that was just typed, and stands in a mail of its own.
    for purpose in {*Purpose} - {Purpose.ADDRESS}:
        holder = holder_of(purpose, found[purpose].removesuffix(".ics"), now=stage.now)
        assert holder is not None
        assert (holder.member.external_id, holder.is_rehearsal) == ("ana", False)
    calendar = read_token(Purpose.CALENDAR, found["c"].removesuffix(".ics"), now=stage.now)
    assert calendar is not None
    assert calendar.subject == due
    assert calendar.whose.made_at == stage.now


def test_a_contact_cannot_act_for_the_member_and_still_pay(stage: "Stage", server: ScriptedServer) -> None:
    publish(stage, f'{EVERY}<a href="{{{{ links.pay }}}}">pay</a>')
    stage.rule("renewals", step("7 days", contacts=True))
    details = {"contacts": ["books@firm.example"]}
    stage.due("ana", member={"details": details}, details={"links": {"pay": "https://pay.example/ana"}})
    stage.dispatch()
    mails = {mail.recipients[0]: read_html(mail.content) for mail in server.arrived}
    assert set(links_in(mails["ana@example.org"])) == {"m", "u", "c"}
    assert links_in(mails["books@firm.example"]) == {}
    assert all('href="https://pay.example/ana"' in mail for mail in mails.values())


def test_words_that_name_none_cost_nothing(stage: "Stage", server: ScriptedServer) -> None:
    publish(stage, "Soon.")
    stage.due("ana")
    stage.dispatch()
    assert links_in(read_html(server.arrived[0].content)) == {}
    assert not any(name.startswith("links.") for name in Attempt.objects.get().proof["context"])


def test_a_required_message_offers_no_way_to_unsubscribe(stage: "Stage", server: ScriptedServer) -> None:
    publish(stage, EVERY, MessageClass.REQUIRED)
    stage.due("ana")
    stage.dispatch()
    assert set(links_in(read_html(server.arrived[0].content))) == {"m", "c"}


def test_a_rehearsal_s_links_are_marked_and_a_trial_s_lead_nowhere(stage: "Stage") -> None:
    publish(stage, EVERY)
    stage.return_to_rehearsal()
    stage.due("ana")
    trial = prepare_trial(organization=stage.organization, wish=Wish("renewal", member="ana"), now=stage.now)
    assert links_in(trial.message.html) == {}
    assert trial.message.html.count("https://forenotice.invalid/") == len(member_links.EVERY_LINK) - 1
    stage.dispatch()
    context = Attempt.objects.get().proof["context"]
    token = context["links.portal"].rpartition("/")[2]
    link = read_token(Purpose.PORTAL, token, now=stage.now + timedelta(days=3))
    assert link is not None
    assert link.whose.is_rehearsal


def test_without_an_address_of_ours_the_words_do_without(
    stage: "Stage", server: ScriptedServer, settings: Settings
) -> None:
    settings.FORENOTICE_MAKES_LINKS = False
    publish(stage, "Soon. {% if links.portal %}<a href='{{ links.portal }}'>More</a>{% endif %}")
    stage.due("ana")
    stage.dispatch()
    assert links_in(read_html(server.arrived[0].content)) == {}


@pytest.mark.parametrize("own", ["", "https://pay.example/card"])
def test_a_card_page_that_is_made_when_asked_for_is_asked_for_on_the_member_s_page(
    stage: "Stage", server: ScriptedServer, own: str
) -> None:
    publish(stage, '<a href="{{ links.update_payment }}">Update</a>')
    Source.objects.filter(organization=stage.organization, key="csv").update(kind="stripe")
    stage.due("ana", details={"links": {"update": own}} if own else {})
    stage.dispatch()
    html = read_html(server.arrived[0].content)
    assert (set(links_in(html)), own in html) == ((set(), True) if own else ({"m"}, True))


def test_messages_of_ours_lead_to_the_page(stage: "Stage", server: ScriptedServer) -> None:
    stage.due("ana")
    stage.dispatch()
    assert set(links_in(read_html(server.arrived[0].content))) == {"m"}
