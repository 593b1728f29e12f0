"""Dates are understood exactly, or refused; a bare day never becomes an instant."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.sources.csv_file.date_orders import date_orders, in_our_letters
from forenotice.sources.csv_file.dates import DateFormat, day_of, moment_reader
from forenotice.sources.csv_file.patterns import compile_pattern
from forenotice.sources.unreadable import UnreadableError

PARIS = "Europe/Paris"
ISO = moment_reader(DateFormat())


def _utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("word", "moment"),
    [
        ("2026-04-03", date(2026, 4, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-04-03 00:00:00", date(2026, 4, 3)),
        ("2026-04-03T00:00", date(2026, 4, 3)),
        ("2026-04-03T18:30:00Z", _utc(2026, 4, 3, 18, 30)),
        ("2026-04-03T18:30:00+02:00", _utc(2026, 4, 3, 16, 30)),
        ("2026-04-03 18:30:00 -0500", _utc(2026, 4, 3, 23, 30)),
        ("2026-04-03 18:30 UTC", _utc(2026, 4, 3, 18, 30)),
        ("2026-04-03T18:30:00.250Z", datetime(2026, 4, 3, 18, 30, 0, 250_000, UTC)),
        ("2026-04-03T00:00:00Z", _utc(2026, 4, 3)),
        ("0", None),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_iso_dates_and_instants(word: str, moment: date | datetime | None) -> None:
    read = ISO(word, PARIS)
    assert read == moment
    assert type(read) is type(moment)


@pytest.mark.parametrize("word", ["03/04/2026", "3.4.2026", "03-04-26", "1/12/2026"])
def test_an_ambiguous_date_is_refused(word: str) -> None:
    with pytest.raises(UnreadableError, match=r"ambiguous: .*date_format"):
        ISO(word, PARIS)


@pytest.mark.parametrize(
    ("word", "declared"),
    [("31/03/2026", "DD/MM/YYYY"), ("03/31/2026", "MM/DD/YYYY"), ("31.03.26", "DD.MM.YY")],
)
def test_another_order_is_refused_with_the_format_to_declare(word: str, declared: str) -> None:
    with pytest.raises(UnreadableError, match=declared):
        ISO(word, PARIS)
    assert moment_reader(DateFormat(declared))(word, PARIS) == date(2026, 3, 31)


@pytest.mark.parametrize(
    "word",
    [
        "2026-02-30",
        "2026-13-01",
        "tomorrow",
        "20260403",
        "2026-W10-1",
        "2026-4-3",
        "1776800000",
        "2026-04",
        "٢٠٢٦-٠٤-٠٣",
        "1815-06-18",
        "9999-12-31",
        "2026-04-03T25:00Z",
    ],
)
def test_what_is_no_date_is_refused(word: str) -> None:
    with pytest.raises(UnreadableError):
        ISO(word, PARIS)


def test_a_time_of_no_zone_is_refused_with_what_to_declare() -> None:
    with pytest.raises(UnreadableError, match="times_in"):
        ISO("2026-04-03 18:30", PARIS)


@pytest.mark.parametrize(
    ("times_in", "moment"),
    [
        ("UTC", _utc(2026, 7, 3, 23, 30)),
        ("America/New_York", _utc(2026, 7, 4, 3, 30)),
        ("member", _utc(2026, 7, 3, 21, 30)),
        ("ignore", date(2026, 7, 3)),
    ],
)
def test_a_declared_zone_settles_a_time(times_in: str, moment: date | datetime) -> None:
    assert moment_reader(DateFormat("", times_in))("2026-07-03 23:30:00", PARIS) == moment


def test_a_time_with_a_zone_of_its_own_keeps_it() -> None:
    assert moment_reader(DateFormat("", "member"))("2026-07-03T23:30:00Z", PARIS) == _utc(2026, 7, 3, 23, 30)


@pytest.mark.parametrize(
    ("pattern", "word", "moment"),
    [
        ("DD/MM/YYYY", "03/04/2026", date(2026, 4, 3)),
        ("MM/DD/YYYY", "03/04/2026", date(2026, 3, 4)),
        ("D.M.YYYY", "3.4.2026", date(2026, 4, 3)),
        ("DD.MM.YY", "03.04.26", date(2026, 4, 3)),
        ("D MMM YYYY", "3 Apr 2026", date(2026, 4, 3)),
        ("D MMMM YYYY", "3 août 2026", date(2026, 8, 3)),
        ("D. MMMM YYYY", "3. März 2026", date(2026, 3, 3)),
        ("MMM D, YYYY", "Sept. 3, 2026", date(2026, 9, 3)),
        ("DD/MM/YYYY HH:mm", "03/04/2026 18:30", _utc(2026, 4, 3, 18, 30)),
        ("DD/MM/YYYY", "2026-04-03", date(2026, 4, 3)),
        ("unix", "1775241000", _utc(2026, 4, 3, 18, 30)),
        ("unix", "1775241000000", _utc(2026, 4, 3, 18, 30)),
        ("unix", "0", None),
    ],
)
def test_declared_formats(pattern: str, word: str, moment: date | datetime | None) -> None:
    assert moment_reader(DateFormat(pattern, "UTC"))(word, PARIS) == moment


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("DD/MM/YYYY", "31/02/2026"),
        ("DD/MM/YYYY", "03-04-2026"),
        ("DD/MM/YYYY", "04/13/2026"),
        ("D MMM YYYY", "3 Foo 2026"),
        ("unix", "soon"),
        ("unix", "2026"),
    ],
)
def test_a_date_in_another_than_the_declared_format_is_refused(pattern: str, word: str) -> None:
    with pytest.raises(UnreadableError):
        moment_reader(DateFormat(pattern))(word, PARIS)


@pytest.mark.parametrize("pattern", ["DD/MM", "%d/%m/%Y", "nonsense", "YYYY", "DD/DD/YYYY", "MM/YYYY"])
def test_what_is_no_format_is_refused(pattern: str) -> None:
    with pytest.raises(UnreadableError, match="date format"):
        compile_pattern(pattern)


def test_the_day_of_an_instant_is_the_members() -> None:
    assert day_of(_utc(2026, 4, 3, 23, 30), "Pacific/Kiritimati") == date(2026, 4, 4)
    assert day_of(_utc(2026, 4, 3, 3, 0), "Pacific/Pago_Pago") == date(2026, 4, 2)
    assert day_of(date(2026, 4, 3), "Pacific/Kiritimati") == date(2026, 4, 3)


@given(
    day=st.dates(date(1950, 1, 1), date(2150, 1, 1)),
    pattern=st.sampled_from(["DD/MM/YYYY", "MM/DD/YYYY", "YYYY.MM.DD", "DD-MM-YYYY"]),
)
def test_every_day_survives_being_written_in_its_declared_format(day: date, pattern: str) -> None:
    python = pattern.replace("YYYY", "%Y").replace("MM", "%m").replace("DD", "%d")
    assert moment_reader(DateFormat(pattern))(day.strftime(python), PARIS) == day


@given(st.text(max_size=30), st.sampled_from(["", "DD/MM/YYYY", "unix", "D MMM YYYY HH:mm"]))
def test_any_words_are_a_date_or_refused(word: str, pattern: str) -> None:
    with suppress(UnreadableError):
        moment = moment_reader(DateFormat(pattern, "member"))(word, PARIS)
        assert moment is None or 1900 <= moment.year <= 2200


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["01.12.2026", "15.12.2026"], ("DD.MM.YYYY",)),
        (["01.12.2026"], ("DD.MM.YYYY",)),
        (["12.01.2026", "12.31.2026"], ("MM.DD.YYYY",)),
        (["01/12/2026", "2026-12-24"], ("DD/MM/YYYY", "MM/DD/YYYY")),
        (["1/2/26 9:05", "1/13/26 12:00"], ("MM/DD/YY HH:mm",)),
        (["13/13/2026"], ()),
        (["01/12/2026", "01-12-2026"], ()),
        (["01/12/2026", "soon"], ()),
        (["2026-12-24"], ()),
        ([], ()),
    ],
)
def test_dates_settle_in_which_order_they_are_written(cells: list[str], orders: tuple[str, ...]) -> None:
    assert date_orders(cells) == orders


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("tt.mm.jjjj", "DD.MM.YYYY"),
        ("jj/mm/aaaa", "DD/MM/YYYY"),
        ("GG-MM-AAAA", "DD-MM-YYYY"),
        ("DD.MM.YYYY HH:mm", "DD.MM.YYYY HH:mm"),
        ("unix", "unix"),
        ("soon", "soon"),
    ],
)
def test_a_format_may_be_told_in_letters_of_other_languages(written: str, ours: str) -> None:
    assert in_our_letters(written) == ours
