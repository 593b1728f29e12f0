"""What was said can be made again byte for byte, for as long as it is kept; and no alteration goes unseen."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from forenotice.accounts.models import Organization
from forenotice.channels.mime import build_mime
from forenotice.composer.models import MessageText
from forenotice.composer.operations import publish_message
from forenotice.composer.texts import CompiledText, MessageSource
from forenotice.dispatcher.errors import UnknownDeliveryError
from forenotice.dispatcher.operations import empty_old_proofs
from forenotice.dispatcher.proof import Examined
from forenotice.dispatcher.queries import examine_proofs, message_of_attempt
from forenotice.dispatcher.recipients import Recipient
from forenotice.dispatcher.states import ProofVerdict, Role
from forenotice.dispatcher.wording import Signature, envelope, in_words, renderer_name
from forenotice.kernel.message import Address, MessageClass
from tests.support.smtp_servers import HANG_UP, Script
from tests.support.world import step

if TYPE_CHECKING:
    from tests.support.stage import Stage

# The forms that need a value in the raw, the engine's filters, Babel's days, and a loop.
FILTERED = MessageSource(
    subject='{{ product.name|upper }} on {{ payment.due_date|date("full") }}',
    preheader="",
    html=(
        "<p>{{ member.first_name|default('friend')|title }} & <b>{{ payment.amount }}</b></p>"
        "{% for tag in member.tags %}<p>{{ tag|capitalize }}</p>{% endfor %}"
        "{% if payment.days_left > 3 %}<p>In {{ payment.days_left }} days.</p>{% endif %}"
    ),
)
ANA = {"first_name": "aña", "last_name": 'Okafor "Quince"', "locale": "en-GB"}
FOR = "ana@example.org"


def say(stage: "Stage") -> None:
    publish_message(
        organization=stage.organization,
        key="renewal",
        name="Renewal",
        message_class=MessageClass.COURTESY,
        texts={"en": FILTERED},
        actor="ana",
        now=stage.now,
    )
    stage.due("ana", member=ANA, tags="|choir|early bird|")
    stage.dispatch()


def examine(stage: "Stage") -> Examined:
    [found] = examine_proofs(stage.organization, stage.delivery(FOR).pk)
    return found


def test_a_text_with_filters_is_made_again_byte_for_byte(stage: "Stage") -> None:
    say(stage)
    found = examine(stage)
    assert stage.server is not None
    [letter] = stage.server.arrived
    assert b"BASIC" in letter.content
    assert found.verdict is ProofVerdict.HOLDS
    # The unsigned bytes went over the line as they are: this organization does not sign.
    assert found.made_sha256 == found.kept_sha256 == hashlib.sha256(letter.content).hexdigest()
    assert found.renderer == renderer_name()


def test_our_own_messages_and_an_owners_copy_are_made_again(stage: "Stage") -> None:
    stage.rule("renewals", step("7 days", owner_copy="owner@example.org"))
    stage.due("ana", member=ANA)
    stage.dispatch()
    for recipient in (FOR, "owner@example.org"):
        [found] = examine_proofs(stage.organization, stage.delivery(recipient).pk)
        assert found.verdict is ProofVerdict.HOLDS


def test_words_that_speak_no_more_still_prove_what_was_said(stage: "Stage") -> None:
    say(stage)
    publish_message(
        organization=stage.organization,
        key="renewal",
        name="Renewal",
        message_class=MessageClass.REQUIRED,
        texts={"en": MessageSource("Other", "", "<p>Other</p>")},
        actor="ana",
        now=stage.now,
    )
    assert examine(stage).verdict is ProofVerdict.HOLDS


def _proof(change: Callable[[dict[str, Any]], Any]) -> Callable[["Stage"], None]:
    def alter(stage: "Stage") -> None:
        [attempt] = stage.attempts(FOR)
        change(attempt.proof)
        attempt.save()

    return alter


def _row(**values: Any) -> Callable[["Stage"], None]:
    def alter(stage: "Stage") -> None:
        [attempt] = stage.attempts(FOR)
        for name, value in values.items():
            setattr(attempt, name, value)
        attempt.save()

    return alter


def _delivery(**values: Any) -> Callable[["Stage"], None]:
    def alter(stage: "Stage") -> None:
        type(stage.delivery(FOR)).objects.filter(pk=stage.delivery(FOR).pk).update(**values)

    return alter


def _text(**values: str) -> Callable[["Stage"], None]:
    def alter(stage: "Stage") -> None:
        revision = stage.attempts(FOR)[0].proof["text"].partition(":")[0]
        MessageText.objects.filter(organization=stage.organization, revision_id=revision).update(**values)

    return alter


def _lost_text(stage: "Stage") -> None:
    MessageText.objects.filter(organization=stage.organization).delete()


TAMPERED = {
    "a value": _proof(lambda proof: proof["context"].update({"payment.amount": "€1.00"})),
    "a value taken out": _proof(lambda proof: proof["context"].pop("member.first_name")),
    "the day it was said": _proof(lambda proof: proof.update(at="2026-03-04T09:00:00+00:00")),
    "who said it": _proof(lambda proof: proof.update({"from": ["other@example.org", "Other"]})),
    "the boundary": _proof(lambda proof: proof.update(boundary="other")),
    "a header": _proof(lambda proof: proof.update(headers=[["List-Id", "<x.y>"]])),
    "no renderer": _proof(lambda proof: proof.pop("renderer")),
    "nothing is left": _row(proof={}),
    "another form": _row(proof=["what", "is", "this"]),
    "no moment": _proof(lambda proof: proof.update(at="soon")),
    "no such text": _proof(lambda proof: proof.update(text="999999:en")),
    "no name of a text": _proof(lambda proof: proof.update(text="renewal")),
    "a line break": _proof(lambda proof: proof.update(to_name="Ana\nBcc: x@example.org")),
    "the hash": _row(bytes_sha256="0" * 64),
    "the recipient": _delivery(recipient="bob@example.org"),
    "the message id": _delivery(message_id="other@example.org"),
    "the words": _text(html_compiled="<p>Never said</p>"),
    "the subject": _text(subject_compiled="Never said"),
    "the words are broken": _text(text_compiled="{% if %}"),
    "the words are gone": _lost_text,
}


@pytest.mark.parametrize("alter", TAMPERED.values(), ids=TAMPERED)
def test_whatever_was_altered_is_a_mismatch(stage: "Stage", alter: Callable[["Stage"], None]) -> None:
    say(stage)
    number = stage.delivery(FOR).pk
    [before] = examine_proofs(stage.organization, number)
    alter(stage)
    [after] = examine_proofs(stage.organization, number)
    assert (before.verdict, after.verdict) == (ProofVerdict.HOLDS, ProofVerdict.MISMATCH)
    assert after.made_sha256 != after.kept_sha256
    assert bool(after.detail) is (after.made_sha256 == ""), "what cannot be made at all says why"


def test_another_renderer_is_named_and_is_no_mismatch(stage: "Stage") -> None:
    say(stage)
    _proof(lambda proof: proof.update(renderer="words 0, mime 0"))(stage)
    assert examine(stage).verdict is ProofVerdict.HOLDS, "the same bytes prove it, whoever made them"
    _row(bytes_sha256="0" * 64)(stage)
    found = examine(stage)
    assert (found.verdict, found.renderer) == (ProofVerdict.OTHER_RENDERER, "words 0, mime 0")


def test_every_try_has_its_proof(stage: "Stage") -> None:
    assert stage.server is not None
    stage.server.script = Script(message="451 4.3.0 Later")
    say(stage)
    stage.server.script = Script(message=HANG_UP)
    stage.advance(hours=2)
    stage.dispatch()
    proofs = examine_proofs(stage.organization, stage.delivery(FOR).pk)
    assert [(proof.number, proof.verdict) for proof in proofs] == [
        (1, ProofVerdict.HOLDS),
        (2, ProofVerdict.HOLDS),
    ]
    assert proofs[0].kept_sha256 != proofs[1].kept_sha256, "it was said at another moment"


def test_a_try_without_an_answer_has_no_hash(stage: "Stage") -> None:
    say(stage)
    _row(bytes_sha256="", outcome="", finished_at=None)(stage)
    assert examine(stage).verdict is ProofVerdict.UNANSWERED


def test_nobody_examines_a_neighbours_delivery(stage: "Stage") -> None:
    say(stage)
    other = Organization.objects.create(key="other", name="Other", created_at=stage.now)
    assert examine_proofs(other, stage.delivery(FOR).pk) == []


def test_proofs_are_kept_for_as_long_as_the_organization_says(stage: "Stage") -> None:
    say(stage)
    organization = stage.organization
    organization.proofs_kept_days = 30
    stage.advance(days=30)
    assert empty_old_proofs(organization=organization, now=stage.now) == 0
    assert examine(stage).verdict is ProofVerdict.HOLDS
    stage.advance(minutes=1)
    assert empty_old_proofs(organization=organization, now=stage.now) == 1
    assert empty_old_proofs(organization=organization, now=stage.now) == 0
    [attempt] = stage.attempts(FOR)
    assert (attempt.proof, attempt.proof_emptied_at) == ({}, stage.now)
    assert attempt.bytes_sha256
    assert examine(stage).verdict is ProofVerdict.EMPTIED
    with pytest.raises(UnknownDeliveryError, match="no longer"):
        message_of_attempt(organization, attempt.pk)


def test_a_neighbours_proofs_are_left_alone(stage: "Stage") -> None:
    say(stage)
    other = Organization.objects.create(key="other", name="Other", created_at=stage.now, proofs_kept_days=1)
    stage.advance(days=300)
    assert empty_old_proofs(organization=other, now=stage.now) == 0
    assert examine(stage).verdict is ProofVerdict.HOLDS


def test_a_renderer_that_makes_other_bytes_bears_another_number() -> None:
    """When this fails, raise RENDERER or MIME_FORM and write the new hash down beside the new name."""
    html = (
        "<p>{{ member.first_name|upper }}, {{ payment.due_date|date('full') }}: {{ booster.html }}</p>\n" * 3
    )
    text = CompiledText(
        "renderer:fr", "fr", "Bientôt, {{ member.first_name }}", html, "{{ member.first_name }}\n.\n  é"
    )
    context = {
        "locale": "fr-CA",
        "member.first_name": "Zoë & Co/é",
        "payment.due_date": "2027-03-28",
        "booster.html": "<i onclick='x()'>neuf</i>",
    }
    signed = Signature(Address("a@club.example", "Le Club"), None, {"List-Id": "<a.b.c>"})
    around = envelope(
        message_id="1@club.example",
        signed=signed,
        recipient=Recipient("zoe@example.org", "Zoë", Role.MEMBER),
        now=datetime(2027, 3, 1, 9, tzinfo=UTC),
    )
    made = build_mime(in_words(text, context, around, Role.MEMBER).message).sha256
    assert (renderer_name().split(", ")[0], renderer_name().split(", ")[-1], made) == (
        "words 1",
        "mime 1",
        "b5ef8ff2929a8bde5ee68440d1d7ba7af3b06bcd580d2698c63a24116726de70",
    )
