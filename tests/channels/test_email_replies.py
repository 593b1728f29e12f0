"""What servers say, at each point of the conversation, and what a receipt makes of it."""

import hashlib

import pytest

from forenotice.channels.email.replies import GarbledReplyError, ReplyReader
from forenotice.channels.mime import build_mime
from forenotice.channels.words import shorten
from forenotice.kernel.message import Outcome, Receipt
from tests.support.email_channels import deliver, email_channel
from tests.support.messages import make_message, make_messages
from tests.support.smtp_servers import HANG_UP, Script, ScriptedServer, Talk

BOTH_WAYS = pytest.mark.parametrize(
    "extensions", [("PIPELINING", "SIZE 1000000"), ()], ids=["piped", "stepwise"]
)


def ask(script: Script) -> Receipt:
    """The receipt for one message under this script; the same line must then carry another message."""
    with ScriptedServer(script) as server, email_channel(server, connections=1) as channel:
        (receipt,) = deliver(channel, [make_message(1)])
    return receipt


@BOTH_WAYS
@pytest.mark.parametrize(
    ("point", "reply", "outcome", "whole_channel"),
    [
        ("sender", "451 4.3.0 Try again", Outcome.LATER, False),
        ("recipient", "451 4.3.0 Try again", Outcome.LATER, False),
        ("recipient", "450 4.2.0 Greylisted", Outcome.LATER, False),
        ("recipient", "550 5.1.1 Unknown", Outcome.NEVER, False),
        ("recipient", "553 5.1.3 Bad address", Outcome.NEVER, False),
        ("ready", "451 4.3.0 Try again", Outcome.LATER, False),
        ("ready", "554 5.7.1 No", Outcome.NEVER, False),
        ("ready", "250 2.0.0 Sure", Outcome.LATER, False),
        ("message", "451 4.3.0 Try again", Outcome.LATER, False),
        ("message", "452 4.3.1 Disk full", Outcome.LATER, False),
        ("message", "550 5.7.1 Spam", Outcome.NEVER, False),
        ("message", "552 5.3.4 Too big", Outcome.NEVER, False),
        # A refused sender is mended by the owner; no member is given up for it.
        ("sender", "550 5.7.1 Not you", Outcome.LATER, False),
        # These say that nobody may send anything until something is mended.
        ("sender", "530 5.7.0 Sign in first", Outcome.LATER, True),
        ("recipient", "530 5.7.0 Sign in first", Outcome.LATER, True),
        ("recipient", "554 5.7.1 Relay access denied", Outcome.LATER, True),
        ("recipient", "550 5.7.1 Relaying not permitted", Outcome.LATER, True),
        ("greeting", "554 5.7.1 Go away", Outcome.LATER, True),
        ("greeting", "421 4.3.2 Closed", Outcome.LATER, True),
        ("hello", "550 5.7.1 No", Outcome.LATER, True),
        # A line that never took anything and closes at once leads to a closed server.
        ("sender", "421 4.3.2 Closing", Outcome.LATER, True),
        ("recipient", "421 4.3.2 Closing", Outcome.LATER, True),
        ("ready", "421 4.3.2 Closing", Outcome.LATER, True),
        ("message", "421 4.3.2 Closing", Outcome.LATER, True),
    ],
)
def test_each_answer_at_each_point(
    extensions: tuple[str, ...], point: str, reply: str, outcome: Outcome, *, whole_channel: bool
) -> None:
    receipt = ask(Script(extensions=extensions, **{point: reply}))  # type: ignore[arg-type]
    assert (receipt.outcome, receipt.whole_channel) == (outcome, whole_channel)
    assert receipt.code == reply[:9].rstrip()
    assert reply[10:] in receipt.detail


@BOTH_WAYS
@pytest.mark.parametrize(
    ("point", "outcome"),
    [
        ("sender", Outcome.LATER),
        ("recipient", Outcome.LATER),
        ("ready", Outcome.LATER),
        ("message", Outcome.UNKNOWN),
    ],
)
def test_a_hang_up_at_each_point(extensions: tuple[str, ...], point: str, outcome: Outcome) -> None:
    receipt = ask(Script(extensions=extensions, **{point: HANG_UP}))  # type: ignore[arg-type]
    assert (receipt.outcome, receipt.code) == (outcome, "hang-up")


@pytest.mark.parametrize("point", ["greeting", "hello"])
def test_a_hang_up_before_the_first_letter_concerns_the_whole_channel(point: str) -> None:
    receipt = ask(Script(**{point: HANG_UP}))  # type: ignore[arg-type]
    assert (receipt.outcome, receipt.whole_channel) == (Outcome.LATER, True)


def test_a_hang_up_while_a_long_message_is_on_its_way_means_later() -> None:
    long = make_message(1, html="<p>" + "word " * 8_000_000 + "</p>")
    with ScriptedServer(Script(content=HANG_UP)) as server, email_channel(server) as channel:
        (receipt,) = deliver(channel, [long])
    assert (receipt.outcome, receipt.code) == (Outcome.LATER, "hang-up")


@pytest.mark.parametrize("slams_the_door", [True, False])
def test_last_words_before_a_hang_up_are_heard(*, slams_the_door: bool) -> None:
    long = make_message(1, html="<p>" + "word " * 8_000_000 + "</p>")
    script = Script(content="552 5.3.4 Too big", slams_the_door=slams_the_door)
    with ScriptedServer(script) as server, email_channel(server) as channel:
        (receipt,) = deliver(channel, [long])
    assert (receipt.outcome, receipt.code) == (Outcome.NEVER, "552 5.3.4")


@BOTH_WAYS
@pytest.mark.parametrize("asks_anyway", [True, False])
def test_a_refusal_leaves_the_line_fit_for_the_next_letter(
    extensions: tuple[str, ...], *, asks_anyway: bool
) -> None:
    def refuse_odd(talk: Talk) -> str:
        return "550 5.1.1 Unknown" if int(talk.recipients[-1][6:].split("@")[0]) % 2 else "250 Ok"

    script = Script(extensions=extensions, recipient=refuse_odd, wants_messages_to_nobody=asks_anyway)
    with ScriptedServer(script) as server, email_channel(server, connections=1) as channel:
        receipts = deliver(channel, make_messages(6))
        assert server.connections == 1
        assert sorted(server.message_ids) == [f"reminder-{number}@example.org" for number in (2, 4, 6)]
        assert all(len(message.recipients) == 1 for message in server.arrived)
    assert [receipt.outcome for receipt in receipts] == [Outcome.NEVER, Outcome.ACCEPTED] * 3


def test_what_arrives_is_what_the_receipt_says() -> None:
    tricky = make_message(1, text=".\n..\n.starts with a dot\nFrom here on\n.", html="<p>.</p>\n.\n")
    with ScriptedServer() as server, email_channel(server) as channel:
        (receipt,) = deliver(channel, [tricky])
    (arrived,) = server.arrived
    size = len(build_mime(tricky).whole) + len(b".\r\n")
    assert f"MAIL FROM:<office@example.org> SIZE={size}" in server.commands
    assert receipt.bytes_sha256 == hashlib.sha256(arrived.content).hexdigest()
    assert receipt.reference == "4F1A2B"
    assert (arrived.sender, arrived.recipients) == ("office@example.org", ("member1@example.net",))


def test_the_names_in_the_settings_are_used() -> None:
    with (
        ScriptedServer() as server,
        email_channel(server, return_path="bounces@example.org", local_hostname="club.example") as channel,
    ):
        deliver(channel, [make_message(1), make_message(2, return_path="b+2@example.org")])
    assert "ehlo club.example" in server.commands
    assert [message.sender for message in server.arrived] == ["bounces@example.org", "b+2@example.org"]


def test_without_a_name_this_machine_gives_its_address() -> None:
    with ScriptedServer() as server, email_channel(server) as channel:
        deliver(channel, [make_message(1)])
    assert "ehlo [127.0.0.1]" in server.commands


def test_details_are_short_and_name_nobody() -> None:
    words = "550 5.1.1 <member1@example.net>: Recipient MEMBER1 rejected; see mailto:x@y.z " + "blah " * 100
    receipt = ask(Script(recipient=words))
    assert receipt.detail.startswith("<…>: Recipient … rejected; see …")
    assert len(receipt.detail) <= 200
    assert "@" not in receipt.detail


def test_an_answer_in_several_lines_is_one_answer() -> None:
    receipt = ask(Script(recipient="550-5.1.1 The address\r\n550 is unknown"))
    assert (receipt.code, receipt.detail) == ("550 5.1.1", "The address is unknown")


@pytest.mark.parametrize("nonsense", ["hello there", "25", "abc Ok", "250_Ok", "\x00\x01\x02"])
def test_what_is_not_smtp_is_not_believed(nonsense: str) -> None:
    assert ask(Script(recipient=nonsense)).code == "garbled"
    after = ask(Script(message=nonsense))
    assert (after.outcome, after.code) == (Outcome.UNKNOWN, "garbled")


def test_neither_yes_nor_no_to_a_whole_message_means_that_we_do_not_know() -> None:
    receipt = ask(Script(message="354 More, please"))
    assert (receipt.outcome, receipt.code) == (Outcome.UNKNOWN, "garbled")


def test_replies_are_put_together_from_any_pieces() -> None:
    stream = b"250-first\r\n250-second\r\n250 third\r\n354 go\r\n550\r\n"
    for size in range(1, len(stream) + 1):
        reader = ReplyReader()
        pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
        replies = [reply for piece in pieces for reply in reader.feed(piece)]
        assert replies == [(250, b"first second third"), (354, b"go"), (550, b"")]


def test_a_server_that_never_stops_talking_is_cut_off() -> None:
    with pytest.raises(GarbledReplyError):
        ReplyReader().feed(b"x" * 100_000)
    with pytest.raises(GarbledReplyError):
        ReplyReader().feed(b"250-more\r\n" * 10_000)


def test_shortened_words_are_one_plain_line() -> None:
    assert shorten("  a\r\nb\tc\x00 d ") == "a b c d"
    assert len(shorten("x" * 500)) == 200


@pytest.mark.parametrize(
    ("reply", "is_gone"),
    [
        ("550 5.1.1 No such user", True),
        ("550 5.1.2 No such host", True),
        ("553 5.1.3 Misspelt", True),
        ("551 5.1.6 Moved", True),
        ("556 5.1.10 Takes no mail", True),
        ("550-5.1.1 No\r\n550 such user", True),
        # These are about something else: policy, content, a full mailbox, one switched off, or nothing said.
        ("550 5.7.1 Blocked", False),
        ("554 5.6.0 Content", False),
        ("552 5.2.2 Full", False),
        ("550 5.2.1 Disabled", False),
        ("550 5.1.8 Bad sender", False),
        ("550 User unknown", False),
        ("450 4.1.1 Not yet", False),
        # Whoever says so of a mailbox in words of relaying means us.
        ("550 5.1.1 Relaying denied", False),
    ],
)
def test_only_an_address_without_a_mailbox_is_gone(reply: str, *, is_gone: bool) -> None:
    assert ask(Script(recipient=reply)).is_mailbox_gone is is_gone
