"""Our signatures, judged by somebody else's verifier."""

import re
from base64 import b64decode, b64encode
from types import SimpleNamespace

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as make_curve_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forenotice.channels.email.dkim import Signer
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.mime import build_mime
from forenotice.kernel.message import Address
from tests.support.email_channels import deliver, email_channel
from tests.support.mail_server import MailServer
from tests.support.messages import make_message

RSA = generate_private_key(65537, 2048)
ED25519 = Ed25519PrivateKey.generate()
AT = 1_795_000_000


def as_pem(
    key: RSAPrivateKey | Ed25519PrivateKey,
    encryption: KeySerializationEncryption = NoEncryption(),  # noqa: B008 (stateless)
) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption).decode()


class VerifyKey:
    """What dkimpy asks PyNaCl for when it meets Ed25519; `cryptography` does the same arithmetic."""

    def __init__(self, key: bytes, encoder: object) -> None:
        del encoder
        self._key = Ed25519PublicKey.from_public_bytes(b64decode(key))

    def verify(self, content: bytes, signature: bytes) -> bytes:
        try:
            self._key.verify(signature, content)
        except InvalidSignature as error:
            raise BadSignatureError from error
        return content


class BadSignatureError(Exception):
    """PyNaCl's name for a signature that does not fit."""


@pytest.fixture(autouse=True)
def arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lend dkimpy, our judge, what it needs for Ed25519."""
    nacl = SimpleNamespace(
        signing=SimpleNamespace(VerifyKey=VerifyKey),
        encoding=SimpleNamespace(Base64Encoder=None),
        exceptions=SimpleNamespace(BadSignatureError=BadSignatureError, ValueError=ValueError),
    )
    monkeypatch.setattr(dkim, "nacl", nacl, raising=False)


SIGNERS = {
    "rsa": Signer(domain="example.org", selector="rsa", key=as_pem(RSA)),
    "ed25519": Signer(domain="example.org", selector="ed", key=as_pem(ED25519)),
}


def in_the_dns(name: bytes, timeout: int = 5) -> bytes:
    """What the DNS would say of the keys."""
    if name.startswith(b"rsa."):
        public = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return b"v=DKIM1; k=rsa; p=" + b64encode(public)
    public = ED25519.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return b"v=DKIM1; k=ed25519; p=" + b64encode(public)


def is_believed(content: bytes) -> bool:
    return bool(dkim.verify(content, dnsfunc=in_the_dns))


@pytest.mark.parametrize("kind", SIGNERS)
def test_a_signed_message_is_believed_and_a_changed_one_is_not(kind: str) -> None:
    mime = build_mime(
        make_message(
            subject="Votre adhésion se renouvelle le 3 mars, sans rien à faire de votre part — merci !",
            headers={"List-Id": "<x.example.org>", "List-Unsubscribe": "<https://example.org/unsubscribe>"},
            reply_to=Address("help@example.org"),
        )
    )
    signed = SIGNERS[kind].sign(mime.headers, mime.body, at=AT) + mime.whole
    assert is_believed(signed)
    for changed in (
        signed.replace(b"3&nbsp;March", b"4&nbsp;March"),
        signed.replace(b"office@example.org", b"offices@example.org"),
        signed.replace(b"example.org/unsubscribe", b"example.com/unsubscribe"),
        signed.replace(b"\r\nFrom:", b"\r\nFrom: evil@example.com\r\nFrom:"),
    ):
        assert changed != signed
        assert not is_believed(changed)


@pytest.mark.parametrize("kind", SIGNERS)
def test_both_signatures_on_one_message_are_believed(kind: str) -> None:
    mime = build_mime(make_message())
    headers = b"".join(signer.sign(mime.headers, mime.body, at=AT) for signer in SIGNERS.values())
    first = 0 if kind == "rsa" else 1
    verifier = dkim.DKIM(headers + mime.whole)
    assert verifier.verify(first, dnsfunc=in_the_dns)


BODIES = st.lists(
    st.sampled_from([b"", b" ", b"\t", b"a", b"a b", b"a  b", b" a\t \tb ", b".", b"=20", b"\xc3\xa9"]),
    max_size=8,
).map(lambda lines: b"".join(line + b"\r\n" for line in lines))
VALUES = st.lists(st.sampled_from(["a", " ", "  ", "\t", "word", "x" * 70, "é"]), max_size=10).map("".join)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES, VALUES)
def test_any_spaces_are_seen_as_the_verifier_sees_them(body: bytes, value: str) -> None:
    headers = build_mime(make_message(headers={"List-Id": value})).headers
    for signer in SIGNERS.values():
        assert is_believed(signer.sign(headers, body, at=AT) + headers + b"\r\n" + body)


def test_a_repaired_message_is_still_believed() -> None:
    mime = build_mime(make_message(text="Hello  there,\n\nall well.\n"))
    signed = SIGNERS["rsa"].sign(mime.headers, mime.body, at=AT) + mime.whole
    repaired = re.sub(rb"\r\nSubject: ", b"\r\nSUBJECT:   ", signed).replace(b"all well.", b"all  well. ")
    assert repaired.count(b"all  well") == 1
    assert is_believed(repaired + b"\r\n\r\n")


def test_the_signature_covers_a_second_sender_and_says_when() -> None:
    mime = build_mime(make_message())
    signature = SIGNERS["rsa"].sign(mime.headers, mime.body, at=AT)
    tags = dict(re.findall(r"(\w+)=([^;]*)", re.sub(r"\s", "", signature.decode())))
    assert tags["t"] == str(AT)
    assert tags["c"] == "relaxed/relaxed"
    signed = tags["h"].split(":")
    assert signed.count("from") == 2
    assert {"to", "subject", "date", "message-id", "list-id", "content-type"} <= set(signed)
    assert all(len(line) <= 78 for line in signature.split(b"\r\n"))


def test_keys_that_cannot_sign_are_refused_with_the_reason() -> None:
    locked = as_pem(RSA, BestAvailableEncryption(b"secret"))
    curve = make_curve_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for key, reason in ((locked, "passphrase"), ("nonsense", "PEM"), (curve.decode(), "RSA or an Ed25519")):
        with pytest.raises(ChannelRefusedError, match=reason):
            Signer(domain="example.org", selector="x", key=key)
    for domain, selector in (
        ("", "x"),
        ("example.org; h=x", "x"),
        ("example.org", "a b"),
        ("example.org", "é"),
    ):
        with pytest.raises(ChannelRefusedError, match=r"dkim\."):
            Signer(domain=domain, selector=selector, key=as_pem(RSA))


def test_a_key_that_anybody_could_guess_is_refused() -> None:
    """Receivers believe no RSA key of fewer than 1024 bits (RFC 8301, 3.2); no tool of ours makes one."""
    p, q = 2**521 - 1, 2**127 - 1
    d = pow(65537, -1, (p - 1) * (q - 1))
    numbers = RSAPrivateNumbers(
        *(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p)), public_numbers=RSAPublicNumbers(65537, p * q)
    )
    key = numbers.private_key(unsafe_skip_rsa_key_validation=True)
    with pytest.raises(ChannelRefusedError, match="too short"):
        Signer(domain="example.org", selector="x", key=as_pem(key))


def test_what_a_channel_sends_is_signed_and_believed_on_arrival() -> None:
    dots = make_message(1, text=".\n..\nA  line  with spaces  \n.", html="<p>.</p>\n.\n")
    signing = {"dkim": {"domain": "example.org", "selector": "rsa"}}
    dots = dots._replace(unsubscribe="https://reminders.example.org/u/token")
    with MailServer() as server, email_channel(server, {"dkim_key": as_pem(RSA)}, **signing) as channel:
        (receipt,) = deliver(channel, [dots])
    (content,) = server.contents
    assert is_believed(content)
    assert receipt.bytes_sha256 == build_mime(dots).sha256
    assert not is_believed(content.replace(b"3 March", b"4 March"))
    # RFC 8058: without these under the signature, no mail reader offers the click.
    assert not is_believed(content.replace(b"/u/token", b"/u/other"))
    assert not is_believed(content.replace(b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"))
