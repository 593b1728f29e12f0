"""``[[boosters]]``: short pieces of added value, one of which a message may show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from forenotice.blueprint.sections.words import key_text, web_text
from forenotice.blueprint.table import Table
from forenotice.composer.boosters.offers import BoosterKind, BoosterTerms, BoosterWords
from forenotice.composer.texts import tidy_locale

_HEAVIEST = 100
_MOST_APART = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BoosterDeclaration:
    """A booster, with its words by locale."""

    key: str
    terms: BoosterTerms
    texts: Mapping[str, BoosterWords] = field(default_factory=dict)


def read_booster(table: Table) -> BoosterDeclaration:
    """One of ``[[boosters]]``."""
    key = table.parsed("key", key_text, "", required=True)
    if "kind" not in table:
        table.fault("", f'the key "kind" is missing: write one of {", ".join(BoosterKind)}.')
    terms = BoosterTerms(
        kind=BoosterKind(table.choice("kind", [*BoosterKind], BoosterKind.NEWS)),
        products=table.texts("products"),
        countries=_countries(table),
        starts_on=table.day("from"),
        ends_on=table.day("until"),
        weight=table.whole("weight", 1, least=1, most=_HEAVIEST) or 1,
        coupon=table.text("coupon", longest=64),
        link=table.parsed("link", web_text, ""),
    )
    if terms.starts_on and terms.ends_on and terms.ends_on < terms.starts_on:
        table.fault("until", f"it ends on {terms.ends_on}, before it begins on {terms.starts_on}.")
    written = table.table("text")
    if written is None:
        table.fault("", "it has no words: add [boosters.text.en] with a title and words.")
    found = BoosterDeclaration(key=key, terms=terms, texts=_read_texts(written) if written else {})
    table.close()
    return found


def write_booster(declared: BoosterDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    terms = declared.terms
    written: dict[str, Any] = {"key": declared.key, "kind": str(terms.kind)}
    optional = {
        "products": list(terms.products),
        "countries": list(terms.countries),
        "from": terms.starts_on.isoformat() if terms.starts_on else "",
        "until": terms.ends_on.isoformat() if terms.ends_on else "",
        "weight": terms.weight if terms.weight != 1 else 0,
        "coupon": terms.coupon,
        "link": terms.link,
    }
    written |= {name: value for name, value in optional.items() if value}
    written["text"] = {
        locale: {"title": words.title, "words": words.words}
        for locale, words in sorted(declared.texts.items())
    }
    return written


def read_measure(table: Table) -> tuple[int, dict[str, int]]:
    """``[organization.boosters]``: how often the same booster, and each kind of them, may be shown."""
    apart = table.whole("apart", 3, most=_MOST_APART)
    every = table.table("every")
    found: dict[str, int] = {}
    for kind in BoosterKind if every is not None else ():
        count = every.whole(kind, None, least=1, most=_MOST_APART) if every is not None else None
        if count is not None and count > 1:
            found[str(kind)] = count
    for part in (every, table):
        if part is not None:
            part.close()
    return 3 if apart is None else apart, found


def _read_texts(table: Table) -> dict[str, BoosterWords]:
    texts = {}
    for locale, text in table.named_tables():
        texts[tidy_locale(locale)] = BoosterWords(
            text.text("title", required=True, longest=200), text.text("words", required=True)
        )
        text.close()
    return texts


def _countries(table: Table) -> tuple[str, ...]:
    countries = tuple(code.upper() for code in table.texts("countries"))
    for code in countries:
        if len(code) != 2 or not code.isalpha() or not code.isascii():
            table.fault("countries", f'"{code}" is not the two-letter code of a country, such as "FR".')
    return countries
