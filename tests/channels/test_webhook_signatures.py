"""Signatures, judged by the reference library of Standard Webhooks in both directions."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from forenotice.channels.webhook.keys import Secret, key_of, secret_of
from forenotice.channels.webhook.secrets import OVERLAP, completed, new_secret
from forenotice.channels.webhook.signature import SignatureRefusedError, Signer, verify

BODY = '{"type":"reminder.due","data":{"name":"Zoë"}}'.encode()
NEW, OLD, OTHER = (secret_of(bytes([number]) * 32) for number in (1, 2, 3))


def _signed(signer: Signer, at: datetime, message_id: str = "due_1") -> dict[str, str]:
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signer.sign(message_id, at, BODY),
    }


def test_what_we_sign_the_reference_accepts_and_we_do() -> None:
    now = datetime.now(UTC)  # The reference compares with the clock of the machine.
    for secret in (NEW, new_secret(), secret_of(b"s" * 24), secret_of(b"l" * 64)):
        headers = _signed(Signer([Secret(secret)]), now)
        assert Webhook(secret).verify(BODY, headers)["data"] == {"name": "Zoë"}
        assert verify(secrets=[secret], headers=headers, body=BODY, now=now) == "due_1"
        with pytest.raises(WebhookVerificationError):
            Webhook(secret).verify(BODY + b" ", headers)


def test_what_the_reference_signs_we_accept() -> None:
    at = datetime(2026, 11, 24, 9, 0, 7, tzinfo=UTC)
    theirs = f"v1a,{b64encode(b'x' * 64).decode()} {Webhook(NEW).sign('msg_1', at, BODY.decode())}"
    headers = {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": theirs,
    }
    assert verify(secrets=[OLD, NEW], headers=headers, body=BODY, now=at) == "msg_1"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"webhook-signature": ""}, "not signed"),
        ({"webhook-id": "due_2"}, "another secret"),
        ({"webhook-timestamp": "now"}, "not a number"),
        ({"webhook-timestamp": "٣"}, "not a number"),
        ({"webhook-timestamp": "1"}, "five minutes"),
        ({"webhook-signature": "v1,AAAA v2,BBBB nonsense,,"}, "another secret"),
    ],
)
def test_what_is_not_right_is_refused_in_a_sentence(change: dict[str, str], words: str) -> None:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    headers = _signed(Signer([Secret(NEW)]), now)
    with pytest.raises(SignatureRefusedError, match=words):
        verify(secrets=[NEW], headers=headers | change, body=BODY, now=now)


def test_a_moment_too_far_from_now_is_refused_either_way() -> None:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    headers = _signed(Signer([Secret(NEW)]), now)
    for seconds, is_fine in ((-301, False), (-300, True), (300, True), (301, False)):
        at = now + timedelta(seconds=seconds)
        if is_fine:
            verify(secrets=[NEW], headers=headers, body=BODY, now=at)
            continue
        with pytest.raises(SignatureRefusedError, match="five minutes"):
            verify(secrets=[NEW], headers=headers, body=BODY, now=at)


def test_two_secrets_sign_until_the_older_one_ends() -> None:
    now = datetime.now(UTC)
    signer = Signer([Secret(NEW), Secret(OLD, now + timedelta(hours=1))])
    meanwhile, afterwards = _signed(signer, now), _signed(signer, now + timedelta(hours=1))
    assert meanwhile["webhook-signature"].count("v1,") == 2
    assert afterwards["webhook-signature"].count("v1,") == 1
    for secret in (NEW, OLD):
        Webhook(secret).verify(BODY, meanwhile)
    with pytest.raises(WebhookVerificationError):
        Webhook(OTHER).verify(BODY, meanwhile)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        NEW.removeprefix("whsec_"),
        "whsec_not base64",
        secret_of(b"s" * 23),
        secret_of(b"l" * 65),
    ],
)
def test_what_is_no_secret_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_ and the base64 of 24 to 64") as refused:
        key_of(secret)
    assert not secret.removeprefix("whsec_") or secret not in str(refused.value)


def test_older_secrets_end_one_by_one() -> None:
    """Rotated twice within the overlap, three sign; the first falls away when the third comes later."""
    start = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    held = completed({"secret": OLD}, {}, {}, start, signs=True)
    assert held == {"secret": OLD}
    held = completed({"secret": NEW}, held, {}, start, signs=True)
    hour = timedelta(hours=1)
    both = completed({"secret": OTHER}, held, {}, start + hour, signs=True)
    assert sorted(both.values()) == sorted([OTHER, NEW, OLD])
    later = completed({"secret": OTHER}, held, {}, start + OVERLAP + hour, signs=True)
    assert sorted(later.values()) == sorted([OTHER, NEW])
    assert completed({}, both, {}, start + 9 * OVERLAP, signs=True) == both
    at_once = completed({"secret": OTHER}, held, {}, start, signs=True, overlap=timedelta(0))
    assert sorted(at_once.values()) == sorted([OTHER, OLD])
    assert completed({}, both, {}, start, signs=False) == {}
