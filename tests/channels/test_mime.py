"""What we write is what a reader reads, for any words in any script."""

import email
import re
from base64 import b64decode
from datetime import datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forenotice.channels.errors import UnfitMessageError
from forenotice.channels.headers import wire_address
from forenotice.channels.mime import Mime, build_mime
from forenotice.kernel.message import Address, Message
from tests.support.messages import make_message

# Single characters and the pieces that trip up encoders, in any mixture.
BREAKS = ["\n", "\r\n", "\r", "\n.\n", "\nFrom me", "  \n", "\t\n", "=\n", "\u2028", "\x85", "\x0b", "\x1c"]
SIGNS = [".", "..", "From ", " ", "=", "=20", "\0", "\x7f", "<b>", "&amp;", "--=_part1", "--=_part1--"]
LETTERS = ["é", "ñ" * 40, "👩‍👩‍👧", "שלום", "مرحبا\u200f", "日本語" * 30, "=?utf-8?b?w6k=?="]
LONG = ["x" * 75, "x" * 76, "x" * 1200]
PIECES = st.sampled_from(BREAKS + SIGNS + LETTERS + LONG)
WORDS = st.lists(PIECES | st.text(max_size=30), max_size=12).map("".join)
HEADER_WORDS = WORDS.map(lambda words: words.replace("\r", "").replace("\n", ""))


def read(mime: Mime) -> EmailMessage:
    """What somebody else's reader makes of it."""
    return email.message_from_bytes(mime.whole, policy=policy.default)


def with_our_breaks(words: str) -> str:
    """Email has one kind of line break; ours is the other."""
    return words.replace("\r\n", "\n")


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    content = body.get_payload(decode=True)
    assert isinstance(content, bytes)
    return with_our_breaks(content.decode())


@given(WORDS, WORDS.filter(bool))
@example("Ends with a space ", "<p>.</p>\n.\n")
@example("a\rb", "\r\n" * 3 + "x")
@example("." * 200 + "\n..x\n" + "x" * 75 + "." * 3, "x" * 74 + "." * 100 + " ")
def test_any_words_come_back_as_they_went(text: str, html: str) -> None:
    message = read(build_mime(make_message(text=text, html=html)))
    assert part(message, "plain") == with_our_breaks(text)
    assert part(message, "html") == with_our_breaks(html)


@given(WORDS, WORDS)
@example("." * 200 + "\n..x\n" + "x" * 75 + "." * 3, "x" * 74 + "." * 100)
@example("a  b\tc \n" + "x " * 60, " " * 200 + "\n\t\t\n  - a")
def test_lines_are_short_and_plain_and_end_properly(text: str, html: str) -> None:
    mime = build_mime(make_message(text=text, html=html))
    lines = mime.whole.split(b"\r\n")
    assert all(len(line) <= 76 for line in lines)
    assert not any(b"\r" in line or b"\n" in line or b"\0" in line for line in lines)
    assert mime.whole.isascii()
    assert not any(line.startswith(b".") for line in lines)
    assert mime.body.endswith(b"\r\n")
    # A signature would fold any of these, and is not made to look for them.
    assert not any(blanks in mime.body for blanks in (b"  ", b"\t", b" \r\n"))


@given(HEADER_WORDS)
@example("Ligne très longue " * 12)
@example(" leading and trailing ")
@example("looks =?utf-8?q?encoded?= already")
@example("word " * 40 + "x" * 300)
@example("two  spaces   and more")
def test_any_subject_comes_back(subject: str) -> None:
    mime = build_mime(make_message(subject=subject))
    assert all(len(line) <= 76 for line in mime.headers.split(b"\r\n"))
    read_back = read(mime)["Subject"]
    # The reader drops characters that cannot be seen when it decodes a subject; nothing else may be lost.
    assert visible(str(read_back)) == visible(subject)
    if subject.isprintable():
        assert str(read_back) == subject
    # Every encoded word is whole by itself (RFC 2047, 5): a reader may show them one by one.
    for word in re.findall(rb"=\?utf-8\?b\?([^?]*)\?=", mime.headers):
        b64decode(word).decode()


@given(HEADER_WORDS)
@example('Ana "Nana" Silva \\ Sons, Ltd.')
@example("Ligue féminine de l’été; section: été")
@example("J. Smith")
@example("Very long name " * 15)
def test_any_name_comes_back_beside_its_address(name: str) -> None:
    mime = build_mime(make_message(recipient=Address("ana@example.net", name)))
    assert all(len(line) <= 76 for line in mime.headers.split(b"\r\n"))
    # The newer parser keeps the space between two encoded words, which RFC 2047 says is none.
    to = email.message_from_bytes(mime.whole, policy=policy.compat32)["To"]
    phrase, address = parseaddr("".join(to.splitlines()))
    assert address == "ana@example.net"
    assert visible(str(make_header(decode_header(phrase)))) == visible(name)


def visible(words: str) -> str:
    """The words without those characters that readers drop from a header."""
    return " ".join("".join(" " if not letter.isprintable() else letter for letter in words).split())


@pytest.mark.parametrize("breaks", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("place", ["subject", "header value", "header name", "message id"])
def test_no_header_can_hold_a_line_break(breaks: str, place: str) -> None:
    evil = f"Hello{breaks}Bcc: everybody@example.net"
    changes: dict[str, Any] = {
        "subject": {"subject": evil},
        "header value": {"headers": {"X-Note": evil}},
        "header name": {"headers": {evil: "x"}},
        "message id": {"message_id": f"a@b{breaks}c"},
    }
    with pytest.raises(UnfitMessageError):
        build_mime(make_message(**changes[place]))


@pytest.mark.parametrize("name", ["From", "bcc", "Content-Type", "DKIM-Signature", "X Note", "X:", "", "é"])
def test_some_headers_are_not_for_the_caller(name: str) -> None:
    with pytest.raises(UnfitMessageError):
        build_mime(make_message(headers={name: "x"}))


@pytest.mark.parametrize(
    "email_address",
    [
        "",
        "ana",
        "@example.net",
        "ana@",
        "a b@example.net",
        "<ana@example.net>",
        "a@b,c@d",
        "a@-.é",
        "a" * 251 + "@b.c",
    ],
)
def test_what_is_no_address_is_refused(email_address: str) -> None:
    with pytest.raises(UnfitMessageError):
        build_mime(make_message(recipient=Address(email_address)))


@pytest.mark.parametrize("boundary", ["", "x" * 67, "é", 'a"b', "a\r\nb"])
def test_a_boundary_that_would_break_the_message_is_refused(boundary: str) -> None:
    with pytest.raises(UnfitMessageError):
        build_mime(make_message(boundary=boundary))


def test_the_headers_are_all_there_once() -> None:
    message = read(
        build_mime(
            make_message(
                reply_to=Address("help@example.org", "Hélène"),
                headers={"List-Id": "<members.example.org>", "List-Unsubscribe": "<https://example.org/u>"},
            )
        )
    )
    assert message["From"] == "Harbour Choir <office@example.org>"
    assert message["To"] == "Member 1 <member1@example.net>"
    assert message["Reply-To"] == "Hélène <help@example.org>"
    assert message["Message-ID"] == "<reminder-1@example.org>"
    assert message["Date"] == "Tue, 24 Nov 2026 09:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "<members.example.org>"
    assert message["List-Unsubscribe"] == "<https://example.org/u>"
    assert message["MIME-Version"] == "1.0"
    assert len(message.keys()) == len(set(message.keys())) == 11
    assert message.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.defects == []


def test_a_message_without_html_is_one_part() -> None:
    message = read(build_mime(make_message(html="", text="Just words.\n")))
    assert message.get_content_type() == "text/plain"
    assert part(message, "plain") == "Just words.\n\n"


def test_the_date_is_told_in_utc_and_needs_a_zone() -> None:
    at = datetime(2027, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=14)))
    assert read(build_mime(make_message(composed_at=at)))["Date"] == "Thu, 31 Dec 2026 10:30:00 +0000"
    with pytest.raises(UnfitMessageError, match="time zone"):
        build_mime(make_message(composed_at=datetime(2027, 1, 1)))  # noqa: DTZ001 (that is the point)


def test_long_plain_header_values_are_folded_at_spaces_only() -> None:
    value = ", ".join(f"<https://example.org/{'x' * 50}/{number}>" for number in range(4))
    mime = build_mime(make_message(headers={"List-Unsubscribe": value}))
    assert all(len(line) <= 100 for line in mime.headers.split(b"\r\n"))
    assert read(mime)["List-Unsubscribe"] == value
    with pytest.raises(UnfitMessageError, match="shorten"):
        build_mime(make_message(headers={"List-Unsubscribe": "x" * 999}))


def test_the_same_message_is_the_same_bytes_whatever_was_built_before() -> None:
    first = build_mime(make_message(7))
    for number in range(20):
        build_mime(make_message(number, sender=Address("other@example.org", f"Other {number}")))
    again = build_mime(make_message(7))
    assert (again.whole, again.sha256) == (first.whole, first.sha256)
    assert build_mime(make_message(7, text="Other words.")).sha256 != first.sha256


def test_words_that_are_mostly_not_latin_become_base64_and_others_stay_readable() -> None:
    japanese = build_mime(make_message(text="会費のお支払いについて。" * 20, html=""))
    french = build_mime(make_message(text="Votre adhésion se renouvelle bientôt.\n" * 20, html=""))
    assert b"base64" in japanese.headers
    assert b"quoted-printable" in french.headers
    assert len(japanese.body) < len("会費のお支払いについて。".encode() * 20) * 1.5


@pytest.mark.parametrize(
    ("written", "on_the_wire", "needs_utf8"),
    [
        ("ana@bücher.example", "ana@xn--bcher-kva.example", False),
        ("ana@straße.example", "ana@xn--strae-oqa.example", False),
        ("añá@example.net", "añá@example.net", True),
        ("o'neil+x=y@example.net", "o'neil+x=y@example.net", False),
    ],
)
def test_addresses_in_any_script_reach_the_wire_as_servers_know_them(
    written: str, on_the_wire: str, needs_utf8: bool
) -> None:
    mime = build_mime(make_message(recipient=Address(written)))
    assert wire_address(written) == on_the_wire
    assert f"<{on_the_wire}>".encode() in mime.headers
    assert mime.needs_utf8 is needs_utf8


def test_a_reply_address_beyond_ascii_needs_utf8_too() -> None:
    message: Message = make_message(reply_to=Address("hélène@example.org"))
    assert build_mime(message).needs_utf8
