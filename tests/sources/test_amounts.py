"""Amounts are understood exactly, or refused; never guessed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.kernel.money import exponent
from forenotice.sources.amounts import FORMATS, AmountFormat, currency_beside, read_amount
from forenotice.sources.unreadable import UnreadableError

UNDECLARED = AmountFormat()


@pytest.mark.parametrize(
    ("word", "currency", "minor"),
    [
        ("12.50", "EUR", 1250),
        ("12,50", "EUR", 1250),
        ("12", "EUR", 1200),
        ("0", "EUR", 0),
        ("0.00", "EUR", 0),
        ("12.5", "EUR", 1250),
        ("12.5000", "EUR", 1250),
        ("1,234.50", "EUR", 123450),
        ("1.234,50", "EUR", 123450),
        ("1 234,50", "EUR", 123450),
        ("1\u202f234,50\u00a0€", "EUR", 123450),
        ("1'234.50", "CHF", 123450),
        ("1’234.50", "CHF", 123450),
        ("1,234,567", "EUR", 123456700),
        ("12,34,567.00", "INR", 123456700),
        ("1234.5", "EUR", 123450),
        ("0.500", "BHD", 500),
        ("0,500", "BHD", 500),
        ("12.5", "BHD", 12500),
        ("1,234.500", "BHD", 1234500),
        ("1234.500", "BHD", 1234500),
        ("1250", "JPY", 1250),
        ("1,250", "JPY", 1250),
        ("1.250", "JPY", 1250),
        ("¥1,250", "JPY", 1250),
        ("1250.00", "JPY", 1250),
        ("$9.99", "USD", 999),
        ("$9.99", "CAD", 999),
        ("US$ 9.99", "USD", 999),
        ("EUR 12.50", "EUR", 1250),
        ("12.50 eur", "EUR", 1250),
        ("+12.50", "EUR", 1250),
        ("199 kr", "SEK", 19900),
    ],
)
def test_amounts_that_say_what_they_mean(word: str, currency: str, minor: int) -> None:
    assert read_amount(word, currency, UNDECLARED) == minor


@pytest.mark.parametrize(
    ("word", "currency"),
    [
        ("1,234", "EUR"),
        ("1.234", "EUR"),
        ("12.345", "USD"),
        ("123,456", "EUR"),
        ("1.234", "BHD"),
        ("1,234", "BHD"),
        ("€ 1.234", "EUR"),
    ],
)
def test_an_ambiguous_amount_is_refused_and_says_both_meanings(word: str, currency: str) -> None:
    with pytest.raises(UnreadableError, match=r"could mean .* or .*amount_format"):
        read_amount(word, currency, UNDECLARED)


@pytest.mark.parametrize(
    ("word", "currency"),
    [
        ("", "EUR"),
        ("free", "EUR"),
        ("-", "EUR"),
        ("12.5051", "JPY"),
        ("12.50", "JPY"),
        ("12.5555", "EUR"),
        ("1.2.3", "EUR"),
        ("1,23,45", "EUR"),
        ("1,2345.00", "EUR"),
        ("1.234.50", "EUR"),
        ("12e3", "EUR"),
        ("١٢", "EUR"),
        ("12.50 USD", "EUR"),
        ("$12.50", "EUR"),
        ("£12.50", "EUR"),
        ("-12.50", "EUR"),
        ("(12.50)", "EUR"),
        ("99999999999999999999", "EUR"),
        ("12.50 per month", "EUR"),
    ],
)
def test_what_is_no_amount_of_that_currency_is_refused(word: str, currency: str) -> None:
    with pytest.raises(UnreadableError):
        read_amount(word, currency, UNDECLARED)


@pytest.mark.parametrize(
    ("form", "word", "minor"),
    [
        ("1,234.50", "1,234", 123400),
        ("1.234,50", "1.234", 123400),
        ("1.234,50", "1,5", 150),
        ("1 234,50", "1 234", 123400),
        ("1'234.50", "1'234", 123400),
        ("1234.50", "1234.5", 123450),
        ("1234,50", "1234,5", 123450),
        ("minor", "1234", 1234),
        ("minor", "1,234", 1234),
        ("minor", "0", 0),
    ],
)
def test_a_declared_format_settles_it(form: str, word: str, minor: int) -> None:
    assert read_amount(word, "EUR", AmountFormat.named(form)) == minor


@pytest.mark.parametrize(
    ("form", "word"),
    [
        ("1,234.50", "1.234,50"),
        ("1.234,50", "1,234.50"),
        ("1234.50", "1,234.50"),
        ("1234.50", "1.234"),
        ("minor", "12.50"),
        ("1,234.50", "12,34.50"),
    ],
)
def test_an_amount_in_another_than_the_declared_format_is_refused(form: str, word: str) -> None:
    with pytest.raises(UnreadableError):
        read_amount(word, "EUR", AmountFormat.named(form))


def test_a_discount_may_be_written_with_a_minus() -> None:
    assert read_amount("-5.00", "EUR", UNDECLARED, signed=True) == -500


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnreadableError, match=r"1,234\.50.*minor"):
        AmountFormat.named("1_234")


def _write(minor: int, currency: str, thousands: str, decimal: str) -> str:
    digits = exponent(currency)
    whole, part = divmod(minor, 10**digits)
    return f"{whole:,}".replace(",", thousands) + (f"{decimal}{part:0{digits}d}" if digits else "")


@given(
    minor=st.integers(0, 10**12),
    currency=st.sampled_from(["EUR", "JPY", "BHD", "CLF"]),
    form=st.sampled_from(sorted(FORMATS)),
)
def test_every_amount_survives_being_written_in_its_declared_format(
    minor: int, currency: str, form: str
) -> None:
    thousands, decimal = FORMATS[form]
    assert (
        read_amount(_write(minor, currency, thousands, decimal), currency, AmountFormat.named(form)) == minor
    )


@given(
    minor=st.integers(0, 10**9),
    currency=st.sampled_from(["EUR", "JPY", "BHD"]),
    form=st.sampled_from(sorted(FORMATS)),
)
def test_undeclared_an_amount_is_right_or_refused(minor: int, currency: str, form: str) -> None:
    """Whoever wrote it in whatever format: we never take it for another amount."""
    word = _write(minor, currency, *FORMATS[form])
    with suppress(UnreadableError):
        assert read_amount(word, currency, UNDECLARED) == minor


@given(minor=st.integers(100_000, 10**9), form=st.sampled_from(sorted(FORMATS)))
def test_undeclared_only_a_lone_group_of_three_is_refused(minor: int, form: str) -> None:
    """With its two decimals an amount says what it means in every format."""
    assert read_amount(_write(minor, "EUR", *FORMATS[form]), "EUR", UNDECLARED) == minor


@given(st.text(max_size=30))
def test_any_words_are_an_amount_or_refused(word: str) -> None:
    with suppress(UnreadableError):
        assert read_amount(word, "EUR", UNDECLARED) >= 0


@pytest.mark.parametrize(
    ("word", "currency"),
    [
        ("12,00 €", "EUR"),
        ("GBP 12.00", "GBP"),
        ("$12", "USD"),
        ("kr 120", "USD"),
        ("12.00 ABC", "USD"),
        ("12.00", "USD"),
        ("", "USD"),
    ],
)
def test_a_sign_beside_an_amount_tells_its_currency(word: str, currency: str) -> None:
    assert currency_beside(word, "USD") == currency
