"""What a complete file lacks is gone, and nothing else is."""

import pytest

from forenotice.ledger.models import Subscription
from forenotice.sources.errors import TooManyGoneError
from tests.sources.desk import Desk, counted, row, rows


def test_what_a_complete_file_lacks_is_gone_and_comes_back(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    report = desk.take_in("n.csv", *rows(9), complete=True)
    assert (report.gone, counted(report)) == (1, (0, 0, 9, 0))
    missing = Subscription.objects.get(external_id="s9")
    assert missing.gone_at is not None
    assert missing.due_dates.get().quiet == "gone"
    assert counted(desk.take_in("o.csv", *rows(10), complete=True)) == (0, 1, 9, 0)
    assert Subscription.objects.get(external_id="s9").gone_at is None
    assert missing.due_dates.get().quiet == ""


def test_a_file_that_is_not_declared_complete_makes_nobody_gone(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    assert desk.take_in("n.csv", *rows(1)).gone == 0
    assert not Subscription.objects.filter(gone_at__isnull=False).exists()


def test_more_than_a_fifth_gone_is_refused_before_anything_is_applied(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    with pytest.raises(TooManyGoneError, match=r"lacks 3 of 10 .*--yes") as refused:
        desk.take_in("n.csv", *rows(7, amount="99.00"), row(77), complete=True)
    assert (refused.value.gone, refused.value.known) == (3, 10)
    assert not Subscription.objects.filter(amount_minor=9900).exists()
    assert not Subscription.objects.filter(external_id="s77").exists()
    report = desk.take_in("n.csv", *rows(7, amount="99.00"), complete=True, allow_gone=True)
    assert (report.gone, report.changed) == (3, 7)


def test_a_fifth_gone_is_allowed(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    assert desk.take_in("n.csv", *rows(8), complete=True).gone == 2


def test_rows_that_are_there_but_bad_are_not_gone(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    report = desk.take_in("n.csv", *rows(8), row(8, amount="lots"), complete=True)
    assert (report.gone, report.rejected) == (1, 1)
    assert [each.external_id for each in Subscription.objects.filter(gone_at__isnull=False)] == ["s9"]


def test_nobody_is_gone_while_rows_do_not_say_whose_they_are(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    report = desk.take_in("n.csv", *rows(9), row(9).removeprefix("s9"), complete=True)
    assert report.gone == 0
    assert "because 1 row does not say which subscription it is" in report.warnings[0]


def test_a_dry_run_says_what_the_import_would_refuse(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    report = desk.take_in("n.csv", *rows(7), complete=True, dry_run=True)
    assert (report.gone, report.needs_consent) == (3, True)
    assert "lacks 3 of 10" in report.warnings[0]
    assert "--yes" in report.warnings[0]
    agreed = desk.take_in("n.csv", *rows(7), complete=True, dry_run=True, allow_gone=True)
    assert (agreed.gone, agreed.needs_consent) == (3, False)
    assert not any("--yes" in warning for warning in agreed.warnings)


def test_a_dry_run_says_that_nobody_would_be_gone(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    unsaid = [row(number).removeprefix(f"s{number}") for number in (8, 9)]
    report = desk.take_in("n.csv", *rows(8), *unsaid, complete=True, dry_run=True)
    assert report.gone == 0
    assert "because 2 rows do not say which subscription they are" in report.warnings[0]


def test_gone_counts_only_what_the_same_source_told(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(10))
    other = [
        line.replace("s", "x", 1).replace("member", "other").replace("Gold", "Silver") for line in rows(4)
    ]
    assert desk.take_in("x.csv", *other, source_key="other", complete=True).gone == 0
