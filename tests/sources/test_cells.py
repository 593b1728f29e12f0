"""A cell of a spreadsheet becomes the words that a person sees in it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from forenotice.sources.amounts import AmountFormat, read_amount
from forenotice.sources.csv_file.cells import word_of
from forenotice.sources.unreadable import UnreadableError

GENERAL = "General"


@pytest.mark.parametrize(
    ("value", "number_format", "word"),
    [
        (None, GENERAL, ""),
        ("two\r\nlines_x000D_\nand", GENERAL, "two lines and"),
        (True, GENERAL, "true"),
        (41, GENERAL, "41"),
        (41.0, GENERAL, "41"),
        (49.99, GENERAL, "49.99"),
        (19.989999999999998, GENERAL, "19.99"),
        (0.1 + 0.2, GENERAL, "0.3"),
        (1e15, GENERAL, "1000000000000000"),
        (1e-7, GENERAL, "0.0000001"),
        (-5.5, GENERAL, "-5.5"),
        (1.234, GENERAL, "1.2340"),
        (1234, "00000", "01234"),
        (1234, "#,##0.00", "1234"),
        (12.5, '#,##0.00\\ "€"', "12.5 €"),
        (12.5, "#,##0.00\\ [$€-407]", "12.5 €"),
        (12.5, "[$CHF-807] #,##0.00", "12.5 CHF"),
        (12.5, '_("$"* #,##0.00_)', "12.5 $"),
        (12.5, "$#,##0.00", "12.5 $"),
        (12.5, '0.00 "per head"', "12.5"),
        (12.5, "0.00E+00", "12.5"),
        (12.5, "[$-409]0.00", "12.5"),
        (datetime.fromisoformat("2027-03-31"), "dd/mm/yyyy", "2027-03-31"),
        (datetime.fromisoformat("2027-03-31T18:29:59.999"), "dd/mm/yyyy", "2027-03-31 18:30:00"),
        (datetime.fromisoformat("2027-03-31T23:59:59.999"), "dd/mm/yyyy", "2027-04-01"),
        (date(2027, 3, 31), GENERAL, "2027-03-31"),
        (time(18, 30), GENERAL, "18:30:00"),
        (timedelta(hours=30), "[h]:mm", "1 day, 6:00:00"),
    ],
)
def test_a_cell_is_what_a_person_sees(value: Any, number_format: str, word: str) -> None:
    assert word_of(value, number_format, ".") == word


@pytest.mark.parametrize(
    ("value", "currency", "minor"), [(1.234, "KWD", 1234), (1234.5, "EUR", 123450), (1500, "JPY", 1500)]
)
@pytest.mark.parametrize(("form", "decimal"), [("", "."), ("1.234,50", ","), ("1,234.50", ".")])
def test_a_number_is_one_amount_whatever_was_declared_of_texts(
    value: float, currency: str, minor: int, form: str, decimal: str
) -> None:
    assert read_amount(word_of(value, GENERAL, decimal), currency, AmountFormat.named(form)) == minor


@pytest.mark.parametrize(("number", "shown", "currency"), [(1.234, GENERAL, "JPY"), (5, '0.00 "€"', "USD")])
def test_a_number_that_is_no_amount_of_the_currency_is_none(number: float, shown: str, currency: str) -> None:
    with pytest.raises(UnreadableError):
        read_amount(word_of(number, shown, "."), currency, AmountFormat())
