"""What a trial shows is what is said, when its moment comes; and it shows it to nobody but whom it is for."""

from typing import TYPE_CHECKING, Any

import pytest

from forenotice.accounts.models import AuditEntry
from forenotice.composer.boosters.library import declare_booster
from forenotice.composer.boosters.offers import BoosterKind, BoosterTerms, BoosterWords
from forenotice.composer.errors import UnknownMessageError, UnknownSampleError
from forenotice.composer.operations import save_draft
from forenotice.composer.samples import SAMPLES
from forenotice.composer.texts import MessageSource
from forenotice.dispatcher.errors import NothingToTryError
from forenotice.dispatcher.operations import Trial, Wish, prepare_trial, send_trial
from forenotice.dispatcher.queries import message_of_attempt
from forenotice.kernel.message import MessageClass, Outcome
from forenotice.ledger.errors import LedgerError
from forenotice.planner.models import Reminder
from tests.support.world import step

if TYPE_CHECKING:
    from tests.support.stage import Stage

LINKS = {"links": {"update": "https://club.example/card?m=42", "cancel": "https://club.example/end?m=42"}}


def trial(stage: "Stage", message: str = "renewal", address: str = "", **wish: Any) -> Trial:
    stage.write(message)
    return prepare_trial(
        organization=stage.organization, wish=Wish(message, **wish), address=address, now=stage.now
    )


def draft(stage: "Stage", key: str, subject: str) -> None:
    save_draft(
        organization=stage.organization,
        key=key,
        name=key,
        message_class=MessageClass.COURTESY,
        texts={"en": MessageSource(subject, "", "<p>{{ member.first_name }} {{ links.pay }}</p>")},
        actor="ana",
        now=stage.now,
    )


def test_a_preview_is_what_is_said_when_its_moment_comes(stage: "Stage") -> None:
    stage.told("ana", member={"first_name": "Ana", "locale": "fr"}, next_on=stage.in_days(40))
    shown = trial(stage)
    assert "7 jours" in shown.message.subject
    stage.advance(days=32)
    stage.plan()
    stage.advance(days=1)
    assert shown.at <= stage.now
    stage.told("ana")
    stage.dispatch()
    [attempt] = stage.attempts("ana@example.org")
    said = message_of_attempt(stage.organization, attempt.pk)
    assert (said.subject, said.text, said.html) == (
        shown.message.subject,
        shown.message.text,
        shown.message.html,
    )
    assert (said.sender, said.recipient, said.headers) == (
        shown.message.sender,
        shown.message.recipient,
        shown.message.headers,
    )


def test_links_are_seen_and_lead_nowhere(stage: "Stage") -> None:
    stage.told("ana", next_on=stage.in_days(8), details=LINKS)
    for address in ("", "owner@example.org"):
        message = trial(stage, member="ana", address=address).message
        assert "https://forenotice.invalid/" in message.html
        assert "https://forenotice.invalid/" in message.text
        assert "club.example" not in message.html + message.text


def test_links_in_a_booster_lead_nowhere_either(stage: "Stage") -> None:
    declare_booster(
        organization=stage.organization,
        key="perk",
        terms=BoosterTerms(kind=BoosterKind.PERK),
        texts={"en": BoosterWords("Perk", "[Change your card]({{ links.update_payment }})")},
        now=stage.now,
    )
    stage.told("ana", next_on=stage.in_days(8), details=LINKS)
    message = trial(stage, member="ana").message
    assert "Change your card" in message.text
    assert "club.example" not in message.html + message.text


def test_a_member_is_met_at_the_payment_ahead_whatever_the_message(stage: "Stage") -> None:
    stage.told("ana", member={"first_name": "Ana"}, next_on=stage.in_days(20))
    shown = trial(stage, "term_end", member="ana@example.org")
    assert (shown.name, shown.sample, shown.at) == ("Ana", "", stage.now)
    assert "20 days" in shown.message.subject + shown.message.text
    assert "List-Id" not in shown.message.headers, "no rule says it"


def test_a_member_with_nothing_ahead_is_no_example(stage: "Stage") -> None:
    stage.told("ana")
    with pytest.raises(NothingToTryError, match=r"no payment ahead.*--sample automatic"):
        trial(stage, member="ana")
    with pytest.raises(LedgerError, match='no subscription "bob"'):
        trial(stage, member="bob")


def test_where_nobody_will_be_told_a_sample_is(stage: "Stage") -> None:
    assert trial(stage).sample == "automatic"
    assert trial(stage, "trial_end").sample == "trial-ending"


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("locale", ["", "fr", "zz"])
def test_every_sample_can_be_seen(stage: "Stage", name: str, locale: str) -> None:
    shown = trial(stage, sample=name, locale=locale)
    assert shown.message.locale == (locale if locale == "fr" else "en")
    assert shown.message.sender.email == "club@example.org"
    assert shown.message.subject
    with pytest.raises(UnknownSampleError, match="automatic"):
        trial(stage, sample=f"{name}x")


def test_a_draft_is_seen_only_when_asked_for(stage: "Stage") -> None:
    draft(stage, "renewal", "A draft")
    draft(stage, "spring", "Spring")
    assert trial(stage, is_draft=True).message.subject == "A draft"
    assert trial(stage, is_draft=True).revision == 2
    assert trial(stage).message.subject != "A draft"
    with pytest.raises(NothingToTryError, match=r"only a draft\. To see it, add: --draft"):
        trial(stage, "spring")
    with pytest.raises(NothingToTryError, match="has no draft"):
        trial(stage, "term_end", is_draft=True)
    with pytest.raises(UnknownMessageError, match='no message "winter"'):
        trial(stage, "winter")


def test_what_has_nothing_to_say_is_named(stage: "Stage") -> None:
    draft(stage, "spring", "Spring")
    assert trial(stage, "spring", sample="no-links", is_draft=True).warnings == ("links.pay",)


def test_a_test_is_marked_dated_now_and_counts_as_said_to_nobody(stage: "Stage") -> None:
    stage.told("ana", next_on=stage.in_days(40))
    shown = trial(stage, address="owner@example.org")
    assert shown.message.subject.startswith("[Test] ")
    assert shown.message.composed_at == stage.now
    receipt = send_trial(organization=stage.organization, trial=shown, actor="ana", now=stage.now)
    assert receipt.outcome is Outcome.ACCEPTED
    assert stage.said == ["owner@example.org"]
    assert not Reminder.objects.exists()
    assert AuditEntry.objects.filter(action="channel.tried", subject="mailbox").count() == 1


def test_without_a_channel_a_message_can_be_seen_and_not_sent(stage: "Stage") -> None:
    stage.rule("renewals", "7 days", on=False)
    stage.organization.channel_set.all().delete()
    shown = trial(stage)
    assert shown.channel is None
    with pytest.raises(NothingToTryError, match="not for sending"):
        send_trial(organization=stage.organization, trial=shown, actor="ana", now=stage.now)
    with pytest.raises(NothingToTryError, match="no channel to send it by"):
        trial(stage, address="owner@example.org")


def test_what_tells_programs_sends_no_test(stage: "Stage") -> None:
    stage.told("ana", next_on=stage.in_days(40))
    stage.speak_by("script", key="crm", script="tell-crm")
    stage.rule("renewals", step("7 days", channels=("crm",)))
    shown = trial(stage, address="owner@example.org")
    assert shown.channel is not None
    assert shown.channel.key == "mailbox"
    with pytest.raises(NothingToTryError, match="The channel crm tells programs"):
        prepare_trial(
            organization=stage.organization,
            wish=Wish("renewal"),
            address="owner@example.org",
            channel="crm",
            now=stage.now,
        )


def test_a_preview_shows_the_booster_that_will_be_said(stage: "Stage") -> None:
    for key in ("one", "two", "three"):
        declare_booster(
            organization=stage.organization,
            key=key,
            terms=BoosterTerms(kind=BoosterKind.NEWS),
            texts={"en": BoosterWords(key, f"News of {key}.")},
            now=stage.now,
        )
    stage.due("ana")
    before = trial(stage, member="ana").message.text
    stage.dispatch()
    said = f"News of {stage.delivery('ana@example.org').booster}."
    assert said in before
    after = trial(stage, member="ana").message.text
    assert "April 10, 2026" in after, "once that one was said, the payment after it is shown"
    assert said not in after
    assert "News of" in after
