"""What the DNS says of a sender's domain, asked of a real server on loopback."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forenotice.accounts.sealing import seal
from forenotice.channels.declaring import as_text
from forenotice.channels.models import Channel
from forenotice.channels.sender_domain import look_up_sender, public_key_of
from forenotice.channels.sender_records import RECORD_SENTENCES, judge_dkim, judge_dmarc, judge_spf
from tests.support.dns_server import DnsServer

KEY = (
    generate_private_key(65537, 2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)


def account(**settings: object) -> Channel:
    """A mail account that was never kept."""
    return Channel(
        key="email",
        kind="email",
        settings={"host": "smtp.club.example", **settings},
        sealed_secrets=seal(as_text({"dkim_key": KEY})),
        created_at=datetime.now(UTC),
    )


def test_a_domain_that_says_it_all() -> None:
    texts = {
        "club.example": ["v=spf1 a:smtp.club.example ~all", "something=else"],
        "mail._domainkey.club.example": [f"v=DKIM1; k=rsa; p={public_key_of(KEY)}"],
        "_dmarc.club.example": ["v=DMARC1; p=none"],
    }
    with DnsServer(texts) as server:
        channel = account(dkim={"domain": "club.example", "selector": "mail"})
        found = look_up_sender(channel, "ana@club.example", server.resolver)
    assert [(each.kind, each.state) for each in found] == [
        ("spf", "good"),
        ("dkim", "good"),
        ("dmarc", "good"),
    ]


def test_a_domain_that_says_nothing_is_told_what_to_say() -> None:
    with DnsServer({}) as server:
        channel = account(dkim={"domain": "club.example", "selector": "mail"})
        spf, dkim, dmarc = look_up_sender(channel, "ana@club.example", server.resolver)
    assert (spf.state, spf.wanted) == ("missing", "v=spf1 mx a:smtp.club.example ~all")
    assert (dkim.state, dkim.name) == ("missing", "mail._domainkey.club.example")
    assert dkim.wanted.startswith("v=DKIM1; k=rsa; p=MII")
    assert (dmarc.state, dmarc.name) == ("missing", "_dmarc.club.example")


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (["v=spf1 -all"], "good"),
        (["V=SPF1 include:x.example ?all"], "good"),
        (["v=spf1 +all"], "open"),
        (["v=spf1 all"], "open"),
        (["v=spf1 -all", "v=spf1 ~all"], "several"),
        (["v=spf10 -all"], "missing"),
        (None, "unasked"),
    ],
)
def test_what_is_said_of_servers(texts: list[str] | None, state: str) -> None:
    assert judge_spf("club.example", texts, "smtp.club.example").state == state
    assert " ip4:192.0.2.7 " in judge_spf("club.example", [], "192.0.2.7").wanted


def test_keys_and_policies() -> None:
    assert judge_dkim("", (), "").state == "not_ours"
    assert judge_dkim("a._domainkey.x", ["v=DKIM1; p=abc"], "abd").state == "other_key"
    assert judge_dkim("a._domainkey.x", ["k=rsa; p=a", "p=b"], "a").state == "several"
    assert judge_dkim("a._domainkey.x", None, "a").state == "unasked"
    assert judge_dmarc("x", ["v=DMARC1;p=reject"]).state == "good"
    assert judge_dmarc("x", ["v=DMARC1;p=reject", "v=DMARC1;p=none"]).state == "several"
    assert judge_dmarc("x", None).state == "unasked"
    assert len(RECORD_SENTENCES) == 15


def test_a_server_that_is_silent_keeps_nobody_waiting() -> None:
    with DnsServer({"club.example": None, "_dmarc.club.example": None}) as server:
        resolver = server.resolver
        resolver.timeout = 0.2
        found = look_up_sender(account(), "ana@club.example", resolver, seconds=0.3)
    assert [each.state for each in found] == ["unasked", "not_ours", "unasked"]
