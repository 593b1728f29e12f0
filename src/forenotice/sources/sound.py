"""Whether facts can be true and can be kept, whatever source tells them. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter, gt
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from forenotice.kernel.interval import Unit
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.amounts import read_currency
from forenotice.sources.unreadable import UnreadableError, quoted

_STANDINGS = frozenset(each.value for each in Standing)
_PAYERS = frozenset(each.value for each in PayerKind)
_UNITS = frozenset({"", Unit.DAY.value, Unit.WEEK.value, Unit.MONTH.value, Unit.YEAR.value})
_FIRST_DUE, _FIRST, _LAST = 2000, 1900, 2200
_DUE_NAMES = ("next_on", "next_at", "trial_ends_on", "trial_ends_at", "cancel_by_on", "cancel_by_at")
_DAY_NAMES = ("term_ends_on", "started_on", "card_expires_on")
_DUE, _DAYS = (_DUE_NAMES, attrgetter(*_DUE_NAMES)), (_DAY_NAMES, attrgetter(*_DAY_NAMES))
_MOST_MINOR = 10**15
_MOST_COUNT = 32_000
_MOST_DETAILS = 100_000
_Longest = tuple[Sequence[str], Sequence[int], Callable[[Any], tuple[str, ...]]]


def _longest(*limits: tuple[str, int]) -> _Longest:
    """Names, their limits, and what reads them all at once, as every subscription is looked at."""
    names = [name for name, _ in limits]
    return names, [most for _, most in limits], attrgetter(*names)


_LONGEST = _longest(
    *((name, 200) for name in ("external_id", "order_number")),
    *(("period_key", 100), ("card_brand", 32), ("card_last4", 4), ("tags", 10_000)),
)
_LONGEST_OF_MEMBER = _longest(
    *((name, 200) for name in ("external_id", "first_name", "last_name")),
    *(("email", 254), ("locale", 16), ("zone", 64), ("country", 2)),
)
_LONGEST_OF_PRODUCT = _longest(
    *((name, 200) for name in ("external_id", "level", "bundle")),
    *(("name", 300), ("description", 10_000)),
)


def why_unsound(told: SubscriptionFacts) -> tuple[str, str] | None:
    """What is at fault and why it cannot be so; None when all of it can."""
    return next(_faults(told), None)


def _faults(told: SubscriptionFacts) -> Iterator[tuple[str, str]]:
    yield from _texts("", told, _LONGEST)
    yield from _texts("member ", told.member, _LONGEST_OF_MEMBER)
    yield from _texts("product ", told.product, _LONGEST_OF_PRODUCT)
    yield from _amounts(told)
    yield from _dates(told)
    if told.standing not in _STANDINGS:
        yield "standing", f"{quoted(str(told.standing))} is not how a subscription can stand."
    if told.payer_kind not in _PAYERS:
        yield "payer_kind", f"{quoted(str(told.payer_kind))} is not a kind of payer."
    for one in (told, told.product):
        if one.interval_unit not in _UNITS or (one.interval_count is None) == bool(one.interval_unit):
            yield "interval", f"{one.interval_count} {quoted(one.interval_unit)} is not a billing interval."
        if one.interval_count is not None and not 1 <= one.interval_count <= _MOST_COUNT:
            yield "interval", f"{one.interval_count} is not a number of {one.interval_unit}s to bill by."
    for name in ("total_payments", "payments_made"):
        count = getattr(told, name)
        if count is not None and not 0 <= count < 2**31:
            yield name, f"{count} is not a number of payments."
    if told.anchor_day is not None and not 1 <= told.anchor_day <= 31:
        yield "anchor_day", f"{told.anchor_day} is not a day of a month."
    if not -(2**63) <= told.fingerprint < 2**63:
        yield "fingerprint", "It has more than 64 bits."
    if told.details and _size(told.details) > _MOST_DETAILS:
        yield "details", f"They have more than {_MOST_DETAILS:,} characters."


def _size(details: dict[str, Any]) -> int:
    try:
        return len(to_json(details))
    except PydanticSerializationError:
        # Half a character, which the database will refuse by itself.
        return len(repr(details))


def _texts(whose: str, holder: Any, longest: _Longest) -> Iterator[tuple[str, str]]:
    if not holder.external_id:
        yield f"{whose}external_id", "It is blank."
    names, limits, read = longest
    texts = read(holder)
    # Nearly always all is well, and each subscription is asked: this is five times as fast as one by one.
    if "".join(texts).isprintable() and not any(map(gt, map(len, texts), limits)):
        return
    for name, most, text in zip(names, limits, texts, strict=True):
        if len(text) > most:
            yield whose + name, f"It has {len(text):,} characters, and {most} are the most."
        elif not text.isprintable() and not _can_be_kept(text):
            yield whose + name, "It holds characters that are no letters."


def _can_be_kept(text: str) -> bool:
    """Neither database keeps NUL or half a character; a line break only looks odd."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _amounts(told: SubscriptionFacts) -> Iterator[tuple[str, str]]:
    for name, minor, currency in (
        ("amount", told.amount_minor, told.currency),
        ("product price", told.product.price_minor, told.product.currency),
    ):
        if minor is not None and not 0 <= minor < _MOST_MINOR:
            yield name, f"{minor} in minor units is not an amount that anybody is charged."
        if currency:
            try:
                is_plain = read_currency(currency) == currency
            except UnreadableError as error:
                yield name, str(error)
            else:
                if not is_plain:
                    yield name, f"{quoted(currency)} is not a currency as ISO 4217 writes it."


def _dates(told: SubscriptionFacts) -> Iterator[tuple[str, str]]:
    for (names, read), first in ((_DUE, _FIRST_DUE), (_DAYS, _FIRST)):
        days: tuple[date | None, ...] = read(told)
        if not any(days):
            continue
        for name, day in zip(names, days, strict=True):
            if day is None:
                continue
            if not first <= day.year <= _LAST:
                yield name, f"The year {day.year} lies outside {first} to {_LAST}."
            elif isinstance(day, datetime) and day.tzinfo is not UTC and day.utcoffset() is None:
                yield name, "It is an instant without a zone."
    joined_on = told.member.joined_on
    if joined_on is not None and not _FIRST <= joined_on.year <= _LAST:
        yield "member joined_on", f"The year {joined_on.year} lies outside {_FIRST} to {_LAST}."
