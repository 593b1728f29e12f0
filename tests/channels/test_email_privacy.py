"""Private lines, certificates, passwords and signatures, with a server that is not ours."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest

from forenotice.channels.email.carrier import EmailChannel
from forenotice.channels.email.settings import read_settings
from forenotice.kernel.message import Address, Outcome, Receipt
from tests.support.certificates import Certificate, make_certificate
from tests.support.email_channels import deliver, email_channel
from tests.support.mail_server import MailServer
from tests.support.messages import make_message, make_messages
from tests.support.smtp_servers import Script, ScriptedServer

CREDENTIALS = ("office", "correct horse")
RIGHT = {"password": "correct horse"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def fault_of(receipts: list[Receipt]) -> Receipt:
    """The one receipt that says that the whole channel has to wait."""
    (receipt,) = receipts
    assert (receipt.outcome, receipt.whole_channel) == (Outcome.LATER, True)
    return receipt


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_messages_arrive_over_a_private_line_after_signing_in(
    security: str, certificate: Certificate
) -> None:
    server = MailServer(security=security, certificate=certificate, credentials=CREDENTIALS)
    messages = [make_message(n, html=f"<p>{'déjà vu ' * 5000}</p>\n.\n") for n in range(1, 31)]
    with server, email_channel(server, RIGHT, connections=3) as channel:
        assert channel.probe().is_reachable
        receipts = deliver(channel, messages)
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED] * 30
    assert {receipt.reference for receipt in receipts} == {"AIO1"}
    read = [message_from_bytes(content, policy=policy.default) for content in server.contents]
    assert sorted(str(one["Message-ID"]) for one in read) == sorted(f"<{m.message_id}>" for m in messages)
    html = read[0].get_body(("html",))
    assert html is not None
    assert html.get_content().replace("\r\n", "\n") == messages[0].html


def test_a_wrong_password_stops_the_channel_and_not_the_member(certificate: Certificate) -> None:
    server = MailServer(security="starttls", certificate=certificate, credentials=CREDENTIALS)
    with server, email_channel(server, {"password": "wrong"}) as channel:
        receipt = fault_of(deliver(channel, make_messages(5)))
        assert (receipt.code, channel.probe().code) == ("535 5.7.8", "535 5.7.8")
        assert "user name or the password" in receipt.detail
        assert "wrong" not in receipt.detail
    assert server.envelopes == []


def test_a_server_that_wants_a_password_that_nobody_gave_stops_the_channel(certificate: Certificate) -> None:
    server = MailServer(security="starttls", certificate=certificate, credentials=CREDENTIALS)
    with server:
        settings = server.settings()
        del settings["username"]
        channel = EmailChannel(read_settings(settings, {}))
        receipt = fault_of(deliver(channel, make_messages(1)))
        channel.close()
    assert receipt.code.startswith("530")


def test_a_password_that_smtp_cannot_carry_is_named_as_the_cause(certificate: Certificate) -> None:
    server = MailServer(security="starttls", certificate=certificate, credentials=CREDENTIALS)
    with server, email_channel(server, {"password": "pässwörd"}) as channel:
        assert fault_of(deliver(channel, make_messages(1))).code == "sign-in"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    security: str, certificate: Certificate, tmp_path: Path
) -> None:
    server = MailServer(security=security, certificate=certificate)
    stranger = make_certificate(tmp_path)
    with server, email_channel(server, ca_file=str(stranger.ca_file)) as channel:
        receipt = fault_of(deliver(channel, make_messages(1)))
        assert not channel.probe().is_reachable
    assert receipt.code == "tls"
    assert "not to be trusted" in receipt.detail
    assert server.envelopes == []


@pytest.mark.parametrize(
    ("offered", "wanted", "words"),
    [("none", "starttls", "no STARTTLS"), ("none", "tls", "No private line"), ("tls", "starttls", "")],
)
def test_privacy_that_the_server_does_not_offer_is_never_done_without(
    offered: str, wanted: str, words: str, certificate: Certificate
) -> None:
    with (
        ScriptedServer(security=offered, certificate=certificate) as server,
        email_channel(server, security=wanted, timeout_seconds=0.3) as channel,
    ):
        receipt = fault_of(deliver(channel, make_messages(1)))
    assert words in receipt.detail
    assert not any(command.startswith("MAIL") for command in server.commands)


def test_a_password_where_nobody_can_sign_in_stops_the_channel() -> None:
    with (
        ScriptedServer(Script(sign_in="")) as server,
        email_channel(server, RIGHT, username="office") as channel,
    ):
        assert "AUTH" in fault_of(deliver(channel, make_messages(1))).detail


def test_an_authority_that_cannot_be_read_is_named(tmp_path: Path, certificate: Certificate) -> None:
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("nonsense")
    for path in (nonsense, tmp_path / "missing.pem"):
        with (
            ScriptedServer(security="tls", certificate=certificate) as server,
            email_channel(server, ca_file=str(path)) as channel,
        ):
            receipt = fault_of(deliver(channel, make_messages(1)))
        assert receipt.code == "ca_file"
        assert str(path) in receipt.detail


def test_a_host_that_does_not_exist_is_named() -> None:
    settings = read_settings({"host": "no-such-host.invalid", "timeout_seconds": 5}, {})
    channel = EmailChannel(settings)
    receipt = fault_of(deliver(channel, make_messages(1)))
    channel.close()
    assert receipt.code == "connect"
    assert "no-such-host.invalid" in receipt.detail


def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    messages = [make_message(1, recipient=Address("añá@example.net", "Aña")), make_message(2)]
    with MailServer(has_utf8=True) as server, email_channel(server) as channel:
        assert [receipt.outcome for receipt in deliver(channel, messages)] == [Outcome.ACCEPTED] * 2
    assert server.envelopes[0].rcpt_tos == ["añá@example.net"]
    assert server.envelopes[0].smtp_utf8
    with MailServer(has_utf8=False) as server, email_channel(server) as channel:
        refused, taken = deliver(channel, messages)
    assert (refused.outcome, refused.code, refused.whole_channel) == (Outcome.NEVER, "smtputf8", False)
    assert taken.outcome is Outcome.ACCEPTED
