"""What was said with one file of a source holds for its next, and never by guess."""

from typing import Any

import pytest

from forenotice.ledger.models import Subscription
from forenotice.sources.errors import FileRefusedError
from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, examine_file
from tests.sources.desk import NOW, Desk, counted

HEADER = "Nr,email,amount,Wann"
SAID = {
    "key": "Nr",
    "mapping": {"Wann": "next_payment"},
    "date_format": "DD/MM/YYYY",
    "amount_format": "minor",
}


def _rows(amount: int = 1250, count: int = 2) -> list[str]:
    return [f"{number},m{number}@b.example,{amount},03/04/2026" for number in range(count)]


def _amounts() -> set[int | None]:
    return set(Subscription.objects.values_list("amount_minor", flat=True))


def _remembered(desk: Desk, header: str, **settings: Any) -> tuple[str, ...]:
    path = desk.write("look.csv", header=header)
    return examine_file(organization=desk.organization, path=path, settings=settings, now=NOW).remembered


def test_what_was_said_holds_for_the_next_file_and_is_told(desk: Desk) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    assert _remembered(desk, HEADER) == (
        "--key Nr",
        "--date-format DD/MM/YYYY",
        "--amount-format minor",
        '--map "Wann=next_payment"',
    )
    report = desk.take_in("m.csv", *_rows(), header=HEADER)
    assert (counted(report), _amounts()) == ((0, 0, 2, 0), {1250})
    assert report.examination.remembered == _remembered(desk, HEADER)
    assert counted(desk.take_in("n.csv", *_rows(1300), header=HEADER)) == (0, 2, 0, 0)
    assert _amounts() == {1300}


def test_what_is_said_now_wins_and_is_remembered(desk: Desk) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    desk.take_in("m.csv", *_rows(), header=HEADER, settings={"amount_format": "1234.50"})
    assert _amounts() == {125_000}
    assert "--amount-format 1234.50" in _remembered(desk, HEADER)
    assert "--amount-format minor" not in _remembered(desk, HEADER)
    renamed = {"mapping": {"Wann": "ignore", "Dann": "next_payment"}}
    assert '--map "Wann=next_payment"' not in _remembered(
        desk, f"{HEADER},Dann", date_format="DD/MM/YYYY", **renamed
    )


def test_what_the_blueprint_declares_wins_over_what_is_remembered(desk: Desk) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    declared = {"amount_format": "1234.50", "mapping": {"Wann": "term_end"}}
    declare_source(
        organization=desk.organization,
        key="csv",
        kind="csv",
        settings=declared,
        fresh_for_days=45,
        actor="tester",
        now=NOW,
    )
    assert _remembered(desk, HEADER) == ("--key Nr", "--date-format DD/MM/YYYY")
    desk.take_in("m.csv", *_rows(), header=HEADER)
    assert _amounts() == {125_000}
    assert Source.objects.get().settings == declared, "what is exported stays what was declared"


def test_a_dry_run_and_a_refused_file_are_not_remembered(desk: Desk) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    desk.take_in("m.csv", *_rows(), header=HEADER, settings={"amount_format": "1234.50"}, dry_run=True)
    with pytest.raises(FileRefusedError):
        desk.take_in("m.csv", header="Nr,Wann", settings={"amount_format": "1234.50"})
    assert "--amount-format minor" in _remembered(desk, HEADER)


def test_a_file_without_the_column_that_told_subscriptions_apart_is_refused(desk: Desk) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    with pytest.raises(FileRefusedError, match=r'by its column "Nr".*--key'):
        desk.take_in("m.csv", *_rows(), header="id,email,amount,Wann")
    assert Subscription.objects.count() == 2
    taken = desk.take_in("m.csv", *_rows(), header="id,email,amount,Wann", settings={"key": "id"})
    assert taken.created == 0


@pytest.mark.parametrize(
    ("header", "option"),
    [("Nr,email,price,Wann", "amount-format"), ("Nr,email,amount,due date", "date-format")],
)
def test_a_format_is_not_used_of_another_column(desk: Desk, header: str, option: str) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    with pytest.raises(FileRefusedError, match=f"Say how it is written here with --{option}"):
        desk.take_in("n.csv", *_rows(), header=header)
    said = {"amount_format": "minor", "date_format": "DD/MM/YYYY"}
    assert desk.take_in("n.csv", *_rows(), header=header, settings=said).rejected == 0


def test_one_more_date_is_written_as_the_others(desk: Desk) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    told = "1,m1@b.example,1250,03/04/2026,05/04/2026"
    assert desk.take_in("n.csv", told, header=f"{HEADER},trial end").rejected == 0


def test_another_source_remembers_nothing_of_this_one(desk: Desk) -> None:
    desk.take_in("m.csv", *_rows(), header=HEADER, settings=SAID)
    with pytest.raises(FileRefusedError):
        desk.take_in("m.csv", *_rows(), header=HEADER, source_key="other")


def test_a_column_that_is_missing_once_is_known_when_it_comes_back(desk: Desk) -> None:
    desk.take_in("m.csv", header="id,email,due date,Quelle", settings={"mapping": {"Quelle": "tags"}})
    assert _remembered(desk, "id,email,due date") == ()
    desk.take_in("m.csv", header="id,email,due date")
    assert _remembered(desk, "id,email,due date,Quelle") == ('--map "Quelle=tags"',)
