"""What becomes known of a delivery after it was taken: its state, and the addresses that are used no more."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from forenotice.consent.queries import list_suppressions, member_by, preference_of
from forenotice.dispatcher.errors import NotAgainError
from forenotice.dispatcher.models import Delivery, DeliveryEvent
from forenotice.dispatcher.operations import Heard, hear, send_again
from forenotice.dispatcher.states import ARROWS, DeliveryState, NotAgain
from forenotice.kernel.news import BY_PROVIDER, News, NewsKind, message_name
from tests.support.smtp_servers import HANG_UP, Script, ScriptedServer
from tests.support.stage import Stage
from tests.support.world import ACTOR

ANA, BEN, NEW = "ana@example.org", "ben@example.org", "new@example.net"


def tell(stage: Stage, kind: NewsKind, event_id: str = "1", who: str = ANA, **more: Any) -> Heard:
    name = message_name(Delivery.objects.filter(recipient=who).latest("pk").message_id)
    told = {"message_name": name} | more
    news = News("mail", event_id, kind, stage.now, **told)
    return hear(organization=stage.organization, news=[news], now=stage.now)


def suppressed(stage: Stage) -> list[tuple[str, str]]:
    return [(one.address, one.reason) for one in list_suppressions(stage.organization, now=stage.now)]


def test_news_moves_a_delivery_forward_and_never_back(stage: Stage) -> None:
    stage.due("ana")
    stage.dispatch()
    assert tell(stage, NewsKind.DELIVERED, "1") == Heard(new=1, applied=1)
    assert stage.deliveries() == {ANA: "delivered delivered"}
    assert tell(stage, NewsKind.BOUNCED, "2").applied == 1
    assert tell(stage, NewsKind.BOUNCED, "2") == Heard(), "a repeat changes nothing"
    assert tell(stage, NewsKind.DELIVERED, "3").applied == 1
    assert stage.deliveries() == {ANA: "bounced bounced"}
    assert (DeliveryState.DELIVERED, DeliveryState.BOUNCED) in ARROWS
    assert DeliveryEvent.objects.count() == 3


def test_a_mailbox_that_is_gone_is_used_no_more(stage: Stage) -> None:
    stage.due("ana")
    stage.dispatch()
    tell(stage, NewsKind.BOUNCED, is_mailbox_gone=True, code="5.1.1", detail="no such mailbox")
    assert suppressed(stage) == [(ANA, "hard_bounce")]
    (found,) = list_suppressions(stage.organization, now=stage.now)
    assert (found.detail, found.actor) == ("5.1.1 no such mailbox", "mail")


def test_mail_that_comes_back_again_and_again_ends_for_a_while(stage: Stage) -> None:
    stage.rule("renewals", "7 days", "6 days", "5 days", "4 days")
    stage.due("ana")
    for day in range(3):
        stage.dispatch()
        assert suppressed(stage) == []
        # The same message may come back by two ways, and counts once.
        tell(stage, NewsKind.BOUNCED, f"{day}a", code="4.2.2")
        tell(stage, NewsKind.BOUNCED, f"{day}b", code="4.2.2")
        stage.advance(days=1)
    assert suppressed(stage) == [(ANA, "soft_bounces")]
    stage.dispatch()
    assert stage.said == [ANA] * 3
    stage.advance(days=90)
    assert suppressed(stage) == []


def test_a_complaint_and_a_wish_told_to_the_provider_are_respected(stage: Stage) -> None:
    stage.due("ana", "ben")
    stage.dispatch()
    tell(stage, NewsKind.COMPLAINED, "1")
    tell(stage, NewsKind.UNSUBSCRIBED, "2", who="ben@example.org")
    assert suppressed(stage) == [(ANA, "complaint")]
    assert stage.deliveries() == {ANA: "complained complained", "ben@example.org": "accepted taken"}
    assert not preference_of(member_by(stage.organization, "ben")).wants_courtesy
    assert preference_of(member_by(stage.organization, "ana")).wants_courtesy


def test_news_that_is_quicker_than_the_receipt_waits_for_it(stage: Stage) -> None:
    stage.due("ana")
    stage.dispatch()
    Delivery.objects.update(state=DeliveryState.ATTEMPTING)
    assert tell(stage, NewsKind.BOUNCED) == Heard(new=1)
    Delivery.objects.update(state=DeliveryState.ACCEPTED)
    assert hear(organization=stage.organization, news=[], now=stage.now) == Heard(applied=1)
    assert stage.deliveries() == {ANA: "bounced bounced"}


def test_news_of_a_message_in_doubt_says_that_it_was_taken(stage: Stage, server: ScriptedServer) -> None:
    server.script = Script(message=HANG_UP)
    stage.due("ana")
    stage.dispatch()
    assert stage.deliveries() == {ANA: "unknown no_answer"}
    tell(stage, NewsKind.DELIVERED)
    assert stage.deliveries() == {ANA: "delivered delivered"}


def test_news_is_found_by_the_providers_reference_and_never_by_a_servers(stage: Stage) -> None:
    stage.due("ana")
    stage.dispatch()
    attempt = stage.attempts(ANA)[0]
    said = {"message_name": "", "reference": attempt.reference}
    assert tell(stage, NewsKind.DELIVERED, "1", **said) == Heard(new=1)
    attempt.code = BY_PROVIDER
    attempt.save()
    assert tell(stage, NewsKind.DELIVERED, "2", **said) == Heard(new=1, applied=2)


def test_news_of_nothing_and_of_a_rehearsal_changes_nothing(stage: Stage) -> None:
    stage.return_to_rehearsal()
    stage.due("ana")
    stage.dispatch()
    assert tell(stage, NewsKind.BOUNCED, is_mailbox_gone=True).applied == 1
    assert tell(stage, NewsKind.BOUNCED, "2", message_name="0" * 40) == Heard(new=1, astray=1)
    # A provider may be quicker than its own answer, but not by days.
    assert tell(stage, NewsKind.BOUNCED, "3", message_name="", reference="x") == Heard(new=1)
    stage.advance(days=3)
    assert hear(organization=stage.organization, news=[], now=stage.now) == Heard(astray=1)
    assert stage.deliveries() == {ANA: "accepted taken"}
    assert suppressed(stage) == []


def test_old_messages_are_found_by_their_date(stage: Stage) -> None:
    stage.due("ana")
    stage.dispatch()
    composed_at = datetime.fromisoformat(stage.attempts(ANA)[0].proof["at"])
    stage.advance(days=40)
    assert tell(stage, NewsKind.BOUNCED, "1") == Heard(new=1, astray=1)
    wrong = composed_at + timedelta(hours=1)
    assert tell(stage, NewsKind.BOUNCED, "2", composed_at=wrong) == Heard(new=1, astray=1)
    assert tell(stage, NewsKind.BOUNCED, "3", composed_at=composed_at) == Heard(new=1, applied=1)
    assert stage.deliveries() == {ANA: "bounced bounced"}


def test_what_came_back_is_sent_again_by_a_person_to_where_its_member_is_now(
    stage: Stage, server: ScriptedServer
) -> None:
    def again(who: str = ANA) -> str:
        number, mine = stage.delivery(who).pk, stage.organization
        return send_again(organization=mine, delivery_id=number, actor=ACTOR, now=stage.now)

    def refused(who: str = ANA) -> NotAgain:
        with pytest.raises(NotAgainError) as told:
            again(who)
        return told.value.why

    stage.due("ana", "ben")
    stage.dispatch()
    assert refused() is NotAgain.NOT_LOST
    tell(stage, NewsKind.BOUNCED, is_mailbox_gone=True)
    assert refused() is NotAgain.SUPPRESSED
    stage.advance(days=4)
    due_on = stage.in_days(3)
    contact = stage.delivery(ANA)
    contact.pk, contact.recipient, contact.role = None, "kin@example.org", "contact"
    contact.save()
    stage.told("ana", next_on=due_on, member={"email": "kin@example.org"})
    assert refused() is NotAgain.TOLD_THERE
    stage.told("ana", next_on=due_on, member={"email": ""})
    assert refused() is NotAgain.NO_ADDRESS
    stage.told("ana", next_on=due_on, member={"email": NEW})
    assert again() == NEW
    assert refused() is NotAgain.SENT_AGAIN
    assert refused(NEW) is NotAgain.NOT_LOST
    stage.dispatch()
    assert stage.said == [ANA, BEN, NEW], "though its own time to leave had passed"
    assert stage.deliveries()[ANA] == "bounced bounced"
    tell(stage, NewsKind.BOUNCED, "2", who=BEN)
    assert again(BEN) == BEN
    assert stage.deliveries()[BEN] == "queued sent_again"
    stage.dispatch()
    assert [each.number for each in stage.attempts(BEN)] == [1, 2]
    assert len({letter.message_id for letter in server.arrived if BEN in letter.recipients}) == 1
    tell(stage, NewsKind.BOUNCED, "3", who=BEN)
    assert again(BEN) == BEN
    stage.told("ben", next_on=stage.in_days(33))
    stage.dispatch()
    assert stage.deliveries()[BEN] == "withdrawn paid", "even then there is a last look"
    tell(stage, NewsKind.BOUNCED, "4", who=NEW)
    stage.told("ana", next_on=stage.in_days(33), member={"email": NEW})
    assert refused(NEW) is NotAgain.OVER
