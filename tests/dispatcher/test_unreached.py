"""What law demands and no mail can bring becomes a letter on paper, until somebody has posted it."""

from typing import TYPE_CHECKING

import pytest

from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.consent.operations import NewSuppression, lift, suppress
from forenotice.consent.states import SuppressionReason
from forenotice.dispatcher.errors import UnknownLetterError
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.operations import hear, settle_unreached
from forenotice.dispatcher.queries import letter_page, unreached_messages
from forenotice.kernel.message import MessageClass
from forenotice.kernel.news import News, NewsKind, message_name
from tests.support.smtp_servers import Script, ScriptedServer
from tests.support.world import ACTOR, step

if TYPE_CHECKING:
    from tests.support.stage import Stage

BILLING = {"street": "1 Quay <b>", "city": "Nantes", "zip": "44000", "country": "FR"}
ANA = {"first_name": "Ana", "last_name": "Okafor", "details": {"billing": BILLING}, "locale": "fr"}


def require(stage: "Stage") -> None:
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


def bounce(stage: "Stage") -> None:
    for row in Delivery.objects.all():
        told = News("mail", row.message_id, NewsKind.BOUNCED, stage.now, message_name(row.message_id))
        hear(organization=stage.organization, news=[told], now=stage.now)


def causes(stage: "Stage") -> dict[str, str]:
    return {one.member: one.cause for one in unreached_messages(stage.organization)}


def test_a_required_message_that_comes_back_is_printed_and_posted(stage: "Stage") -> None:
    require(stage)
    stage.due("ana", member=ANA)
    stage.dispatch()
    assert causes(stage) == {}
    bounce(stage)
    assert causes(stage) == {"ana": "bounced"}
    (one,) = unreached_messages(stage.organization)
    page = letter_page(stage.organization, one.number, now=stage.now)
    for words in (
        'lang="fr"',
        "Ana Okafor\n1 Quay &lt;b&gt;\n44000 Nantes\nFrance",
        "12,00\xa0€",
        "The Club",
    ):
        assert words in page
    assert "http" not in page, "no link on paper acts for anybody"
    settle_unreached(organization=stage.organization, numbers=[one.number], actor=ACTOR, now=stage.now)
    assert causes(stage) == {}
    with pytest.raises(UnknownLetterError):
        settle_unreached(organization=stage.organization, numbers=[one.number], actor=ACTOR, now=stage.now)


def test_what_a_server_refuses_is_a_letter_too_and_courtesy_never_is(
    stage: "Stage", server: ScriptedServer
) -> None:
    server.script = Script(recipient="550 5.7.1 Not you")
    stage.due("ben")
    stage.dispatch()
    require(stage)
    stage.due("ana")
    stage.dispatch()
    bounce(stage)
    assert causes(stage) == {"ana": "failed"}


def test_a_suppressed_address_calls_for_paper_until_it_may_be_used_again(stage: "Stage") -> None:
    require(stage)
    stage.due("ana")
    address = "ana@example.org"
    wanted = [NewSuppression(address, SuppressionReason.HARD_BOUNCE)]
    suppress(organization=stage.organization, wanted=wanted, actor=ACTOR, now=stage.now)
    stage.dispatch()
    assert causes(stage) == {"ana": "suppressed"}
    (one,) = unreached_messages(stage.organization)
    assert "The Club" in letter_page(stage.organization, one.number, now=stage.now)
    lift(organization=stage.organization, addresses=[address], actor=ACTOR, now=stage.now)
    stage.dispatch()
    assert stage.said == [address]
    assert causes(stage) == {}


def test_a_contact_who_is_told_does_not_spare_the_member_s_paper(stage: "Stage") -> None:
    require(stage)
    stage.rule("renewals", step("7 days", contacts=True))
    stage.due("ana", member={"details": {"contacts": ["books@firm.example"]}})
    wanted = [NewSuppression("ana@example.org", SuppressionReason.HARD_BOUNCE)]
    suppress(organization=stage.organization, wanted=wanted, actor=ACTOR, now=stage.now)
    stage.dispatch()
    assert stage.said == ["books@firm.example"]
    assert causes(stage) == {"ana": "suppressed"}


def test_who_has_no_address_is_written_to_on_paper(stage: "Stage") -> None:
    require(stage)
    stage.rule("renewals", step("7 days", contacts=True))
    nobody = {"email": "", "details": {"billing": BILLING}}
    stage.due("ana", member=nobody)
    stage.due("ben", member=nobody | {"details": {"contacts": ["books@firm.example"]}})
    stage.dispatch()
    assert stage.said == ["books@firm.example"]
    assert causes(stage) == {"ana": "no_address", "ben": "no_address"}
