"""Money, days and intervals as people write them where they live."""

from datetime import date

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer import formats
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.money import Money, exponent

LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "written"),
    [
        (12000, "USD", "en", "$120.00"),
        (12000, "USD", "en-GB", "US$120.00"),
        (123456789, "EUR", "fr", "1\u202f234\u202f567,89\u00a0€"),
        (1250, "JPY", "ja-JP", "¥1,250"),
        (1250, "JPY", "en", "¥1,250"),
        (1250, "BHD", "en", "BHD\u00a01.250"),
        (1250, "BHD", "ar-BH", "\u200f1.250\u00a0د.ب.\u200f"),
        (1250, "IQD", "en", "IQD\u00a01.250"),
        (-500, "EUR", "de", "-5,00\u00a0€"),
        (0, "EUR", "de", "0,00\u00a0€"),
        (5, "EUR", "tlh", "€0.05"),
    ],
)
def test_money_is_written_as_the_reader_writes_it(
    minor: int, currency: str, locale: str, written: str
) -> None:
    shown = formats.money(minor, currency, locale)
    assert shown.replace("￥", "¥") == written


@given(
    minor=st.integers(-(10**15), 10**15),
    currency=st.sampled_from(["JPY", "EUR", "USD", "BHD", "IQD", "CLF", "ISK", "UGX"]),
    locale=st.sampled_from(["en", "fr", "de-CH", "ar-BH", "ja", "pt-BR", "hi-IN", "sv"]),
)
def test_no_digit_of_an_amount_is_lost(minor: int, currency: str, locale: str) -> None:
    digits = "".join(c for c in formats.money(minor, currency, locale) if c.isdigit())
    assert digits == str(abs(minor)).rjust(exponent(currency) + 1, "0")
    assert Money(minor, currency).minor == minor


@pytest.mark.parametrize(
    ("style", "locale", "written"),
    [
        ("long", "en", "February 29, 2028"),
        ("long", "en-GB", "29 February 2028"),
        ("long", "fr", "29 février 2028"),
        ("long", "ja", "2028年2月29日"),
        ("full", "en", "Tuesday, February 29, 2028"),
        ("full", "fr", "mardi 29 février 2028"),
        ("short", "en", "Feb 29"),
        ("short", "de", "29. Feb."),
        ("weekday", "fr", "mardi"),
        ("month", "en", "February 2028"),
        ("month", "fr", "février 2028"),
    ],
)
def test_a_leap_day_is_written_in_every_style(style: str, locale: str, written: str) -> None:
    assert formats.day(LEAP_DAY, style, locale) == written


@pytest.mark.parametrize(
    ("day", "style", "written"),
    [
        (date(2026, 5, 1), "long", "1er mai 2026"),
        (date(2026, 5, 1), "full", "vendredi 1er mai 2026"),
        (date(2026, 5, 1), "short", "1er mai"),
        (date(2026, 5, 11), "long", "11 mai 2026"),
        (date(2026, 1, 21), "full", "mercredi 21 janvier 2026"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(day: date, style: str, written: str) -> None:
    assert formats.day(day, style, "fr") == written


@pytest.mark.parametrize(
    ("days", "locale", "written"),
    [
        (0, "en", "today"),
        (1, "en", "tomorrow"),
        (2, "en", "in 2 days"),
        (400, "en", "in 400 days"),
        (-1, "en", "1 day ago"),
        (0, "fr", "aujourd’hui"),
        (1, "fr", "demain"),
        (6, "fr", "dans 6 jours"),
        (2, "ar", "خلال يومين"),
        (6, "ar", "خلال 6 أيام"),
        (30, "ar", "خلال 30 يومًا"),
        (3, "ja", "3 日後"),
        (1, "fi", "1 päivän päästä"),
    ],
)
def test_time_left_has_the_right_plural(days: int, locale: str, written: str) -> None:
    assert formats.time_left(days, locale) == written


@pytest.mark.parametrize(
    ("count", "unit", "locale", "written"),
    [
        (1, Unit.MONTH, "en", "every month"),
        (3, Unit.MONTH, "en", "every 3 months"),
        (1, Unit.YEAR, "fr-CA", "chaque année"),
        (2, Unit.WEEK, "fr", "toutes les 2 semaines"),
        (2, Unit.YEAR, "fr", "tous les 2 ans"),
        (6, Unit.MONTH, "ar", "كل 6 أشهر"),
        (36, Unit.MONTH, "ar", "كل 36 شهرًا"),
        (1, Unit.MONTH, "ja", "毎月"),
        (36, Unit.MONTH, "fi", "36 kuukautta"),
        (7, Unit.YEAR, "pl", "7 lat"),
    ],
)
def test_an_interval_is_said_in_the_readers_language(
    count: int, unit: Unit, locale: str, written: str
) -> None:
    assert formats.every(Interval(count, unit), locale) == written


@pytest.mark.parametrize(
    ("brand", "last4", "locale", "written"),
    [
        ("visa", "4242", "en", "Visa ending in 4242"),
        ("visa", "4242", "fr", "carte Visa se terminant par 4242"),
        ("amex", "0005", "en", "American Express ending in 0005"),
        ("", "4242", "en", "card ending in 4242"),
        ("Visa", "", "en", "Visa"),
        ("", "", "en", ""),
        ("visa", "4242", "fi", "Visa •••• 4242"),
    ],
)
def test_a_card_is_named_by_brand_and_last_digits(brand: str, last4: str, locale: str, written: str) -> None:
    assert formats.card(brand, last4, locale) == written


@given(number=st.from_regex(r"\A[0-9]{12,19}\Z"))
def test_a_whole_card_number_is_never_shown(number: str) -> None:
    for shown in (formats.card("visa", number, "en"), formats.card(number, number, "en")):
        assert "".join(c for c in shown if c.isdigit()) == number[-4:]


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("fr-CA", "fr_CA"),
        ("fr_ca", "fr_CA"),
        ("fr-XX", "fr"),
        ("xx", "en"),
        ("", "en"),
        ("zh-Hant-TW", "zh_Hant_TW"),
    ],
)
def test_a_locale_is_understood_as_far_as_possible(written: str, understood: str) -> None:
    assert str(formats.cldr_locale(written)) == understood


def test_scripts_know_their_direction() -> None:
    assert formats.is_right_to_left("ar-BH")
    assert formats.is_right_to_left("he")
    assert not formats.is_right_to_left("ja")


def test_every_language_cldr_knows_can_be_written() -> None:
    for name in ("cy", "sl", "mt", "ga", "uk", "hi", "th", "ko", "he", "tr", "el", "vi"):
        assert Locale.parse(name)
        assert formats.money(1234, "EUR", name)
        assert formats.day(LEAP_DAY, "full", name)
        assert formats.time_left(3, name)
        assert not formats.every(Interval(3, Unit.MONTH), name).endswith("month")
