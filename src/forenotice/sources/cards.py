"""What may be known of a payment card: brand, last four digits and expiry. Never its number."""

import calendar
import re
from datetime import date

from forenotice.sources.unreadable import UnreadableError, quoted

REMOVED = "[card number removed]"
"""What stands in a staged file, and in everything made from it, where a whole card number stood."""

# Whole, or in the groups in which they are embossed; with letters or digits around it, it is something else.
CANDIDATE = re.compile(
    rb"(?<![0-9A-Za-z_.+-])"
    rb"(?:[0-9]{14,16}|[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}|[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5})"
    rb"(?![0-9A-Za-z_]|[.-][0-9])"
)
_FAMILIES = re.compile(
    r"4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14}"
)
_BRANDS = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "master card": "Mastercard",
    "mc": "Mastercard",
    "amex": "American Express",
    "american express": "American Express",
    "american_express": "American Express",
    "discover": "Discover",
    "diners": "Diners Club",
    "diners club": "Diners Club",
    "diners_club": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
    "maestro": "Maestro",
    "cartes bancaires": "Cartes Bancaires",
    "cartes_bancaires": "Cartes Bancaires",
}
_EXPIRY = (
    re.compile(r"(?P<month>\d{1,2}) ?[/.-] ?(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})(?:[/.-]\d{1,2})?(?:[T ].*)?"),
    re.compile(r"(?P<month>\d\d)(?P<year>\d\d)"),
)


def is_card_number(digits: str) -> bool:
    """Whether digits are a payment card's, by their family's prefix and Luhn's check digit (ISO/IEC 7812)."""
    plain = digits.replace(" ", "").replace("-", "")
    if not _FAMILIES.fullmatch(plain):
        return False
    doubled = (int(digit) * 2 for digit in plain[-2::-2])
    total = sum(map(int, plain[-1::-2])) + sum(number // 10 + number % 10 for number in doubled)
    return total % 10 == 0


def read_brand(word: str) -> str:
    """The brand as its owner spells it; an unknown one as it stands."""
    plain = word.strip()
    if len(plain) > 32:
        raise UnreadableError(f"{quoted(word)} is too long for the brand of a card.")
    return _BRANDS.get(plain.lower(), plain)


def read_last4(word: str) -> str:
    """The last four digits, also out of ``**** 4242`` or a number that lost its leading zeros."""
    digits = word.strip(" *xX•.#-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 4:
        raise UnreadableError(f"{quoted(word)} is not the last four digits of a card.")
    return digits.zfill(4)


def read_expiry(word: str) -> date:
    """The last day on which a card is good: ``04/27``, ``4/2027`` or ``2027-04`` is 30 April 2027."""
    match = next((match for form in _EXPIRY if (match := form.fullmatch(word.strip()))), None)
    if match is None:
        raise UnreadableError(f"{quoted(word)} is not when a card expires. Write MM/YY or YYYY-MM.")
    return expiry_of(match["month"], match["year"])


def expiry_of(month: str, year: str) -> date:
    """The last day of that month; a year of two digits is of this century."""
    if not (month.isdigit() and year.isdigit() and 1 <= int(month) <= 12 and len(year) in (2, 4)):
        raise UnreadableError(f'"{month}/{year}" is not when a card expires. Write MM/YY or YYYY-MM.')
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if not 2000 <= full_year <= 2100:
        raise UnreadableError(f'"{month}/{year}" is not when a card expires: its year is out of range.')
    return date(full_year, int(month), calendar.monthrange(full_year, int(month))[1])
