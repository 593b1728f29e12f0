"""The send journal: what is written is read again, whatever happened to the end of it."""

import os
import random
import signal
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from forenotice.dispatcher.identity import is_same_payment
from forenotice.dispatcher.journal import FOLDER, Entry, Journal, begun_at, last_said, said_since

NOON = datetime(2026, 1, 7, 12, tzinfo=UTC)


def entry(number: int, tries: int = 1) -> Entry:
    return Entry(f"{number:024x}", date(2026, 1, 14), f"{number:016x}", number, tries)


def journal(home: Path, *said: int, now: datetime = NOON) -> None:
    writing = Journal(home, now)
    for number in said:
        writing.say("club", [entry(number)], now)
    writing.close()


def numbers(home: Path, since: datetime | None = None) -> list[int]:
    return [each.delivery_id for _, _, each in said_since(home, since)]


def test_what_was_said_is_read_in_its_order_and_what_was_not_taken_is_not(tmp_path: Path) -> None:
    writing = Journal(tmp_path, NOON)
    writing.say("club", [entry(1), entry(2), entry(3)], NOON)
    writing.unsay("club", [entry(2)], NOON)
    writing.say("club", [entry(2, tries=2)], NOON)
    writing.unsay("club", [entry(3)], NOON)
    writing.close()
    assert list(said_since(tmp_path, None)) == [
        ("club", NOON, entry(1)),
        ("club", NOON, entry(2, tries=2)),
    ]
    assert begun_at(tmp_path) == NOON


def test_the_last_word_is_what_was_said_last_unless_the_owner_has_seen_it(tmp_path: Path) -> None:
    assert last_said(tmp_path) is None
    journal(tmp_path, 1, 2)
    found = last_said(tmp_path)
    assert found is not None
    assert found.entries == (entry(2),)
    writing = Journal(tmp_path, NOON)
    writing.settle(NOON)
    writing.close()
    assert last_said(tmp_path) is None
    journal(tmp_path, 3)
    assert last_said(tmp_path) is not None


def test_what_a_clock_that_was_ahead_has_stamped_is_not_the_last_word(tmp_path: Path) -> None:
    for number, days in enumerate((900, 800), start=1):
        journal(tmp_path, number, now=NOON + timedelta(days=days))
        path = max((tmp_path / FOLDER).iterdir(), key=lambda each: each.stat().st_mtime_ns)
        os.utime(path, (ahead := time.time() + 86_400 * (900 + number), ahead))
    found = last_said(tmp_path)
    assert found is not None
    assert found.entries == (entry(2),)
    writing = Journal(tmp_path, NOON)
    writing.settle(NOON)
    writing.close()
    assert last_said(tmp_path) is None
    (tmp_path / FOLDER / "2026-01-07.log").unlink()
    assert last_said(tmp_path) == found, "and their own order stays"


def test_half_a_line_at_the_end_is_passed_over_and_spoils_no_other(tmp_path: Path) -> None:
    journal(tmp_path, 1, 2, 3)
    path = tmp_path / FOLDER / "2026-01-07.log"
    whole = path.read_bytes()
    third = whole.rindex(b"said")
    for length in range(third, len(whole)):
        path.write_bytes(whole[:length])
        assert numbers(tmp_path) == [1, 2]
    path.write_bytes(whole[:-5])
    journal(tmp_path, 4)
    assert numbers(tmp_path) == [1, 2, 4]
    path.write_bytes(whole.replace(b"2:1 ", b"9:1 "))
    assert numbers(tmp_path) == [1, 3], "a line that was altered tells nothing"


def test_sixty_days_are_kept_whatever_a_clock_says_that_is_wrong_for_a_while(tmp_path: Path) -> None:
    for days in range(60):
        journal(tmp_path, days, now=NOON + timedelta(days=days))
    assert numbers(tmp_path) == [*range(60)]
    assert numbers(tmp_path, NOON + timedelta(days=59)) == [58, 59], "with a day to spare"
    journal(tmp_path, 70, now=NOON + timedelta(days=1_000))
    journal(tmp_path, 71, now=NOON + timedelta(days=60))
    assert numbers(tmp_path) == [*range(2, 60), 71, 70]
    journal(tmp_path, 72, now=NOON - timedelta(days=9_999))
    assert 72 in numbers(tmp_path), "the file that is being written is never removed"
    assert begun_at(tmp_path) == NOON - timedelta(days=9_999)


def test_it_holds_nothing_by_which_a_member_is_known(tmp_path: Path) -> None:
    journal(tmp_path, 1)
    text = (tmp_path / FOLDER / "2026-01-07.log").read_text()
    assert "@" not in text
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0


def test_whoever_is_killed_while_writing_leaves_every_line_that_was_finished(tmp_path: Path) -> None:
    chance = random.Random(20_260_107)

    def write_on() -> None:
        writing = Journal(tmp_path, NOON)
        for number in range(1_000_000):
            writing.say("club", [entry(number)], NOON)
            (tmp_path / "finished").write_text(str(number))

    for _ in range(5):
        child = os.fork()
        if not child:
            write_on()
        time.sleep(chance.uniform(0.01, 0.05))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        text = (tmp_path / "finished").read_text() if (tmp_path / "finished").exists() else ""
        assert not text or int(text) in numbers(tmp_path)


@pytest.mark.parametrize(
    ("said", "due_on", "days", "is_same"),
    [
        ("2026-01-14", "2026-01-14", 28, True),
        ("2026-01-14", "2026-01-27", 28, True),
        ("2026-01-14", "2026-01-28", 28, False),
        ("2026-01-14", "2026-02-14", 28, False),
        ("2026-01-14", "2026-01-17", 7, True),
        ("2026-01-14", "2026-01-21", 7, False),
        ("2026-01-14", "2026-01-15", 1, False),
        ("2026-01-14", "2026-06-01", 365, True),
        ("2026-01-14", "2027-01-14", 365, False),
        ("2026-01-14", "2026-01-20", 0, True),
        ("2026-01-14", "2026-02-14", 0, False),
    ],
)
def test_which_payment_was_spoken_of(said: str, due_on: str, days: int, is_same: bool) -> None:
    assert is_same_payment(date.fromisoformat(said), date.fromisoformat(due_on), days) is is_same
