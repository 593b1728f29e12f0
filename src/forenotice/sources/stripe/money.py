"""Stripe's smallest units are not everywhere those of ISO 4217. Pure."""

from forenotice.kernel.money import exponent
from forenotice.sources.unreadable import UnreadableError

# As Stripe publishes them; every other currency has two decimals there. The krona of Iceland and the shilling
# of Uganda have none in ISO 4217 and two at Stripe.
_WITHOUT = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905  Easier to compare.
)
_WITH_THREE = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def minor_units(amount: int, currency: str) -> int:
    """An amount of Stripe's in our minor units; raise ``UnreadableError`` where it has none."""
    theirs = 0 if currency in _WITHOUT else 3 if currency in _WITH_THREE else 2
    shift = exponent(currency) - theirs
    if shift >= 0:
        return amount * int(10**shift)
    whole, rest = divmod(amount, int(10**-shift))
    if rest:
        raise UnreadableError(f"{amount} is not a whole number of the smallest {currency}.")
    return whole
