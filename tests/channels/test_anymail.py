"""What a provider's channel hands over, what its answers mean, and which settings it takes."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from forenotice.channels.anymail.doors import open_backend, open_events, options_for_events
from forenotice.channels.anymail.hearing import GarbledCallError, read_call
from forenotice.channels.anymail.providers import PROVIDERS, WEBHOOK_SECRET
from forenotice.channels.anymail.settings import read_settings
from forenotice.channels.contract_examples import example_message
from forenotice.channels.errors import ChannelRefusedError
from forenotice.kernel.message import Address, Outcome, Receipt
from forenotice.kernel.news import BY_PROVIDER
from tests.contracts.channel_contract import Teller
from tests.support.provider import TOKEN, open_provider, sent, settings_for, takes
from tests.support.web_sinks import Answer, WebSink

KEYED = ("sendgrid", "resend", "unisender_go")
"""Their proofs are of a certain form, or looked at by a library of their own, or given anyway."""

NAME = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def sink() -> Iterator[WebSink]:
    with WebSink() as running:
        running.answer = takes
        yield running


def deliver(sink: WebSink, count: int = 1, **settings: Any) -> list[Receipt]:
    channel = open_provider(settings_for(sink, **settings))
    receipts = Teller([example_message(number) for number in range(1, count + 1)]).run(channel)
    channel.close()
    return receipts


def test_the_words_the_sender_and_the_headers_arrive_and_nothing_is_watched(sink: WebSink) -> None:
    message = example_message()._replace(
        message_id=f"{NAME}@example.org",
        recipient=Address("zoe@example.net", 'Zoë "Z", Martin'),
        reply_to=Address("desk@example.org"),
        unsubscribe="https://reminders.example.org/u/token",
    )
    channel = open_provider(settings_for(sink))
    (receipt,) = Teller([message]).run(channel)
    assert (receipt.code, receipt.reference) == (BY_PROVIDER, f"pm-{NAME}")
    (mail,) = sent(sink)
    assert mail["From"] == "Harbour Choir <office@example.org>"
    assert mail["To"] == '"Zoë \\"Z\\", Martin" <zoe@example.net>'
    assert (mail["Subject"], mail["ReplyTo"]) == (message.subject, "desk@example.org")
    assert (mail["TextBody"], mail["HtmlBody"]) == (message.text, message.html)
    assert (mail["TrackOpens"], mail["TrackLinks"]) == (False, "None")
    assert mail["Metadata"] == {"forenotice": NAME}
    headers = {one["Name"]: one["Value"] for one in mail["Headers"]}
    assert headers == {
        "Auto-Submitted": "auto-generated",
        "List-Id": "<members.example.org>",
        "List-Unsubscribe": "<https://reminders.example.org/u/token>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert sink.taken[0].headers["x-postmark-server-token"] == TOKEN["server_token"]


@pytest.mark.parametrize(
    ("answer", "outcome", "is_everybodys", "seconds"),
    [
        (Answer(401), Outcome.LATER, True, None),
        (Answer(429, headers={"Retry-After": "90"}), Outcome.LATER, True, 90),
        (Answer(503), Outcome.LATER, True, None),
        (Answer(500), Outcome.LATER, False, None),
        (Answer(504), Outcome.UNKNOWN, False, None),
        (Answer(200, b"<html>"), Outcome.UNKNOWN, False, None),
        (Answer(200, b"{}"), Outcome.UNKNOWN, False, None),
        (Answer(vanishes=True), Outcome.UNKNOWN, False, None),
        (
            Answer(422, b'{"ErrorCode": 400, "Message": "a@b.example is no sender"}'),
            Outcome.LATER,
            False,
            None,
        ),
        (
            Answer(422, b'{"ErrorCode": 300, "Message": "Invalid \'To\' address: \'x\'."}'),
            Outcome.LATER,
            False,
            None,
        ),
    ],
)
def test_what_an_answer_means(
    sink: WebSink, answer: Answer, outcome: Outcome, is_everybodys: bool, seconds: int | None
) -> None:
    sink.answer = lambda _: answer
    (receipt,) = deliver(sink)
    assert (receipt.outcome, receipt.whole_channel) == (outcome, is_everybodys), receipt
    assert receipt.retry_after_seconds == seconds
    assert receipt.detail
    assert "b.example" not in receipt.detail


def test_what_is_refused_again_and_again_is_about_us(sink: WebSink) -> None:
    refusal = json.dumps({"ErrorCode": 400, "Message": "Sender signature not found"}).encode()
    sink.answer = lambda _: Answer(422, refusal)
    receipts = deliver(sink, 20, connections=1)
    assert [receipt.whole_channel for receipt in receipts] == [False, False, True]
    assert "Sender signature not found" in receipts[-1].detail


def test_no_minute_sees_more_than_it_may(sink: WebSink) -> None:
    moments = iter(range(0, 100_000, 2))
    channel = open_provider(settings_for(sink, rate_per_minute=20), monotonic=lambda: next(moments))
    teller = Teller([example_message(number) for number in range(1, 4)])
    teller.run(channel)
    assert max(teller.asked) == 1, "it is pulled for one at a time, since no more may leave"
    assert len(sent(sink)) == 3


@pytest.mark.parametrize(
    ("settings", "secrets", "words"),
    [
        ({}, {}, "provider must be one of amazon_ses, brevo"),
        ({"provider": "postmark"}, {}, "needs server_token"),
        ({"provider": "postmark", "server_token": "x"}, {}, "is a secret"),
        ({"provider": "postmark", "rate_per_minut": 5}, TOKEN, "did you mean rate_per_minute?"),
        ({"provider": "postmark", "connections": 99}, TOKEN, "from 1 to 32"),
        ({"provider": "postmark", "from": {"name": "Us"}}, TOKEN, "from.email"),
        ({"provider": "postmark"}, TOKEN | {"webhook_secret": "x"}, "name:password"),
        ({"provider": "mailjet"}, {"api_key": "x"}, "needs secret_key"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    settings: dict[str, Any], secrets: dict[str, str], words: str
) -> None:
    with pytest.raises(ChannelRefusedError, match="(?s)" + words.replace("?", r"\?")):
        read_settings(settings, secrets)


@pytest.mark.parametrize("name", sorted(set(PROVIDERS) - {"amazon_ses"}))
def test_every_provider_can_be_opened_and_listened_to(name: str) -> None:
    provider = PROVIDERS[name]
    given = {need: "https://api.example/v1/" if need == "api_url" else "a-key" for need in provider.needs}
    open_part = {"provider": name} | {
        one: text for one, text in given.items() if one in ("api_url", "project_id")
    }
    secrets = {one: text for one, text in given.items() if one not in open_part}
    open_backend(read_settings(open_part, secrets)).close()
    if provider.events:
        proofs = dict.fromkeys(provider.proofs, "c29tZSBzZWNyZXQ=") if name not in KEYED else {}
        proofs |= secrets | {WEBHOOK_SECRET: "forenotice:word"}
        assert open_events(read_settings(open_part, proofs)).esp_name
    if provider.events and "api_key" not in provider.proofs:
        with pytest.raises(ChannelRefusedError, match="Anybody could call"):
            open_events(read_settings(open_part, secrets))


def test_a_provider_that_always_signs_is_not_believed_by_a_password_alone() -> None:
    settings = {"provider": "postal", "api_url": "https://postal.example.org/"}
    secrets = {"api_key": "a-key", WEBHOOK_SECRET: "forenotice:word"}
    with pytest.raises(ChannelRefusedError, match="set webhook_key"):
        open_events(read_settings(settings, secrets))


def test_amazon_is_told_by_the_owner_s_key_that_its_calls_are_wanted() -> None:
    given = {"provider": "amazon_ses", "region_name": "eu-west-3", "api_url": "https://ses.example"}
    keys = {"access_key_id": "AK", "secret_access_key": "SK", "webhook_secret": "us:pw"}
    kept = {"region_name": "eu-west-3", "aws_access_key_id": "AK", "aws_secret_access_key": "SK"}
    assert options_for_events(read_settings(given, keys)) == {"client_params": kept}
    assert options_for_events(read_settings({"provider": "amazon_ses"}, keys | {"access_key_id": ""})) == {
        "client_params": {"aws_secret_access_key": "SK"}
    }


def test_amazon_asks_for_its_own_library() -> None:
    with pytest.raises(ChannelRefusedError, match=r"django-anymail\[amazon-ses\]"):
        open_backend(read_settings({"provider": "amazon_ses", "region_name": "eu-west-3"}, {}))


def test_one_garbled_event_stops_none_of_the_others() -> None:
    keys = {"api_key": "a", "secret_key": "b", WEBHOOK_SECRET: "name:password"}
    settings = read_settings({"provider": "mailjet"}, keys)
    signed_in = f"Basic {b64encode(b'name:password').decode()}"

    def called(*events: Any) -> HttpRequest:
        body = json.dumps(events)
        ask = RequestFactory().post
        return ask("/", body, content_type="application/json", headers={"Authorization": signed_in})

    now = datetime(2027, 1, 10, 12, tzinfo=UTC)
    sent = {"event": "sent", "email": "ana@example.org", "time": 1_799_000_000, "MessageID": 1, "Payload": ""}
    bad = ({"event": ["sent"]}, "bounce", sent | {"time": "soon"})
    news, garbled = read_call(settings, called(bad[0], sent, bad[1], sent | {"MessageID": 2}, bad[2]), now)
    assert ([one.reference for one in news], garbled) == (["1", "2"], 3)
    with pytest.raises(GarbledCallError):
        read_call(settings, called(*bad), now)
    assert read_call(settings, called(), now) == ([], 0)
