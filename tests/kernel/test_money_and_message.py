"""Money is whole minor units; addresses hold no line break."""

from decimal import Decimal

import pytest

from forenotice.kernel.message import Address
from forenotice.kernel.money import Money, exponent


@pytest.mark.parametrize(
    ("money", "amount", "words"),
    [
        (Money(1250, "EUR"), Decimal("12.50"), "12.50 EUR"),
        (Money(1250, "JPY"), Decimal(1250), "1250 JPY"),
        (Money(1250, "BHD"), Decimal("1.250"), "1.250 BHD"),
        (Money(-5, "USD"), Decimal("-0.05"), "-0.05 USD"),
        (Money(10**15 + 1, "USD"), Decimal("10000000000000.01"), "10000000000000.01 USD"),
    ],
)
def test_an_amount_is_exact(money: Money, amount: Decimal, words: str) -> None:
    assert money.amount == amount
    assert str(money) == words


def test_an_unlisted_currency_has_two_decimals() -> None:
    assert exponent("SEK") == 2


@pytest.mark.parametrize("part", ["a@b.example\r\nBcc: c@d.example", "a@b.example\n"])
def test_an_address_refuses_line_breaks(part: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        Address(part)
    with pytest.raises(ValueError, match="line break"):
        Address("a@b.example", name=part)
