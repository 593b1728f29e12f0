"""What answers mean, by tables."""

from datetime import UTC, datetime

import pytest

from forenotice.channels.webhook.answers import accepted, reference_of, refused, retry_after
from forenotice.kernel.message import Outcome

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("86401", 86_400),
        ("9" * 400, 86_400),
        ("Tue, 24 Nov 2026 09:02:00 GMT", 120),
        ("Tue, 24 Nov 2026 08:02:00 GMT", 0),
        ("Tuesday, 24-Nov-26 09:02:00 GMT", 120),
        ("Tue Nov 24 09:02:00 2026", 120),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Tue, 99 Nov 2026 09:02:00 GMT", None),
    ],
)
def test_how_long_the_other_side_asks_us_to_wait(text: str, seconds: int | None) -> None:
    assert retry_after(text, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "outcome", "concerns_all", "words"),
    [
        (301, Outcome.LATER, False, "redirected"),
        (308, Outcome.LATER, False, "redirected"),
        (304, Outcome.LATER, False, "redirected"),
        (400, Outcome.LATER, False, "did not take it"),
        (401, Outcome.LATER, False, "secret and its headers"),
        (404, Outcome.LATER, False, "did not take it"),
        (410, Outcome.NEVER, True, "hear no more"),
        (422, Outcome.LATER, False, "did not take it"),
        (429, Outcome.LATER, True, "did not take it"),
        (500, Outcome.LATER, False, "did not take it"),
        (502, Outcome.LATER, True, "did not take it"),
        (503, Outcome.LATER, True, "did not take it"),
        (504, Outcome.LATER, True, "did not take it"),
        (999, Outcome.LATER, False, "did not take it"),
    ],
)
def test_whatever_is_not_a_yes_is_tried_again_but_gone(
    status: int, outcome: Outcome, concerns_all: bool, words: str
) -> None:
    receipt = refused("due_1", "ab", status, {"Retry-After": "60"}, NOW)
    assert (receipt.message_id, receipt.bytes_sha256, receipt.code) == ("due_1", "ab", str(status))
    assert (receipt.outcome, receipt.whole_channel) == (outcome, concerns_all)
    assert words in receipt.detail
    assert receipt.retry_after_seconds == (None if status == 410 else 60)


@pytest.mark.parametrize(
    ("words", "reference"),
    [
        (b'{"id":"req_2","status":"success"}', "req_2"),
        (b'{"attempt": "0197", "request_id" : 42 , "status":"ok"}', "42"),
        (b'{"id": "two words"}', ""),
        (b'{"id": "' + b"x" * 101 + b'"}', ""),
        (b'{"id": null}', ""),
        (b'[{"id":"x"}]', ""),
        (b"ok", ""),
        (b"", ""),
        (b"{" * 4096, ""),
        (b'{"id":"cut off', ""),
    ],
)
def test_an_answer_names_what_it_took(words: bytes, reference: str) -> None:
    assert reference_of(words) == reference
    assert accepted("due_1", "ab", 202, words).reference == (reference or "202")
