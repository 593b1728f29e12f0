"""One rule, message or booster by itself, under the same terms as in a whole blueprint."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.blueprint.declaring import By, put_booster, put_message, put_rule
from forenotice.blueprint.difference import differences
from forenotice.blueprint.document import refuse_loose_ends
from forenotice.blueprint.errors import PartRefusedError
from forenotice.blueprint.problems import Path
from forenotice.blueprint.queries import current_boosters, current_messages, current_rules
from forenotice.blueprint.sections.boosters import read_booster, write_booster
from forenotice.blueprint.sections.messages import read_message, write_message
from forenotice.blueprint.sections.rules import RuleDeclaration, read_rule, write_rule
from forenotice.blueprint.table import Table
from forenotice.channels.queries import channels_of
from forenotice.channels.states import Kind
from forenotice.composer.boosters.library import archive_boosters_absent_from
from forenotice.composer.queries import list_messages
from forenotice.rules.operations import archive_rules_absent_from

EMAIL = "email"
"""The channel that ready-made reminders leave by; until it is set up they go to the test mailbox."""


class Section(StrEnum):
    """Which part of a blueprint."""

    RULES = "rules"
    MESSAGES = "messages"
    BOOSTERS = "boosters"


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it stands now, as its table in a blueprint; and what its owner should know."""

    table: Mapping[str, Any]
    is_new: bool = False
    warnings: tuple[str, ...] = ()


def parts_of(organization: Organization, section: Section) -> list[dict[str, Any]]:
    """The tables of a section, by key; a draft stands behind the message that it is a draft of."""
    tables: list[dict[str, Any]]
    if section is Section.RULES:
        tables = [write_rule(rule) for rule in current_rules(organization)]
    elif section is Section.MESSAGES:
        tables = [write_message(message) for message in current_messages(organization)]
    else:
        tables = [write_booster(booster) for booster in current_boosters(organization)]
    return sorted(tables, key=_identity)


def part_of(
    organization: Organization, section: Section, key: str, *, draft: bool = False
) -> dict[str, Any] | None:
    """One of them; None when there is none of that key."""
    tables = {_identity(table): table for table in parts_of(organization, section)}
    return tables.get((key, draft))


@transaction.atomic
def declare_part(
    *,
    organization: Organization,
    section: Section,
    key: str,
    values: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> Part:
    """Let one part be as its table says, whole; raise :class:`PartRefusedError` with every fault of it.

    Words that cannot be published are refused by the composer's own errors.
    """
    before = {_identity(table): table for table in parts_of(organization, section)}
    warnings = _declare(organization, section, {**values, "key": key}, {"actor": actor, "now": now})
    after = {_identity(table): table for table in parts_of(organization, section)}
    found = differences({section: list(before.values())}, {section: list(after.values())})
    if found:
        detail = {"differences": [str(difference) for difference in found]}
        _audit(organization, section, "declared", key, detail, actor, now)
    identity = (key, bool(values.get("draft")))
    # A draft whose words speak already is no draft.
    table = after.get(identity) or after[key, False]
    return Part(table, identity not in before, warnings)


@transaction.atomic
def put_away_part(
    *, organization: Organization, section: Section, key: str, actor: str, now: datetime
) -> bool:
    """Archive a rule or a booster; False when there is none of that key."""
    kept = [table["key"] for table in parts_of(organization, section)]
    if key not in kept:
        return False
    kept.remove(key)
    if section is Section.RULES:
        archive_rules_absent_from(organization=organization, keys=kept, actor=actor, now=now)
    else:
        archive_boosters_absent_from(organization=organization, keys=kept, now=now)
    _audit(organization, section, "archived", key, {}, actor, now)
    return True


def _declare(
    organization: Organization, section: Section, values: Mapping[str, Any], by: By
) -> tuple[str, ...]:
    faults: list[tuple[Path, str]] = []
    table = Table((), values, lambda path, sentence: faults.append((path, sentence)))

    def sound(read: Callable[[], Any]) -> Any:
        declared = read()
        if faults:
            raise PartRefusedError(f'{section} "{values["key"]}"', faults)
        return declared

    if section is Section.RULES:
        return put_rule(organization, sound(lambda: _rule(organization, table)), by)
    if section is Section.MESSAGES:
        return put_message(organization, sound(lambda: read_message(table, None)), by)
    return put_booster(organization, sound(lambda: read_booster(table)), by)


def _rule(organization: Organization, table: Table) -> RuleDeclaration:
    channels = [
        channel.key
        for channel in channels_of(organization)
        if channel.retired_at is None and channel.kind != Kind.ZAPIER
    ]
    rule = read_rule(table, channels if len(channels) == 1 else ())
    # Mail that is not set up yet is no fault of a rule: until it is, a rehearsal catches what would leave.
    ways = [*channels, *({EMAIL} - set(channels))]
    refuse_loose_ends(table, rule, [message.key for message in list_messages(organization)], ways)
    return rule


def _identity(table: Mapping[str, Any]) -> tuple[str, bool]:
    return table["key"], table.get("draft", False)


def _audit(
    organization: Organization,
    section: Section,
    what: str,
    key: str,
    detail: dict[str, Any],
    actor: str,
    now: datetime,
) -> None:
    action = f"{section.removesuffix('s')}.{what}"
    record_audit(organization=organization, action=action, subject=key, detail=detail, actor=actor, now=now)
