"""What mail that comes back says: for which message, and whether its mailbox is gone."""

from datetime import timedelta
from typing import Any

import pytest

from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.return_path import check_return_path, names_in, return_path_for
from forenotice.channels.returned.reading import Postmarks, Puzzle, read_return
from forenotice.kernel.news import News, NewsKind
from tests.support.returned_mail import AWAY, NAME, OURS, QMAIL, complaint, original, report
from tests.support.world import at

KEYS = ("new key", "old key")
NOW = at("2026-03-02 12:00")
BY_ID = Postmarks(KEYS, trusts_message_ids=True)
BY_PATH = Postmarks(KEYS, trusts_message_ids=False)
STARRED = "bounces+*@example.org"


def read(content: bytes | str, postmarks: Postmarks = BY_ID) -> Any:
    return read_return(content.encode() if isinstance(content, str) else content, postmarks, NOW)


@pytest.mark.parametrize(
    ("fields", "code", "is_gone"),
    [
        ({}, "5.1.1", True),
        ({"status": "5.0.0", "diagnosis": "smtp; 550 5.1.10 null MX"}, "5.1.10", True),
        ({"status": "5.0.0", "diagnosis": "smtp; 550 User unknown"}, "5.0.0", True),
        ({"status": "5.0.0", "diagnosis": "smtp; 550 Rejected as spam"}, "5.0.0", False),
        ({"status": "5.2.2", "diagnosis": "smtp; 552 5.2.2 Mailbox full"}, "5.2.2", False),
        ({"status": "5.7.1", "diagnosis": "smtp; 550 5.7.1 policy of 5.1.1.9"}, "5.7.1", False),
        ({"status": "4.4.1", "diagnosis": "", "action": "failed (expired)"}, "4.4.1", False),
        ({"status": "", "diagnosis": ""}, "", False),
    ],
)
def test_a_report_says_whether_the_mailbox_is_gone(fields: dict[str, str], code: str, is_gone: bool) -> None:
    news = read(report(**fields))
    assert (news.kind, news.code, news.is_mailbox_gone) == (NewsKind.BOUNCED, code, is_gone)
    assert news.message_name == NAME
    assert news.happened_at == at("2026-03-02 09:30")
    assert news.composed_at == at("2026-03-02 09:00"), "that of the message which it quotes"
    assert "ana@" not in news.detail


def test_the_same_mail_read_twice_is_the_same_news() -> None:
    once, again = read(report()), read(b"Delivered-To: bounces@example.org\r\n" + report())
    assert once.event_id == again.event_id
    assert read(report(own_id="back-2@mx.example.net")).event_id != once.event_id


def test_servers_that_write_for_people_are_understood() -> None:
    news = read(QMAIL.replace("{code}", "5.1.1"))
    assert (news.message_name, news.code, news.is_mailbox_gone) == (NAME, "5.1.1", True)
    assert not read(QMAIL.replace("{code}", "5.2.2")).is_mailbox_gone


@pytest.mark.parametrize(
    ("content", "puzzle"),
    [
        (report(action="delayed", status="4.4.1"), Puzzle.ONLY_LATE),
        (AWAY, Puzzle.NO_RETURN),
        (original().as_bytes(), Puzzle.NO_RETURN),
        (report(message_id="somebody-else@example.com"), Puzzle.NOT_OURS),
        (complaint("not-spam"), Puzzle.NO_RETURN),
        (b"", Puzzle.NO_RETURN),
        (b"\xff\x00 \r\n\r\n" * 50, Puzzle.NO_RETURN),
        (b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n--x\r\n", Puzzle.NO_RETURN),
        (b"Content-Type: message/rfc822\r\n\r\n" * 2_000, Puzzle.TOO_DEEP),
    ],
)
def test_what_tells_of_nothing_is_no_news(content: bytes | str, puzzle: Puzzle) -> None:
    assert read(content) is puzzle


def test_a_complaint_is_known_by_the_id_or_by_the_return_path() -> None:
    news = read(complaint(), BY_PATH)
    assert (news.kind, news.message_name, news.code) == (NewsKind.COMPLAINED, NAME, "abuse")
    path = return_path_for(STARRED, OURS, KEYS[0])
    assert read(complaint(message_id="gone@mail.example", return_path=path)).message_name == NAME


def test_a_signed_return_path_names_its_message_and_nobody_else_can_make_one() -> None:
    path = return_path_for(STARRED, OURS, KEYS[0])
    assert len(path.partition("@")[0]) <= 64
    assert names_in([f"<{path.upper()}>", return_path_for(STARRED, OURS, KEYS[1])], KEYS) == [NAME]
    forged = return_path_for(STARRED, OURS, "another key")
    assert names_in([forged, "bounces+0@example.org", "a" * 40 + "@example.org"], KEYS) == []
    news = read(report(to=path, message_id="gone@mail.example"), BY_PATH)
    assert isinstance(news, News)
    assert read(report(to=forged), BY_PATH) is Puzzle.NOT_OURS
    assert return_path_for(STARRED, "a-word-to-the-owner@example.org", "key") == "bounces+0@example.org"


def test_a_date_that_cannot_be_is_the_moment_of_reading() -> None:
    for date in (b"Fri, 02 Mar 1990 09:30:00 +0000", b"nonsense", b"Mon, 02 Mar 2099 09:30:00 -9999"):
        assert read(report().replace(b"Mon, 02 Mar 2026 09:30:00 +0000", date)).happened_at == NOW
    assert timedelta(0) <= NOW - read(report()).happened_at


@pytest.mark.parametrize(
    "wrong", ["b*@example.org", "a+*+*@x.org", "a@*.org", "a-long-name-for-returned-mail+*@example.org"]
)
def test_a_star_that_cannot_be_filled_in_is_refused(wrong: str) -> None:
    with pytest.raises(ChannelRefusedError):
        check_return_path(wrong)
    check_return_path(STARRED)
    check_return_path("*@bounces.example.org")
