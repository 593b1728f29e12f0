"""Writes of rules: declare one, switch it, put away those no longer declared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.rules.errors import RuleChangedError, RuleRefusedError, UnknownRuleError
from forenotice.rules.models import Rule, RuleRevision, Step
from forenotice.rules.queries import intervals_met
from forenotice.rules.soundness import Fault, faults, is_key, is_moved, warnings
from forenotice.rules.specification import RuleSpecification
from forenotice.rules.states import RuleState


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration did, and what its owner should know."""

    changed: bool
    revision: int
    warnings: tuple[str, ...] = ()


def declare_rule(
    *,
    organization: Organization,
    key: str,
    name: str,
    on: bool,
    specification: RuleSpecification,
    actor: str,
    now: datetime,
) -> Declared:
    """Make the rule of that key be as declared; the same again changes nothing.

    A step keeps its key and with it all it ever said. It is in force anew, from `now`, when it is new or
    comes back, when its lead time is another, and when its rule is switched on; other words leave that
    alone. Raise :class:`RuleRefusedError` naming every fault.
    """
    _refuse(key, specification)
    state = RuleState.ON if on else RuleState.OFF
    cautions = tuple(warnings(specification, intervals_met(organization, specification)))
    with transaction.atomic():
        rule = Rule.objects.select_for_update().filter(organization=organization, key=key).first()
        if rule is None:
            rule = Rule(organization=organization, key=key, name=name, state=RuleState.OFF, specification={})
        elif _is_as_declared(rule, name, state, specification):
            return Declared(False, rule.revision, cautions)
        before = RuleSpecification.from_json(rule.specification) if rule.specification else None
        is_switched_on = state is RuleState.ON and rule.state != RuleState.ON
        rule.name = name
        _revise(rule, state, specification, actor, now)
        _keep_steps(rule, before, specification, is_switched_on, now)
    return Declared(True, rule.revision, cautions)


def switch_rule(*, organization: Organization, key: str, on: bool, actor: str, now: datetime) -> bool:
    """Switch a rule on or off; return whether that changed anything."""
    with transaction.atomic():
        rule = Rule.objects.select_for_update().filter(organization=organization, key=key).first()
        if rule is None or rule.state == RuleState.ARCHIVED:
            raise UnknownRuleError(f'There is no rule "{key}" to switch. Declare it in the blueprint.')
        state = RuleState.ON if on else RuleState.OFF
        if rule.state == state:
            return False
        specification = RuleSpecification.from_json(rule.specification)
        _revise(rule, state, specification, actor, now)
        if on:
            Step.objects.filter(organization=organization, rule=rule).update(effective_at=now)
        record_audit(
            organization=organization,
            action="rule.on" if on else "rule.off",
            subject=key,
            detail={},
            actor=actor,
            now=now,
        )
    return True


def expect_revision(*, organization: Organization, key: str, revision: int) -> None:
    """Keep a rule as it is until the transaction around this ends; raise if it is at another revision.

    Revision 0 is of a rule that is not there yet. Raise :class:`RuleChangedError`.
    """
    rule = Rule.objects.select_for_update().filter(organization=organization, key=key).first()
    if (0 if rule is None else rule.revision) != revision:
        raise RuleChangedError(f'Rule "{key}" was changed by somebody else meanwhile. Look at it again.')


def archive_rules_absent_from(
    *, organization: Organization, keys: Collection[str], actor: str, now: datetime
) -> list[str]:
    """Put away every rule that is not among `keys`; return the keys of those put away just now."""
    with transaction.atomic():
        rules = Rule.objects.select_for_update().filter(organization=organization)
        absent = list(rules.exclude(key__in=keys).exclude(state=RuleState.ARCHIVED).order_by("key"))
        for rule in absent:
            _revise(rule, RuleState.ARCHIVED, RuleSpecification.from_json(rule.specification), actor, now)
    return [rule.key for rule in absent]


def _refuse(key: str, specification: RuleSpecification) -> None:
    found = faults(specification)
    if not is_key(key):
        found.insert(0, Fault("key", f'"{key}" cannot be a key. Use letters, digits, "-" and "_".'))
    if found:
        raise RuleRefusedError("\n".join(f'Rule "{key}", {fault}' for fault in found))


def _is_as_declared(rule: Rule, name: str, state: RuleState, specification: RuleSpecification) -> bool:
    return rule.name == name and rule.state == state and bool(rule.specification == specification.to_json())


def _revise(
    rule: Rule, state: RuleState, specification: RuleSpecification, actor: str, now: datetime
) -> None:
    """Write the next revision, unless only the rule's name is another."""
    words = specification.to_json()
    if rule.state != state or rule.specification != words or not rule.revision:
        rule.revision += 1
        rule.state, rule.specification = state, words
        rule.save()
        RuleRevision.objects.create(
            organization=rule.organization,
            rule=rule,
            number=rule.revision,
            state=state,
            specification=words,
            created_at=now,
            actor=actor,
        )
    else:
        rule.save()


def _keep_steps(
    rule: Rule,
    before: RuleSpecification | None,
    after: RuleSpecification,
    is_switched_on: bool,
    now: datetime,
) -> None:
    rows = {step.key: step for step in Step.objects.filter(organization=rule.organization, rule=rule)}
    for wanted in after.steps:
        row = rows.pop(wanted.key, None)
        if row is None:
            Step.objects.create(organization=rule.organization, rule=rule, key=wanted.key, effective_at=now)
            continue
        was = before.step(wanted.key) if before is not None else None
        if is_switched_on or row.archived_at is not None or was is None or is_moved(was, wanted):
            row.effective_at, row.archived_at = now, None
            row.save(update_fields=["effective_at", "archived_at"])
    _archive([row for row in rows.values() if row.archived_at is None], now)


def _archive(rows: Sequence[Step], now: datetime) -> None:
    for row in rows:
        row.archived_at = now
        row.save(update_fields=["archived_at"])
