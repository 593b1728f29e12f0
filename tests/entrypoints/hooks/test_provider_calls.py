"""A provider tells what became of messages: believed with its secret, and applied once."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from forenotice.channels.operations import declare_channel
from forenotice.consent.queries import list_suppressions, member_by, preference_of
from forenotice.dispatcher.models import DeliveryEvent
from tests.support.provider import TOKEN, WEBHOOK, settings_for, takes
from tests.support.stage import Stage
from tests.support.web_sinks import WebSink
from tests.support.world import ACTOR, step

ADDRESS = "/hooks/channels/club/post/"
ANA = "ana@example.org"


@pytest.fixture
def stage(transactional_db: None, home: Path) -> Iterator[Stage]:
    with WebSink() as sink:
        sink.answer = takes
        made = Stage()
        declare_channel(
            organization=made.organization,
            key="post",
            kind="anymail",
            settings=settings_for(sink),
            secrets=TOKEN | WEBHOOK,
            actor=ACTOR,
            now=made.now,
        )
        made.rule("renewals", step("7 days", channels=("post",)))
        made.due("ana", "ben")
        made.dispatch()
        yield made
        made.close()


def told(
    stage: Stage, record: str, who: str = ANA, *, with_metadata: bool = True, **more: Any
) -> dict[str, Any]:
    delivery = stage.delivery(who)
    name = delivery.message_id.partition("@")[0]
    metadata = {"Metadata": {"forenotice": name}} if with_metadata else {}
    return {"RecordType": record, "MessageID": f"pm-{name}", "Email": who} | metadata | more


def call(words: Any, secret: str = WEBHOOK["webhook_secret"], address: str = ADDRESS) -> int:
    body = words if isinstance(words, str) else json.dumps(words)
    signed_in = f"Basic {b64encode(secret.encode()).decode()}"
    answer = Client().post(address, body, content_type="application/json", HTTP_AUTHORIZATION=signed_in)
    return answer.status_code


def suppressed(stage: Stage) -> list[tuple[str, str]]:
    return [(one.address, one.reason) for one in list_suppressions(stage.organization, now=stage.now)]


def test_what_a_provider_tells_is_applied_once(stage: Stage) -> None:
    delivered = told(stage, "Delivery", Recipient=ANA, DeliveredAt="2026-03-02T09:00:05Z", Details="250 ok")
    assert call(delivered) == 200
    assert stage.deliveries() == {ANA: "delivered delivered", "ben@example.org": "accepted taken"}
    bounced = told(stage, "Bounce", ID=17, Type="HardBounce", Details="smtp;550 5.1.1 no ana here")
    assert call(bounced) == call(bounced) == call(delivered) == 200
    assert stage.deliveries()[ANA] == "bounced bounced"
    assert suppressed(stage) == [(ANA, "hard_bounce")]
    assert DeliveryEvent.objects.count() == 2
    assert call(told(stage, "Open", Recipient=ANA)) == 200
    assert DeliveryEvent.objects.count() == 2, "that a mail was opened is nobody's business"


def test_soft_bounces_complaints_and_wishes_are_told_apart(stage: Stage) -> None:
    ben = "ben@example.org"
    assert call(told(stage, "Bounce", ID=1, Type="SoftBounce", Details="mailbox full")) == 200
    assert suppressed(stage) == []
    assert call(told(stage, "SpamComplaint", who=ben, ID=2, Type="SpamComplaint", with_metadata=False)) == 200
    assert stage.deliveries() == {ANA: "bounced bounced", ben: "complained complained"}
    assert suppressed(stage) == [(ben, "complaint")]
    wish: dict[str, Any] = {
        "SuppressSending": True,
        "SuppressionReason": "ManualSuppression",
        "Recipient": ANA,
    }
    assert call(told(stage, "SubscriptionChange", **wish)) == 200
    assert not preference_of(member_by(stage.organization, "ana")).wants_courtesy


def test_whoever_proves_nothing_changes_nothing_and_learns_nothing(stage: Stage) -> None:
    bounced = told(stage, "Bounce", ID=17, Type="HardBounce")
    assert {
        call(bounced, secret="forenotice:wrong"),
        call(bounced, address="/hooks/channels/club/mailbox/"),
        call(bounced, address="/hooks/channels/nobody/post/"),
        call("not json"),
        call("[1]"),
        Client().post(ADDRESS, json.dumps(bounced), content_type="application/json").status_code,
    } == {404}
    assert DeliveryEvent.objects.count() == 0
    assert Client().head(ADDRESS).status_code == 200
    assert Client().get(ADDRESS).status_code == 405
    asked = Client().post(
        ADDRESS, "{}", content_type="text/plain", HTTP_X_AMZ_SNS_MESSAGE_TYPE="Notification"
    )
    assert (asked.status_code, "Basic" in asked.headers["WWW-Authenticate"]) == (401, True)
