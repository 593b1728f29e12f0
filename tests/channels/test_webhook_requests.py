"""What goes over the line to an endpoint, and what a channel makes of endpoints that behave badly."""

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from standardwebhooks import Webhook

from forenotice.channels.contract_examples import example_payload
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.states import Kind
from forenotice.channels.webhook.signature import verify
from forenotice.kernel.message import Outcome, Receipt
from tests.support.certificates import make_certificate
from tests.support.messages import pull_from
from tests.support.web_sinks import Answer, WebSink
from tests.support.webhooks import NOW, SECRET, hand_over, open_webhook


@pytest.fixture
def sink() -> Iterator[WebSink]:
    with WebSink() as sink:
        yield sink


def _one(sink: WebSink, answer: Answer | None = None, **settings: Any) -> Receipt:
    if answer is not None:
        sink.answer = lambda _: answer
    (receipt,) = hand_over(open_webhook(sink.url, **settings), example_payload())
    return receipt


def test_the_very_bytes_leave_signed_with_all_their_headers(sink: WebSink) -> None:
    receipt = _one(
        sink,
        Answer(202, b'{"id":"evt_7"}'),
        headers={"X-Team": "members", "User-Agent": "Club"},
        secrets={"secret": SECRET, "headers.X-Key": "k3y"},
    )
    (asked,) = sink.asked
    payload = example_payload()
    assert (asked.method, asked.target, asked.body) == ("POST", "/hooks/forenotice", payload.body)
    assert verify(secrets=[SECRET], headers=asked.headers, body=asked.body, now=NOW) == "due_1"
    assert asked.headers == {
        "host": f"127.0.0.1:{sink.port}",
        "content-type": "application/json",
        "content-length": str(len(payload.body)),
        "accept": "*/*",
        "accept-encoding": "identity",
        "user-agent": "Club",
        "x-team": "members",
        "x-key": "k3y",
        "webhook-id": "due_1",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": asked.headers["webhook-signature"],
    }
    assert (receipt.outcome, receipt.code, receipt.reference) == (Outcome.ACCEPTED, "202", "evt_7")


def test_each_try_is_signed_at_its_own_moment_and_is_otherwise_the_same(sink: WebSink) -> None:
    moments = iter([NOW, NOW, NOW + timedelta(hours=3)])
    sink.answer = lambda _: Answer(503 if len(sink.asked) == 1 else 200, headers={"Retry-After": "9"})
    channel = open_webhook(sink.url, clock=lambda: next(moments))
    (first,) = [one for group in channel.deliver(pull_from([example_payload()])) for one in group]
    (second,) = hand_over(channel, example_payload())
    assert (first.outcome, first.whole_channel, first.retry_after_seconds) == (Outcome.LATER, True, 9)
    assert second.outcome is Outcome.ACCEPTED
    one, other = sink.asked
    assert (one.body, one.headers["webhook-id"]) == (other.body, other.headers["webhook-id"])
    seconds = [int(asked.headers["webhook-timestamp"]) for asked in sink.asked]
    assert seconds[1] - seconds[0] == 3 * 3600
    for asked, timestamp in zip(sink.asked, seconds, strict=True):
        signed = Webhook(SECRET).sign("due_1", NOW.fromtimestamp(timestamp, NOW.tzinfo), asked.body.decode())
        assert asked.headers["webhook-signature"] == signed


def test_a_hook_of_zapiers_gets_the_same_without_a_signature(sink: WebSink) -> None:
    assert _one(sink, kind=Kind.ZAPIER, secrets={}).outcome is Outcome.ACCEPTED
    (asked,) = sink.asked
    assert asked.body == example_payload().body
    assert asked.headers["webhook-id"] == "due_1"
    assert "webhook-signature" not in asked.headers


@pytest.mark.parametrize(("own_query", "kept"), [("", []), ("?key=a%20b&x=", [("key", "a b"), ("x", "")])])
def test_a_script_of_membermouse_gets_everything_in_its_address(
    sink: WebSink, own_query: str, kept: list[tuple[str, str]]
) -> None:
    channel = open_webhook(f"{sink.url}{own_query}", form="membermouse", secrets={})
    assert not channel.is_idempotent
    (receipt,) = hand_over(channel, example_payload())
    (asked,) = sink.asked
    assert (asked.method, asked.body, receipt.outcome) == ("GET", b"", Outcome.ACCEPTED)
    query = parse_qsl(urlsplit(asked.target).query, keep_blank_values=True)
    assert query == [*kept, *example_payload().flat]
    assert not [name for name in asked.headers if name.startswith(("webhook", "content-type"))]


def test_a_script_is_called_once_though_it_hangs_up(sink: WebSink) -> None:
    receipt = _one(sink, Answer(vanishes=True), form="membermouse", secrets={})
    assert (receipt.outcome, receipt.code, len(sink.asked)) == (Outcome.UNKNOWN, "hang_up", 1)


def test_a_redirect_is_not_followed(sink: WebSink) -> None:
    for status in (301, 302, 303, 307, 308):
        receipt = _one(sink, Answer(status, headers={"Location": f"{sink.url}/elsewhere"}))
        assert (receipt.outcome, receipt.code) == (Outcome.LATER, str(status))
        assert "redirected" in receipt.detail
    assert {asked.target for asked in sink.asked} == {"/hooks/forenotice"}
    assert len(sink.asked) == 5


def test_whoever_is_gone_is_asked_no_more(sink: WebSink) -> None:
    sink.answer = lambda _: Answer(410)
    payloads = [example_payload(number) for number in range(1, 100)]
    receipts = hand_over(open_webhook(sink.url), *payloads)
    assert {(receipt.outcome, receipt.code, receipt.whole_channel) for receipt in receipts} == {
        (Outcome.NEVER, "410", True)
    }
    assert len(sink.asked) == len(receipts) == 1


def test_one_that_is_refused_holds_up_nobody(sink: WebSink) -> None:
    sink.answer = lambda asked: Answer(422 if asked.headers["webhook-id"] == "due_2" else 204, b"")
    receipts = hand_over(open_webhook(sink.url), *[example_payload(number) for number in range(1, 9)])
    codes = {receipt.message_id: receipt.code for receipt in receipts}
    assert codes.pop("due_2") == "422"
    assert set(codes.values()) == {"204"}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"x" * 3_000_000),
        Answer(200, gzip.compress(b"x" * 3_000_000), {"Content-Encoding": "gzip"}),
        Answer(200, b"not gzip", {"Content-Encoding": "gzip"}),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut"),
        Answer(raw=b"HTTP/1.1 200 OK\r\n\r\nuntil the end"),
        Answer(raw=b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ],
)
def test_a_yes_is_a_yes_whatever_follows(sink: WebSink, answer: Answer) -> None:
    began = time.monotonic()
    receipt = _one(sink, answer)
    assert (receipt.outcome, receipt.reference) == (Outcome.ACCEPTED, "200")
    assert time.monotonic() - began < 4, "it waits for no more of the answer than it reads"


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.2p1\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"x" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nabcde",
    ],
)
def test_what_is_not_http_leaves_us_in_doubt(sink: WebSink, raw: bytes) -> None:
    receipt = _one(sink, Answer(raw=raw))
    assert (receipt.outcome, receipt.code) == (Outcome.UNKNOWN, "garbled")


def test_after_three_without_any_answer_nobody_else_is_tried(sink: WebSink) -> None:
    sink.answer = lambda _: Answer(vanishes=True)
    receipts = hand_over(open_webhook(sink.url, connections=1), *[example_payload(n) for n in range(1, 50)])
    assert [receipt.outcome for receipt in receipts] == [Outcome.UNKNOWN] * 3
    assert [receipt.whole_channel for receipt in receipts] == [False, False, True]


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(tmp_path: Path) -> None:
    with WebSink(certificate=make_certificate(tmp_path)) as sink:
        receipt = _one(sink)
        assert (receipt.outcome, receipt.code, receipt.whole_channel) == (Outcome.LATER, "tls", True)
        assert sink.asked == []


def test_one_payload_opens_one_connection_and_many_as_many_as_may_be(sink: WebSink) -> None:
    sink.answer = lambda _: Answer(after=0.02)
    channel = open_webhook(sink.url, connections=6)
    list(channel.deliver(pull_from([example_payload()])))
    assert sink.connections == 1
    list(channel.deliver(pull_from([example_payload(number) for number in range(2, 60)])))
    assert sink.connections == 6, "the one that is open is used again"
    channel.close()


def test_a_connection_that_was_hung_up_meanwhile_is_not_used_again(sink: WebSink) -> None:
    sink.answer = lambda _: Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    channel = open_webhook(sink.url)
    for number in range(1, 4):
        (receipt,) = [one for group in channel.deliver(pull_from([example_payload(number)])) for one in group]
        assert receipt.outcome is Outcome.ACCEPTED
        time.sleep(0.02)
    channel.close()
    assert len(sink.asked) == 3


def test_the_caller_can_breathe_while_an_endpoint_is_slow(sink: WebSink) -> None:
    """Everything but the looking up of names happens in the caller's thread."""
    sink.answer = lambda _: Answer(after=0.6)
    before = threading.active_count()
    breaths = [time.monotonic()]
    channel = open_webhook(sink.url)
    for group in channel.deliver(pull_from([example_payload()])):
        assert threading.active_count() <= before + 1
        breaths.append(time.monotonic())
        asked = len(sink.asked) if group else None
    channel.close()
    assert asked == 1
    assert len(breaths) >= 4
    assert max(later - sooner for sooner, later in pairwise(breaths)) < 1.5


def test_details_hold_no_part_of_the_address(sink: WebSink) -> None:
    """An address may hold what only its owner should know."""
    url = f"{sink.url}?token=s3cr3t"
    answers = [
        Answer(500),
        Answer(302, headers={"Location": "/s3cr3t"}),
        Answer(vanishes=True),
        Answer(raw=b"?"),
    ]
    answers += [Answer(401, b"member1@example.net"), Answer(410, b"s3cr3t")]
    for answer in answers:
        sink.answer = lambda _, answer=answer: answer  # type: ignore[misc]
        (receipt,) = hand_over(open_webhook(url), example_payload())
        assert receipt.detail
        assert receipt.detail.endswith(".")
        for word in ("s3cr3t", "127.0.0.1", "hooks", "example.net"):
            assert word not in f"{receipt.detail} {receipt.reference}"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ca_file": "/nowhere/ca.pem"}, "no file of certificates"),
        ({"url": "https://a_b.example%2f.test/"}, "url"),
    ],
)
def test_what_cannot_be_called_is_told_before_anything_is_pulled(
    settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ChannelRefusedError, match=words):
        open_webhook(**({"url": "https://crm.test/"} | settings))
