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
from typing import Any, NamedTuple

from forenotice.composer import formats

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""The languages that have turns of phrase."""


class ToDo(StrEnum):
    """What a payment asks of a member."""

    PAY = "pay"
    NEW_CARD = "new_card"
    RENEW = "renew"
    NOTHING = "nothing"


class Counted(NamedTuple):
    """Which payment it is, as far as anybody told us: its kind of due date, and its place among others."""

    kind: str
    is_last: bool
    number: int | None
    of: int | None

    @property
    def is_one_of_some(self) -> bool:
        """Whether payments come to an end, so that nothing renews."""
        return self.is_last or bool(self.of)


@lru_cache(maxsize=4096)
def which(payment: Counted, locale: str) -> str:
    """``Your last payment``, ``Payment 3 of 12``, ``Your next payment``: to begin a sentence with."""
    return _said(locale, "which", _which(payment), payment) or _numbers(payment)


@lru_cache(maxsize=8192)
def in_short(payment: Counted, days: int, locale: str, *, is_automatic: bool) -> str:
    """``renewal in 7 days``, ``payment 3 of 12 due tomorrow``: for a subject, after a colon."""
    time = formats.time_left(days, locale)
    if payment.kind in ("trial_end", "term_end", "card_expiry"):
        turn = payment.kind
    elif payment.kind == "renewal" and not payment.is_one_of_some:
        turn = "renewal"
    else:
        turn = "last" if payment.is_last else "numbered" if _is_numbered(payment) else "payment"
        turn = turn if is_automatic else f"{turn}_due"
    return _said(locale, "in_short", turn, payment, time=time) or ", ".join(
        part for part in (_numbers(payment), time) if part
    )


@lru_cache(maxsize=8192)
def to_do(what: ToDo, amount: str, on: date, locale: str, *, to_stay: bool) -> str:
    """``Please pay $12.00 by Friday, May 15, 2026.``, ``There is nothing you need to do.``

    ``to_stay`` is for whom a trial ends: they need do nothing at all if they would rather leave.
    """
    words = _words(locale)
    days = {"full": formats.day(on, "full", locale), "long": formats.day(on, "long", locale)}
    if not words:
        return ", ".join(part for part in (amount, days["full"]) if part)
    turns = words["to_stay" if to_stay else "to_do"]
    turn = f"{what}_amount" if amount and f"{what}_amount" in turns else what
    return str(turns[turn]).format(amount=amount, **days)


@lru_cache(maxsize=4096)
def in_quotes(name: str, locale: str) -> str:
    """A name in the quotation marks of the reader's language, to stand within a sentence."""
    marks = _words(locale).get("quotes", {})
    return f"{marks.get('open', '“')}{name}{marks.get('close', '”')}" if name else ""


def _which(payment: Counted) -> str:
    if payment.kind == "trial_end" and payment.is_last:
        return "only"
    if payment.is_last:
        return "last"
    if _is_numbered(payment):
        return "numbered"
    if payment.kind == "trial_end":
        return "first"
    return "next_of_some" if payment.of else "next"


def _is_numbered(payment: Counted) -> bool:
    return bool(payment.number and payment.of)


def _numbers(payment: Counted) -> str:
    return f"{payment.number}/{payment.of}" if _is_numbered(payment) else ""


def _said(locale: str, group: str, turn: str, payment: Counted, **more: str) -> str:
    turns: Mapping[str, str] = _words(locale).get(group, {})
    return turns.get(turn, "").format(number=payment.number, of=payment.of, **more)


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
