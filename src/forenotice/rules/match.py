"""When a rule meets a due date: named conditions, each compiled once to SQL over the alias ``d``. Pure.

Planning, the look ahead, the counts and explanations all read these conditions, so they cannot disagree.
``d`` is a row of the ledger's due dates, or anything with the same columns. Parameters are ``%s``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forenotice.kernel.money import Money
from forenotice.rules.soundness import read_interval
from forenotice.rules.specification import Audience, RuleSpecification

Parameter = str | int


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a due date must meet, with a sentence that an owner can read beside yes or no."""

    name: str
    sentence: str
    sql: str
    params: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductIds:
    """The products that the three product fields of an audience stand for, by the ledger's ids."""

    products: tuple[int, ...] = ()
    levels: tuple[int, ...] = ()
    bundles: tuple[int, ...] = ()


def conditions(rule: RuleSpecification, ids: ProductIds) -> tuple[Condition, ...]:
    """The conditions of a rule, in the order in which they are best explained. All of them must hold."""
    audience = rule.audience
    found = [_one_of("kind", "Its kind", "d.kind", rule.kinds)]
    if audience.products:
        found.append(_product("product", "Its product", audience.products, ids.products))
    if audience.levels:
        found.append(_product("level", "Its membership level", audience.levels, ids.levels))
    if audience.bundles:
        found.append(_product("bundle", "Its bundle", audience.bundles, ids.bundles))
    if audience.intervals:
        found.append(_interval(audience.intervals))
    if audience.payer_kind:
        found.append(_one_of("payer_kind", "Its payer kind", "d.payer_kind", (audience.payer_kind,)))
    if audience.minimum_amount_minor is not None:
        found.append(_minimum_amount(audience, audience.minimum_amount_minor))
    if audience.countries:
        found.append(_one_of("country", "The member's country", "d.country", audience.countries))
    if audience.tags:
        found.append(_tag(audience.tags))
    return tuple(found)


def all_of(wanted: Iterable[Condition]) -> tuple[str, list[Parameter]]:
    """One SQL expression that is true when every condition holds, and its parameters."""
    wanted = list(wanted)
    sql = " AND ".join(f"({condition.sql})" for condition in wanted)
    return sql or "1 = 1", [param for condition in wanted for param in condition.params]


def _one_of(name: str, subject: str, column: str, values: Sequence[str]) -> Condition:
    return Condition(
        name, f"{subject} is {_either(values)}.", f"{column} IN ({_marks(values)})", tuple(values)
    )


def _product(name: str, subject: str, words: Sequence[str], ids: Sequence[int]) -> Condition:
    sentence = f"{subject} is {_either(words)}."
    if not ids:
        return Condition(name, sentence, "1 = 0")
    return Condition(name, sentence, f"d.product_id IN ({_marks(ids)})", tuple(ids))


def _interval(texts: Sequence[str]) -> Condition:
    asked = [interval for interval in map(read_interval, texts) if interval is not None]
    # However the source says it: 12 months are a year.
    intervals = dict.fromkeys(spelling for interval in asked for spelling in interval.spellings)
    sql = " OR ".join("(d.interval_unit = %s AND d.interval_count = %s)" for _ in intervals)
    params = tuple(value for found in intervals for value in (str(found.unit), found.count))
    every = _either([text.removeprefix("1 ") for text in texts])
    return Condition("interval", f"It is paid every {every}.", sql or "1 = 0", params)


def _minimum_amount(audience: Audience, minor: int) -> Condition:
    return Condition(
        "minimum_amount",
        f"Its amount is {Money(minor, audience.currency)} or more.",
        "d.currency = %s AND d.amount_minor >= %s",
        (audience.currency, minor),
    )


def _tag(tags: Sequence[str]) -> Condition:
    # LIKE would ignore case on one database and heed it on the other; REPLACE does the same on both.
    sql = " OR ".join("REPLACE(d.tags, %s, '') <> d.tags" for _ in tags)
    return Condition("tag", f"It is tagged {_either(tags)}.", sql, tuple(f"|{tag}|" for tag in tags))


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _either(values: Sequence[str]) -> str:
    return " or ".join(values)


def meets_with(one: RuleSpecification, other: RuleSpecification) -> bool:
    """Whether two rules can meet one payment, as far as their words tell; products by other names may."""
    return all(
        not mine or not theirs or not mine.isdisjoint(theirs)
        for mine, theirs in zip(_asked(one), _asked(other), strict=True)
    )


def _asked(rule: RuleSpecification) -> list[set[str]]:
    """What a due date has one of each of; an empty set asks nothing."""
    asked = rule.audience
    folded = ({word.casefold() for word in words} for words in (asked.products, asked.levels, asked.bundles))
    told = [interval for interval in map(read_interval, asked.intervals) if interval is not None]
    intervals = {str(interval.spellings[0]) for interval in told}
    return [set(rule.kinds), *folded, intervals, {asked.payer_kind} - {""}, set(asked.countries)]
