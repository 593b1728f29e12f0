"""Whole turns of phrase about a payment, so that an owner writes a letter and no conditions.

They address nobody, so that they fit every form of address. In a language that has none of them here, what
needs no words is said: a number, a day, an amount.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from forenotice.composer import formats

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""The languages that have turns of phrase."""


class Asked(StrEnum):
    """What a payment asks of a member."""

    PAY = "pay"
    NEW_CARD = "new_card"
    RENEW = "renew"
    NOTHING = "nothing"


@lru_cache(maxsize=4096)
def which(kind: str, is_last: bool, number: int | None, of: int | None, locale: str) -> str:
    """``Your last payment``, ``Payment 3 of 12``, ``Your next payment``: to begin a sentence with."""
    turns = _words(locale).get("which", {})
    said = turns.get(_which(kind, is_last, number, of), "").format(number=number, of=of)
    return said or _numbers(number, of)


@lru_cache(maxsize=8192)
def in_short(
    kind: str,
    is_automatic: bool,
    is_last: bool,
    number: int | None,
    of: int | None,
    days: int,
    locale: str,
) -> str:
    """``renewal in 7 days``, ``payment 3 of 12 due tomorrow``: for a subject, after a colon."""
    time, turns = formats.time_left(days, locale), _words(locale).get("in_short", {})
    turn = _in_short(kind, is_last, number, of)
    said = turns.get(turn if is_automatic else f"{turn}_due", "") or turns.get(turn, "")
    return said.format(number=number, of=of, time=time) or ", ".join(
        filter(None, (_numbers(number, of), time))
    )


@lru_cache(maxsize=8192)
def to_do(what: Asked, amount: str, on: date, is_trial: bool, locale: str) -> str:
    """``Please pay $12.00 by Friday, May 15, 2026.``, ``There is nothing you need to do.``

    Whoever is on a trial is told what it takes to stay: to leave, they need do nothing.
    """
    words = _words(locale)
    days = {style: formats.day(on, style, locale) for style in ("full", "long")}
    if not words:
        return ", ".join(filter(None, (amount, days["full"])))
    turns = words["to_stay" if is_trial else "to_do"]
    turn = f"{what}_amount" if amount and f"{what}_amount" in turns else what
    return str(turns[turn]).format(amount=amount, **days)


@lru_cache(maxsize=4096)
def in_quotes(name: str, locale: str) -> str:
    """A name in the quotation marks of the reader's language, to stand within a sentence."""
    marks = _words(locale).get("quotes", {})
    return f"{marks.get('open', '“')}{name}{marks.get('close', '”')}" if name else ""


def _which(kind: str, is_last: bool, number: int | None, of: int | None) -> str:
    if is_last:
        return "only" if kind == "trial_end" else "last"
    if number and of:
        return "numbered"
    if kind == "trial_end":
        return "first"
    return "next_of_some" if of else "next"


def _in_short(kind: str, is_last: bool, number: int | None, of: int | None) -> str:
    if kind in ("trial_end", "term_end", "card_expiry"):
        return kind
    if is_last:
        return "last"
    if number and of:
        return "numbered"
    return "renewal" if kind == "renewal" and not of else "payment"


def _numbers(number: int | None, of: int | None) -> str:
    return f"{number}/{of}" if number and of else ""


@lru_cache(maxsize=1024)
def _words(locale: str) -> Mapping[str, Any]:
    """The turns of a locale or else of its language; nothing where we have none."""
    parsed = formats.cldr_locale(locale)
    if parsed.language not in LANGUAGES:
        return {}
    words = _read(parsed.language)
    return {**words, **words.get(str(parsed.territory), {})}


@lru_cache(maxsize=len(LANGUAGES))
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8"))
