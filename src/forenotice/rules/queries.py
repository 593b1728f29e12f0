"""Reads of rules: as they are in force, with what they look for resolved and compiled."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.once import read_once
from forenotice.ledger.models import DueDate, Product
from forenotice.ledger.states import Closing
from forenotice.rules.match import Condition, ProductIds, conditions
from forenotice.rules.models import Rule, RuleRevision, Step
from forenotice.rules.specification import Audience, RuleSpecification, StepSpecification
from forenotice.rules.states import RuleState


@dataclass(frozen=True, slots=True)
class StepInForce:
    """A step by its row, with what it says; ``specification`` is None once it was taken out of its rule."""

    step_id: int
    key: str
    effective_at: datetime
    archived_at: datetime | None
    specification: StepSpecification | None


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule as it stands, its steps in the order of its declaration (taken-out ones last)."""

    rule_id: int
    key: str
    name: str
    revision: int
    state: RuleState
    specification: RuleSpecification
    steps: tuple[StepInForce, ...]
    conditions: tuple[Condition, ...]


class ProductToChoose(NamedTuple):
    """A product that a rule may ask for, by its key, its name, or what it gives."""

    pk: int
    key: str
    name: str
    level: str
    bundle: str

    @property
    def label(self) -> str:
        """What the owner knows it by."""
        return self.name or self.key


def all_rules(organization: Organization) -> list[RuleInForce]:
    """Every rule, also those switched off or put away, by key."""
    return list(read_once(("rules", organization.pk), lambda: _all_rules(organization)))


def _all_rules(organization: Organization) -> list[RuleInForce]:
    # A rule has steps, and none of them is ever deleted.
    rows = Step.objects.filter(organization=organization).order_by("rule__key", "pk")
    steps: dict[int, list[tuple[int, str, datetime, datetime | None]]] = {}
    rules: list[tuple[Any, ...]] = []
    for *step, rule_id, key, name, revision, state, words in rows.values_list(*_STEP_FIELDS, *_RULE_FIELDS):
        if rule_id not in steps:
            steps[rule_id] = []
            rules.append((rule_id, key, name, revision, state, words))
        steps[rule_id].append((step[0], step[1], step[2], step[3]))
    specifications = {rule[0]: _specification(json.dumps(rule[5])) for rule in rules}
    shelf = _shelf(organization, specifications.values())
    return [
        RuleInForce(
            rule_id=rule_id,
            key=key,
            name=name,
            revision=revision,
            state=RuleState(state),
            specification=specifications[rule_id],
            steps=_steps(specifications[rule_id], steps[rule_id]),
            conditions=conditions(
                specifications[rule_id], _resolved(specifications[rule_id].audience, shelf)
            ),
        )
        for rule_id, key, name, revision, state, _ in rules
    ]


def rules_in_force(organization: Organization) -> list[RuleInForce]:
    """The rules that are on, by key."""
    return [rule for rule in all_rules(organization) if rule.state is RuleState.ON]


class MessageUse(NamedTuple):
    """A step that says a message, with its rule, and how long before it speaks."""

    rule_id: int
    rule: str
    rule_name: str
    is_on: bool
    step: str
    lead: str


def message_uses(organization: Organization) -> dict[str, list[MessageUse]]:
    """Which steps say each message, by its key; those of rules that were put away say none."""
    found: dict[str, list[MessageUse]] = {}
    for rule in all_rules(organization):
        for step in rule.specification.steps if rule.state is not RuleState.ARCHIVED else ():
            is_on = rule.state is RuleState.ON
            use = MessageUse(rule.rule_id, rule.key, rule.name, is_on, step.key, str(step.lead))
            found.setdefault(step.message, []).append(use)
    return found


@dataclass(frozen=True, slots=True)
class RevisionTold:
    """A rule as it stood from one moment on, and who made it so."""

    number: int
    state: RuleState
    specification: RuleSpecification
    created_at: datetime
    actor: str


def revisions_of(
    organization: Organization, rule_id: int, most: int, *, number: int | None = None
) -> list[RevisionTold]:
    """The newest revisions of a rule first, or the one of that number."""
    rows = RuleRevision.objects.filter(organization=organization, rule_id=rule_id).order_by("-number")
    if number is not None:
        rows = rows.filter(number=number)
    return [
        RevisionTold(
            row.number,
            RuleState(row.state),
            _specification(json.dumps(row.specification)),
            row.created_at,
            row.actor,
        )
        for row in rows[:most]
    ]


def conditions_of(organization: Organization, specification: RuleSpecification) -> tuple[Condition, ...]:
    """The conditions of a rule that is being written, compiled as those of one in force."""
    shelf = _shelf(organization, [specification])
    return conditions(specification, _resolved(specification.audience, shelf))


def intervals_met(organization: Organization, specification: RuleSpecification) -> list[Interval]:
    """The billing intervals that a rule can meet: those of the products it looks for.

    A product that names no interval is asked through its upcoming due dates.
    """
    products = Product.objects.filter(organization=organization)
    audience = specification.audience
    if audience.products or audience.levels or audience.bundles:
        found = _resolved(audience, _shelf(organization, [specification]))
        chosen = [set(ids) for ids in (found.products, found.levels, found.bundles) if ids]
        products = products.filter(pk__in=set.intersection(*chosen) if chosen else set())
    told = set(products.values_list("interval_count", "interval_unit"))
    if any(not unit for _, unit in told):
        silent = products.filter(interval_unit="").values("pk")
        met = DueDate.objects.filter(organization=organization, closing=Closing.OPEN, product__in=silent)
        told |= set(met.values_list("interval_count", "interval_unit").distinct())
    return [Interval(count, Unit(unit)) for count, unit in told if count and unit]


_RULE_FIELDS = (
    "rule_id",
    "rule__key",
    "rule__name",
    "rule__revision",
    "rule__state",
    "rule__specification",
)
_STEP_FIELDS = ("pk", "key", "effective_at", "archived_at")


@lru_cache(maxsize=256)
def _specification(words: str) -> RuleSpecification:
    return RuleSpecification.from_json(json.loads(words))


def _steps(
    specification: RuleSpecification, rows: list[tuple[int, str, datetime, datetime | None]]
) -> tuple[StepInForce, ...]:
    order = {step.key: place for place, step in enumerate(specification.steps)}
    rows = sorted(rows, key=lambda row: order.get(row[1], len(order)))
    return tuple(
        StepInForce(pk, key, effective_at, archived_at, None if archived_at else specification.step(key))
        for pk, key, effective_at, archived_at in rows
    )


def products_to_choose(organization: Organization) -> Sequence[ProductToChoose]:
    """What a rule may ask for, in the order in which it came."""
    products = Product.objects.filter(organization=organization).order_by("pk")
    found = products.values_list("pk", "external_id", "name", "level", "bundle")
    question = ("products to choose", organization.pk)
    return read_once(question, lambda: [ProductToChoose(*row) for row in found])


def _shelf(
    organization: Organization, specifications: Iterable[RuleSpecification]
) -> Sequence[ProductToChoose]:
    """The organization's products, if any rule asks for one."""
    if not any(s.audience.products or s.audience.levels or s.audience.bundles for s in specifications):
        return []
    return products_to_choose(organization)


def _resolved(audience: Audience, shelf: Sequence[ProductToChoose]) -> ProductIds:
    """What the product fields stand for. Names, levels and bundles are compared without regard to case.

    A product without a name is looked for by its key in the same way.
    """
    keys, names = set(audience.products), _folded(audience.products)
    levels, bundles = _folded(audience.levels), _folded(audience.bundles)
    return ProductIds(
        products=tuple(each.pk for each in shelf if each.key in keys or each.label.casefold() in names),
        levels=tuple(each.pk for each in shelf if each.level.casefold() in levels),
        bundles=tuple(each.pk for each in shelf if each.bundle.casefold() in bundles),
    )


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def has_rules(organization: Organization) -> bool:
    """Whether any rule is on."""
    return any(rule.state is RuleState.ON for rule in all_rules(organization))


def rule_names(organization: Organization) -> dict[str, tuple[int, str]]:
    """The number and the name of every rule, also those put away, by key."""
    rows = Rule.objects.filter(organization=organization).values_list("key", "pk", "name")
    return {key: (number, name or key) for key, number, name in rows}
