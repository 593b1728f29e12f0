"""Money, days and intervals in a reader's own way of writing (CLDR, by Babel), each worked out once."""

import re
from calendar import monthrange
from copy import copy
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_timedelta

from forenotice.composer.phrases import (
    CARD_ENDING,
    EVERY,
    EVERY_TWO,
    FIRST_OF_A_MONTH,
    NEUTRAL_GREETING,
    TODAY_AND_TOMORROW,
)
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.money import Money, exponent

NO_BREAK_SPACE = "\u00a0"
DATE_STYLES = MappingProxyType(
    {"full": "full", "long": "long", "medium": "medium", "short": "MMMd", "weekday": "EEEE", "month": "yMMMM"}
)
"""What ``date("…")`` accepts. ``short`` has no year and spells the month, because 4/5/26 is two days."""
_SKELETONS = frozenset({"MMMd", "yMMMM"})
_SPELLED_MONTH = "MMMMd"
# The days that Babel itself divides by, so that counts of months and years stay whole.
_BABEL_DAYS = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30, Unit.YEAR: 365}
_LETTER_BESIDE_DIGIT = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


@lru_cache(maxsize=1024)
def cldr_locale(name: str) -> Locale:
    """The CLDR locale nearest to ``name`` (``fr-CA``, ``fr_CA``), English for an unknown language."""
    parts = name.replace("_", "-").split("-")
    while parts and parts[0]:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (UnknownLocaleError, ValueError, TypeError):
            parts.pop()
    return Locale.parse("en")


@lru_cache(maxsize=4096)
def same_language(one: str, other: str) -> bool:
    """Whether two locales are of one language."""
    return cldr_locale(one).language == cldr_locale(other).language


@lru_cache(maxsize=1024)
def is_right_to_left(locale: str) -> bool:
    """Whether the locale's script runs from right to left."""
    return cldr_locale(locale).character_order == "right-to-left"


@lru_cache(maxsize=65_536)
def money(minor: int, currency: str, locale: str) -> str:
    """An amount with the decimals that ISO 4217 gives its currency: ``$12.00``, ``12,00 €``, ``¥1,250``."""
    babel_locale = cldr_locale(locale)
    pattern = copy(babel_locale.currency_formats["standard"])
    # CLDR shows no decimals for some currencies that have them (IQD), which would misstate what is charged.
    pattern.frac_prec = (exponent(currency), exponent(currency))
    amount = Money(minor, currency).amount
    words = pattern.apply(amount, babel_locale, currency=currency, currency_digits=False)
    return _LETTER_BESIDE_DIGIT.sub(NO_BREAK_SPACE, words)


@lru_cache(maxsize=65_536)
def day(value: date, style: str, locale: str) -> str:
    """A day in one of :data:`DATE_STYLES`: ``long`` is ``May 3, 2026`` or ``1er mai 2026``."""
    babel_locale = cldr_locale(locale)
    how = DATE_STYLES[style]
    if how in _SKELETONS:
        words = format_skeleton(how, value, locale=babel_locale)
        # Where CLDR spells no month in short it gives a number: "3/05" in Portugal, "05-03" in Lithuania.
        if not any(letter.isalpha() for letter in words):
            words = format_skeleton(_SPELLED_MONTH, value, locale=babel_locale)
    else:
        words = format_date(value, how, locale=babel_locale)
    if value.day == 1:
        return re.sub(r"\b1\b(?= \w)", _first_of_a_month(babel_locale), words, count=1)
    return words


def _first_of_a_month(locale: Locale) -> str:
    """The number of that day, an ordinal in French and in Brazil, which CLDR's patterns cannot say."""
    if locale.language == "pt" and locale.territory not in (None, "BR"):
        return "1"
    return FIRST_OF_A_MONTH.get(locale.language, "1")


@lru_cache(maxsize=8192)
def time_left(days: int, locale: str) -> str:
    """``today``, ``tomorrow``, ``in 6 days``; days that are over read ``3 days ago``."""
    babel_locale = cldr_locale(locale)
    near = TODAY_AND_TOMORROW.get(babel_locale.language)
    if near and days in (0, 1):
        return near[days]
    return _in_units(days, Unit.DAY, babel_locale, add_direction=True)


def _in_units(days: int, unit: Unit, locale: Locale, *, add_direction: bool = False) -> str:
    """A stretch of days in CLDR's words, counted in that unit however long it gets."""
    stretch = timedelta(days=days)
    never = 10**9  # How many of a unit there must be before Babel takes a larger one.
    return format_timedelta(
        stretch, granularity=unit.value, threshold=never, add_direction=add_direction, locale=locale
    )


@lru_cache(maxsize=4096)
def every(interval: Interval, locale: str) -> str:
    """``every month``, ``tous les 3 mois``; its length alone in a language we have no words for."""
    babel_locale = cldr_locale(locale)
    duration = _in_units(interval.count * _BABEL_DAYS[interval.unit], interval.unit, babel_locale)
    phrases = EVERY.get(babel_locale.language)
    if phrases is None:
        return duration
    if interval.count == 2 and babel_locale.language in EVERY_TWO:
        return EVERY_TWO[babel_locale.language][interval.unit]
    one, several = phrases[interval.unit]
    return one if interval.count == 1 else several.format(n=interval.count, duration=duration)


@lru_cache(maxsize=8192)
def card(brand: str, last4: str, locale: str) -> str:
    """``Visa ending in 4242``; never more of a card than that, whatever was handed in."""
    digits = "".join(c for c in last4 if c.isalnum())[-4:]
    name = card_brand(brand)
    if not digits:
        return name
    phrases = CARD_ENDING.get(cldr_locale(locale).language)
    if phrases is None:
        return f"{name} •••• {digits}".strip()
    return phrases[0 if name else 1].format(brand=name, digits=digits)


@lru_cache(maxsize=1024)
def card_brand(brand: str) -> str:
    """A card's brand as its bearer knows it (``visa`` is ``Visa``), and never a run of digits."""
    words = re.sub(r"\d{5,}", "", brand).strip()
    known = {"amex": "American Express", "mastercard": "Mastercard", "jcb": "JCB", "unionpay": "UnionPay"}
    return known.get(words.lower().replace(" ", ""), words.title() if words.islower() else words)


@lru_cache(maxsize=1024)
def country_name(code: str, locale: str) -> str:
    """A country in the reader's language; the code itself when it names none."""
    return str(cldr_locale(locale).territories.get(code.upper(), code))


@lru_cache(maxsize=1024)
def neutral_greeting(locale: str) -> str:
    """The word that stands for a first name nobody told us."""
    return NEUTRAL_GREETING.get(cldr_locale(locale).language, NEUTRAL_GREETING["en"])


def end_of_month(value: date) -> date:
    """The last day of the month that ``value`` lies in."""
    return value.replace(day=monthrange(value.year, value.month)[1])
