"""Courtesy can be stopped by one click in the mail reader; what law demands offers no such thing."""

from datetime import timedelta
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings

from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.consent.links import Purpose, read_token
from forenotice.dispatcher.queries import examine_proofs
from forenotice.dispatcher.states import ProofVerdict
from forenotice.kernel.message import MessageClass
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import ACTOR, step

if TYPE_CHECKING:
    from tests.support.stage import Stage

ANA = "ana@example.org"
HEADER = "List-Unsubscribe"
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture(autouse=True)
def web(settings: Settings) -> Settings:
    settings.FORENOTICE_MAKES_LINKS = True
    settings.FORENOTICE_BASE_URL = "https://reminders.example.org"
    return settings


def headers(server: ScriptedServer) -> dict[str, tuple[str | None, str | None]]:
    read = {letter.recipients[0]: message_from_bytes(letter.content) for letter in server.arrived}
    return {to: (mail[HEADER], mail[f"{HEADER}-Post"]) for to, mail in read.items()}


def test_a_member_can_stop_courtesy_and_nobody_else_can_for_them(
    stage: "Stage", server: ScriptedServer
) -> None:
    stage.rule("renewals", step("7 days", contacts=True, owner_copy="owner@club.example"))
    stage.due("ana", member={"details": {"contacts": ["books@firm.example"]}})
    stage.dispatch()
    found = headers(server)
    link, post = found.pop(ANA)
    assert found == {"books@firm.example": (None, None), "owner@club.example": (None, None)}
    assert post == ONE_CLICK
    assert link is not None
    before, _, token = link.strip("<>").rpartition("/")
    assert before == "https://reminders.example.org/u"
    whose = read_token(Purpose.UNSUBSCRIBE, token, now=stage.now + timedelta(days=500))
    assert whose is not None
    assert whose.whose.member_id == stage.subscription("ana").member_id
    [proof] = examine_proofs(stage.organization, stage.delivery(ANA).pk)
    assert proof.verdict is ProofVerdict.HOLDS, "the very bytes are made again, the link among them"


def test_what_law_demands_offers_no_way_out(stage: "Stage", server: ScriptedServer) -> None:
    ours = default_message("renewal")
    publish_message(
        organization=stage.organization,
        key="renewal",
        name=ours.name,
        message_class=MessageClass.REQUIRED,
        texts=ours.texts_as(MessageClass.REQUIRED),
        actor=ACTOR,
        now=stage.now,
    )
    stage.due("ana")
    stage.dispatch()
    assert headers(server) == {ANA: (None, None)}


@pytest.mark.parametrize(("address", "makes"), [("http://10.0.0.7", True), ("https://x.example", False)])
def test_without_an_address_that_serves_https_no_click_is_promised(
    stage: "Stage", server: ScriptedServer, web: Settings, address: str, makes: bool
) -> None:
    web.FORENOTICE_BASE_URL, web.FORENOTICE_MAKES_LINKS = address, makes
    stage.due("ana")
    stage.dispatch()
    assert headers(server) == {ANA: (None, None)}
