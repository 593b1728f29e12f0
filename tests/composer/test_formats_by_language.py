"""Days, amounts, intervals and cards in each language that our messages speak, as its readers write them.

The tables are what a reader would write, checked by eye; spaces in them that must not break are marked.
"""

from datetime import date

import pytest
from babel import localedata

from forenotice.composer import formats
from forenotice.composer.defaults import LANGUAGES
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.money import Money

FIRST = date(2026, 5, 1)
UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR)

# Of May 1: with its weekday, long, short; then the month it lies in.
DAYS: list[tuple[str, str, str, str, str]] = [
    ("en", "Friday, May 1, 2026", "May 1, 2026", "May 1", "May 2026"),
    ("en-GB", "Friday, 1 May 2026", "1 May 2026", "1 May", "May 2026"),
    ("fr", "vendredi 1er mai 2026", "1er mai 2026", "1er mai", "mai 2026"),
    ("fr-CA", "vendredi 1er mai 2026", "1er mai 2026", "1er mai", "mai 2026"),
    ("fr-CH", "vendredi, 1er mai 2026", "1er mai 2026", "1er mai", "mai 2026"),
    ("de", "Freitag, 1. Mai 2026", "1. Mai 2026", "1. Mai", "Mai 2026"),
    ("de-AT", "Freitag, 1. Mai 2026", "1. Mai 2026", "1. Mai", "Mai 2026"),
    ("es", "viernes, 1 de mayo de 2026", "1 de mayo de 2026", "1 may", "mayo de 2026"),
    ("es-MX", "viernes, 1 de mayo de 2026", "1 de mayo de 2026", "1 may", "mayo de 2026"),
    ("it", "venerdì 1 maggio 2026", "1 maggio 2026", "1 mag", "maggio 2026"),
    ("pt", "sexta-feira, 1º de maio de 2026", "1º de maio de 2026", "1º de mai.", "maio de 2026"),
    ("pt-BR", "sexta-feira, 1º de maio de 2026", "1º de maio de 2026", "1º de mai.", "maio de 2026"),
    ("pt-PT", "sexta-feira, 1 de maio de 2026", "1 de maio de 2026", "1 de maio", "maio de 2026"),
    ("nl", "vrijdag 1 mei 2026", "1 mei 2026", "1 mei", "mei 2026"),
    ("nl-BE", "vrijdag 1 mei 2026", "1 mei 2026", "1 mei", "mei 2026"),
]

# 1,234.50 in euros and in the money of the place, with ~ for a space that does not break.
AMOUNTS: list[tuple[str, str, str, str]] = [
    ("en", "€1,234.50", "USD", "$1,234.50"),
    ("en-GB", "€1,234.50", "GBP", "£1,234.50"),
    ("fr", "1\u202f234,50~€", "CHF", "1\u202f234,50~CHF"),
    ("fr-CA", "1~234,50~€", "CAD", "1~234,50~$"),
    ("de", "1.234,50~€", "USD", "1.234,50~$"),
    ("de-AT", "€~1.234,50", "CHF", "CHF~1.234,50"),
    ("de-CH", "EUR~1’234.50", "CHF", "CHF~1’234.50"),
    ("es", "1.234,50~€", "USD", "1.234,50~US$"),
    ("es-MX", "EUR~1,234.50", "MXN", "$1,234.50"),
    ("it", "1.234,50~€", "CHF", "1.234,50~CHF"),
    ("pt", "€~1.234,50", "BRL", "R$~1.234,50"),
    ("pt-PT", "1~234,50~€", "USD", "1~234,50~US$"),
    ("nl", "€~1.234,50", "USD", "US$~1.234,50"),
]

# Today, tomorrow, in 2 days, in 21 days; what was yesterday.
TIMES_LEFT: list[tuple[str, tuple[str, str, str, str, str]]] = [
    ("en", ("today", "tomorrow", "in 2 days", "in 21 days", "1 day ago")),
    ("fr", ("aujourd’hui", "demain", "dans 2 jours", "dans 21 jours", "il y a 1 jour")),
    ("de", ("heute", "morgen", "in 2 Tagen", "in 21 Tagen", "vor 1 Tag")),
    ("es", ("hoy", "mañana", "dentro de 2 días", "dentro de 21 días", "hace 1 día")),
    ("it", ("oggi", "domani", "tra 2 giorni", "tra 21 giorni", "1 giorno fa")),
    ("pt", ("hoje", "amanhã", "em 2 dias", "em 21 dias", "há 1 dia")),
    ("pt-PT", ("hoje", "amanhã", "dentro de 2 dias", "dentro de 21 dias", "há 1 dia")),
    ("nl", ("vandaag", "morgen", "over 2 dagen", "over 21 dagen", "1 dag geleden")),
]

# Every day, week, month and year; then every two of them.
INTERVALS: list[tuple[str, tuple[str, str, str, str], tuple[str, str, str, str]]] = [
    (
        "en",
        ("every day", "every week", "every month", "every year"),
        ("every 2 days", "every 2 weeks", "every 2 months", "every 2 years"),
    ),
    (
        "fr",
        ("chaque jour", "chaque semaine", "chaque mois", "chaque année"),
        ("tous les 2 jours", "toutes les 2 semaines", "tous les 2 mois", "tous les 2 ans"),
    ),
    (
        "de",
        ("jeden Tag", "jede Woche", "jeden Monat", "jedes Jahr"),
        ("alle 2 Tage", "alle 2 Wochen", "alle 2 Monate", "alle 2 Jahre"),
    ),
    (
        "es",
        ("cada día", "cada semana", "cada mes", "cada año"),
        ("cada 2 días", "cada 2 semanas", "cada 2 meses", "cada 2 años"),
    ),
    (
        "it",
        ("ogni giorno", "ogni settimana", "ogni mese", "ogni anno"),
        ("ogni 2 giorni", "ogni 2 settimane", "ogni 2 mesi", "ogni 2 anni"),
    ),
    (
        "pt",
        ("todos os dias", "todas as semanas", "todos os meses", "todos os anos"),
        ("a cada 2 dias", "a cada 2 semanas", "a cada 2 meses", "a cada 2 anos"),
    ),
    (
        "nl",
        ("elke dag", "elke week", "elke maand", "elk jaar"),
        ("elke 2 dagen", "elke 2 weken", "elke 2 maanden", "elke 2 jaar"),
    ),
    (
        "ar",
        ("كل يوم", "كل أسبوع", "كل شهر", "كل سنة"),
        ("كل يومين", "كل أسبوعين", "كل شهرين", "كل سنتين"),
    ),
]

CARDS: list[tuple[str, str, str]] = [
    ("en", "Visa ending in 4242", "card ending in 4242"),
    ("fr", "carte Visa se terminant par 4242", "carte se terminant par 4242"),
    ("de", "Visa mit den Endziffern 4242", "Karte mit den Endziffern 4242"),
    ("es", "Visa terminada en 4242", "tarjeta terminada en 4242"),
    ("it", "Visa che termina con 4242", "carta che termina con 4242"),
    ("pt", "cartão Visa terminado em 4242", "cartão terminado em 4242"),
    ("nl", "Visa eindigend op 4242", "kaart eindigend op 4242"),
]


@pytest.mark.parametrize(("locale", "full", "long", "short", "month"), DAYS)
def test_the_first_of_may(locale: str, full: str, long: str, short: str, month: str) -> None:
    written = tuple(formats.day(FIRST, style, locale) for style in ("full", "long", "short", "month"))
    assert written == (full, long, short, month)


@pytest.mark.parametrize("locale", ["pt-BR", "fr", "it", "es"])
def test_only_the_first_is_an_ordinal(locale: str) -> None:
    for number in (2, 10, 11, 21, 31):
        assert formats.day(date(2026, 1, number), "long", locale).startswith(f"{number} ")


def test_a_short_day_spells_its_month_wherever_it_is_read() -> None:
    """CLDR itself has "3/05" in Portugal and "05-03" in Lithuania, which are two days each."""
    for name in localedata.locale_identifiers():
        written = formats.day(date(2026, 5, 3), "short", name.replace("_", "-"))
        assert any(letter.isalpha() for letter in written), (name, written)


@pytest.mark.parametrize(("locale", "euros", "currency", "local"), AMOUNTS)
def test_amounts(locale: str, euros: str, currency: str, local: str) -> None:
    for money, written in ((Money(123450, "EUR"), euros), (Money(123450, currency), local)):
        assert formats.money(money.minor, money.currency, locale) == written.replace("~", "\u00a0")


@pytest.mark.parametrize(("locale", "written"), TIMES_LEFT)
def test_time_left(locale: str, written: tuple[str, ...]) -> None:
    assert tuple(formats.time_left(days, locale) for days in (0, 1, 2, 21, -1)) == written


@pytest.mark.parametrize(("locale", "one", "two"), INTERVALS)
def test_intervals(locale: str, one: tuple[str, ...], two: tuple[str, ...]) -> None:
    for count, written in ((1, one), (2, two)):
        assert tuple(formats.every(Interval(count, unit), locale) for unit in UNITS) == written


@pytest.mark.parametrize(("locale", "branded", "plain"), CARDS)
def test_cards(locale: str, branded: str, plain: str) -> None:
    assert formats.card("visa", "4242", locale) == branded
    assert formats.card("", "4242", locale) == plain


def test_the_tables_hold_every_language_that_our_messages_speak() -> None:
    for table in (DAYS, AMOUNTS, TIMES_LEFT, INTERVALS, CARDS):
        assert set(LANGUAGES) <= {str(row[0]).split("-")[0] for row in table}


@pytest.mark.parametrize("locale", ["ar", "he", "iw", "fa-AF", "ur", "az-Arab", "pa-PK", "ckb", "yi"])
def test_a_script_that_runs_from_the_right_is_known_in_any_language(locale: str) -> None:
    assert formats.is_right_to_left(locale)


@pytest.mark.parametrize("locale", [*LANGUAGES, "az", "pa", "ff", "de-CH", "zh-Hant-TW", "no such"])
def test_every_other_script_runs_from_the_left(locale: str) -> None:
    assert not formats.is_right_to_left(locale)
