"""Lists of suppressions: read row by row, the place of what is wrong named, and written to be read again."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from forenotice.consent.errors import FileRefusedError
from forenotice.consent.lists import NewSuppression, Rejected, list_rows, read_list
from forenotice.consent.models import Suppression
from forenotice.consent.operations import import_list, suppress
from forenotice.consent.queries import suppressions_as_rows
from forenotice.consent.states import SuppressionReason
from tests.support.world import ACTOR, World

PARIS = "Europe/Paris"


def read(text: str) -> list[NewSuppression | Rejected]:
    return list(read_list(io.StringIO(text, newline=""), PARIS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("address\nana@example.org\n", NewSuppression("ana@example.org", SuppressionReason.IMPORTED)),
        (
            "\ufeffE-Mail;reason\n ana@example.org ;complaint",
            NewSuppression("ana@example.org", SuppressionReason.COMPLAINT),
        ),
        (
            'reason\temail\tdetail\r\nowner\tana@example.org\t"said ""no""\r\ntwice"\r\n',
            NewSuppression("ana@example.org", SuppressionReason.OWNER, 'said "no"\r\ntwice'),
        ),
        (
            "address,since,until\nana@example.org,2026-03-01,2026-03-29\n",
            NewSuppression(
                "ana@example.org",
                SuppressionReason.IMPORTED,
                began_at=datetime(2026, 2, 28, 23, tzinfo=UTC),
                ends_at=datetime(2026, 3, 29, 22, tzinfo=UTC),  # The clocks went forward that day.
            ),
        ),
        (
            "address,until\nana@example.org,2026-03-29T12:30:00\n",
            NewSuppression(
                "ana@example.org",
                SuppressionReason.IMPORTED,
                ends_at=datetime(2026, 3, 29, 10, 30, tzinfo=UTC),
            ),
        ),
        ("address\n\n,\nana\n", Rejected(4, "address", '"ana" is not an email address.')),
        ("address,reason\n,owner", Rejected(2, "address", "It is empty.")),
        (
            "address\nana ben@example.org",
            Rejected(2, "address", '"ana ben@example.org" is not an email address.'),
        ),
        (
            "address,until\nana@example.org,31.12.2026",
            Rejected(2, "until", '"31.12.2026" is not a day. Write it as 2026-12-31.'),
        ),
        (
            "address,since\nana@example.org,2026-02-30",
            Rejected(2, "since", '"2026-02-30" is not a day. Write it as 2026-12-31.'),
        ),
    ],
)
def test_a_row_is_understood_or_its_place_is_named(text: str, expected: NewSuppression | Rejected) -> None:
    assert read(text) == [expected]


def test_a_reason_that_is_none_of_ours_is_answered_with_ours() -> None:
    (found,) = read("address,reason\nana@example.org,unsubscribed\n")
    assert isinstance(found, Rejected)
    assert found[:2] == (2, "reason")
    assert found.reason.endswith("Write one of hard_bounce, soft_bounces, complaint, owner, imported.")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = read('address,detail\na@example.org,"one\ntwo"\nbad,x\n\nworse,"y\nz"\nb@example.org,\n')
    assert [row.line for row in found if isinstance(row, Rejected)] == [4, 6]
    assert len(found) == 4


@pytest.mark.parametrize("text", ["", "\n", "ana@example.org\nben@example.org\n", "reason,detail\nowner,x\n"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(FileRefusedError, match="names no column for addresses"):
        read(text)


def test_a_cell_without_end_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="Line 3 cannot be read"):
        read('address,detail\na@example.org,\nb@example.org,"' + "x" * 200_000)


def test_a_list_goes_out_and_comes_in_again_as_it_was(db: None) -> None:
    world, other = World(time_zone=PARIS), World(key="other", time_zone="Asia/Tokyo")
    week = world.now + timedelta(days=7)
    wanted = [
        NewSuppression(
            "Ana@example.org", SuppressionReason.HARD_BOUNCE, '550 5.1.1 "no", such\nuser', world.now
        ),
        NewSuppression(
            "josé@exämple.org", SuppressionReason.SOFT_BOUNCES, "", world.now - timedelta(days=3), week
        ),
    ]
    suppress(organization=world.organization, wanted=wanted, actor=ACTOR, now=world.now)
    out = io.StringIO(newline="")
    rows = list(suppressions_as_rows(world.organization, now=world.now))
    csv.writer(out).writerows(rows)
    taken = import_list(
        organization=other.organization,
        lines=io.StringIO(out.getvalue(), newline=""),
        actor=ACTOR,
        now=world.now,
    )
    assert (taken.rows, taken.added, taken.rejected) == (2, 2, [])
    assert list(suppressions_as_rows(other.organization, now=world.now)) == rows
    assert len(rows) == 3


def test_good_rows_count_and_a_dry_run_changes_nothing(db: None) -> None:
    world = World()
    lines = [
        "address,until\n",
        "ana@example.org,\n",
        "ANA@example.org,\n",
        "bad,\n",
        "old@example.org,2020-01-01\n",
    ]
    for dry_run, left in ((True, 0), (False, 1)):
        done = import_list(
            organization=world.organization, lines=lines, dry_run=dry_run, actor=ACTOR, now=world.now
        )
        assert (done.rows, done.added, done.known, len(done.rejected)) == (4, 1, 2, 1)
        assert Suppression.objects.count() == left


def test_cells_never_bring_line_breaks_along() -> None:
    rows = list(list_rows([NewSuppression("a@example.org", SuppressionReason.OWNER, "one\r\ntwo")]))
    assert rows[1] == ("a@example.org", "owner", "one two", "", "")


def test_no_cell_is_a_formula_and_all_are_read_back() -> None:
    hostile = NewSuppression("=1@example.org", SuppressionReason.OWNER, '=HYPERLINK("https://evil.example")')
    rows = list(list_rows([hostile]))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[1])
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    (back,) = read(written.getvalue())
    assert isinstance(back, NewSuppression)
    assert (back.address, back.detail) == (hostile.address, hostile.detail)
