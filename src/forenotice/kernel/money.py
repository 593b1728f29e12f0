"""Money in whole minor units, with the currency's own number of decimals."""

from dataclasses import dataclass
from decimal import Decimal

# ISO 4217 lists every currency's exponent; two is the rule, and these are the exceptions in use.
_EXPONENTS = (
    dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    )
    | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
    | {"CLF": 4, "UYW": 4}
)


def exponent(currency: str) -> int:
    """How many decimals ``currency`` (ISO 4217, upper case) has: JPY 0, EUR 2, BHD 3."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units: ``Money(1250, "EUR")`` is 12.50 euros, ``Money(1250, "JPY")`` 1250 yen."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
