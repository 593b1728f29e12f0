"""The letters to the owner: every cause in both languages, with what to type and nothing that breaks it."""

import re
from datetime import UTC, date, datetime

import pytest

from forenotice.channels.states import Disabled
from forenotice.dispatcher.states import UnreachedCause
from forenotice.engine.causes import CAUSE_SENTENCES, Cause
from forenotice.engine.figures import day, number, size
from forenotice.engine.findings import (
    DiskNearlyFull,
    FailingChannels,
    FailingSources,
    Finding,
    Held,
    MissedReminders,
    PulseBroken,
    RejectedRows,
    StaleSources,
    SwitchedOffChannels,
    UnknownMessages,
    UnreachedMembers,
    Week,
    is_nearly_full,
)
from forenotice.engine.letter import About, Command, Letter, Points
from forenotice.engine.owner_letters import language_of, write_letter
from forenotice.engine.states import Hold

MB, GB = 1024**2, 1024**3
CLUB = About("The Club", " --organization club")
MONDAY = date(2026, 3, 9)

FINDINGS: list[tuple[Finding, str]] = [
    (Held(Hold.COPIED), "forenotice resume"),
    (Held(Hold.RESTORED), "forenotice resume"),
    (MissedReminders([("Yearly", "week", 2)]), "forenotice reminders --state missed --organization club"),
    (UnknownMessages([("email", 1)]), "forenotice deliveries unknown --organization club"),
    (
        UnreachedMembers([(UnreachedCause.BOUNCED, 1), (UnreachedCause.SUPPRESSED, 2)]),
        "forenotice deliveries letter N",
    ),
    (
        RejectedRows([("csv", 5, "/home/ana/my rows.csv")]),
        "forenotice import '/home/ana/my rows.csv' --source csv --organization club",
    ),
    (StaleSources([("csv", date(2026, 1, 1))]), "--source csv --organization club"),
    (StaleSources([("api", date(2026, 1, 1))], ["api"]), "forenotice check"),
    (
        SwitchedOffChannels([("crm", Disabled.GONE), ("zap", Disabled.FAILING)]),
        "forenotice channels enable crm --organization club",
    ),
    (
        FailingChannels([("email", datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "535 No")]),
        "forenotice check",
    ),
    (
        FailingSources([("stripe", datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "The key is revoked.")]),
        "forenotice sources check stripe --organization club",
    ),
    (PulseBroken(datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "KeyError"), "forenotice pulse"),
    (DiskNearlyFull("/srv", 312 * MB, 40 * GB), "du -ah /srv | sort -h | tail"),
    (Week(MONDAY, 12, 0, 0, 0, 3), "forenotice upcoming --days 7 --organization club"),
]


@pytest.mark.parametrize(("finding", "command"), FINDINGS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_letter_says_what_to_type_on_a_line_of_its_own(
    finding: Finding, command: str, language: str
) -> None:
    letter = write_letter(finding, CLUB, language)
    lines = [line for line in letter.text.splitlines() if line.startswith("    ")]
    assert any(command in line for line in lines), letter.text
    assert not [line for line in lines if re.search("forenotice (check|pulse|resume) .*--organ", line)]
    assert "The Club" in letter.subject
    assert "\n" not in letter.subject
    assert f'<html lang="{language}">' in letter.html(language)
    hello, us = {"en": ("Hello,", "You get this"), "fr": ("Bonjour,", "Vous recevez")}[language]
    assert letter.text.startswith(hello)
    assert us in letter.text


def test_every_cause_has_a_letter_and_a_sentence() -> None:
    assert {finding.cause for finding, _ in FINDINGS} == set(Cause) == set(CAUSE_SENTENCES)


@pytest.mark.parametrize("cause", sorted(set(Cause) - {Cause.HELD, Cause.WEEKLY}))
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_weekly_letter_has_a_line_for_every_open_cause(cause: Cause, language: str) -> None:
    letter = write_letter(Week(MONDAY, 0, 0, 0, 0, 0, [cause]), CLUB, language)
    points = [block for block in letter.blocks if isinstance(block, Points)]
    assert len(points[0].points) == 1


def test_all_is_well_is_only_said_when_it_is() -> None:
    for week, words in (
        (Week(MONDAY, 1, 0, 0, 5, 0), "all is well"),
        (Week(MONDAY, 1, 1, 0, 0, 0), "nothing needs you"),
        (Week(MONDAY, 1, 0, 1, 0, 0), "nothing needs you"),
        (Week(MONDAY, 1, 0, 0, 0, 0, [Cause.UNKNOWN]), "1 matter needs you"),
    ):
        assert words in write_letter(week, CLUB, "en").subject


def test_french_keeps_its_typography_out_of_commands() -> None:
    letter = write_letter(RejectedRows([("it's", 1, "l'été.csv")]), CLUB, "fr")
    command = next(block for block in letter.blocks if isinstance(block, Command))
    assert "’" not in command.line
    assert letter.subject == "The Club\u00a0: 1 ligne n’a pas pu être comprise"
    assert " :" not in letter.text.replace("\u00a0:", "")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_rehearsal_is_called_one(language: str) -> None:
    week = Week(MONDAY, 12, 0, 0, 0, 3)
    assert "go-live" in write_letter(week, About("Club", is_rehearsing=True), language).text
    assert "go-live" not in write_letter(week, About("Club"), language).text


def test_what_an_owner_named_cannot_change_the_html() -> None:
    letter = write_letter(MissedReminders([("<b>Big</b>", "a&b", 1)]), About("<i>Club</i>"), "en")
    html = letter.html("en")
    assert "<b>" not in html
    assert "<i>" not in html
    assert "a&amp;b" in html


def test_commands_are_never_broken_and_words_are() -> None:
    letter = Letter("Hello", ["word " * 40, Command("forenotice " + "x" * 100)])
    lines = letter.text.splitlines()
    assert max(len(line) for line in lines if line.startswith("word")) <= 76
    assert "    forenotice " + "x" * 100 in lines


@pytest.mark.parametrize(
    ("total", "free", "nearly_full"),
    [
        (8 * GB, 499 * MB, True),
        (8 * GB, 501 * MB, False),
        (40 * GB, 1 * GB, True),
        (40 * GB, 3 * GB, False),
        (4_000 * GB, 9 * GB, True),
        (4_000 * GB, 50 * GB, False),
    ],
)
def test_when_a_disk_is_nearly_full(total: int, free: int, nearly_full: bool) -> None:
    assert is_nearly_full(total_bytes=total, free_bytes=free) is nearly_full


def test_figures_are_written_as_the_owner_writes_them() -> None:
    assert (number(1_250, "en"), number(1_250, "fr")) == ("1,250", "1\u202f250")
    assert day(date(2026, 3, 1), "en") == "1 March 2026"
    assert (day(date(2026, 3, 1), "fr"), day(date(2026, 3, 11), "fr")) == ("1er mars 2026", "11 mars 2026")
    sizes = [size(value, "en").replace("\u00a0", " ") for value in (0, 312 * MB, 4 * GB + GB // 2, 40 * GB)]
    assert sizes == ["0 MB", "312 MB", "4.5 GB", "40 GB"]
    assert size(4 * GB + GB // 2, "fr") == "4,5\u00a0Go"


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr", "fr"), ("fr_FR", "fr"), ("fr-CA", "fr"), ("fry", "en"), ("", "en")],
)
def test_which_language_an_owner_reads(locale: str, language: str) -> None:
    assert language_of(locale) == language
