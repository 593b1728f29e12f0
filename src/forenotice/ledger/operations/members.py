"""Which row each member of a telling is, new and changed ones written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, insert_rows, keep_details, new_ids, read_json, select, update_rows
from forenotice.ledger.facts import MemberFacts
from forenotice.ledger.models import Member
from forenotice.ledger.operations.correcting_members import MemberCorrections

_TOLD = ("email", "first_name", "last_name", "locale", "zone", "country", "joined_on", "details")
_COLUMNS = ("id", "organization_id", "source", "external_id", *_TOLD)
_ZONE, _COUNTRY = _COLUMNS.index("zone"), _COLUMNS.index("country")

Difference = dict[str, list[Any]]


@dataclass(slots=True)
class KnownMembers:
    """The members of a telling by the id it uses.

    ``known`` are the row ids of those that were there before, ``differences`` what this telling changed in
    them, ``moved`` the row ids of those who changed place, so that all their due dates are to be looked at,
    ``readdressed`` of those with another address, so that more or fewer may be told than before.
    ``places`` are the zone and country of those who were only referred to.
    """

    ids: dict[str, int] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    differences: dict[str, Difference] = field(default_factory=dict)
    moved: list[int] = field(default_factory=list)
    readdressed: list[int] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[str, str]] = field(default_factory=dict)


def known_members(organization: Organization, source: str, told: Iterable[MemberFacts]) -> KnownMembers:
    """Find or write every member who is told of; another source's is refused.

    A member told several times is as told last. What is told replaces what stood, also where it is empty;
    one who is only referred to stays as they are, and must be known.
    """
    wanted: dict[str, MemberFacts] = {}
    for each in told:
        if not each.is_reference or each.external_id not in wanted:
            wanted[each.external_id] = each
    found, changed = KnownMembers(), []
    condition, param = among("external_id", list(wanted))
    sql = f"SELECT {', '.join(_COLUMNS)} FROM ledger_member WHERE organization_id = %s AND {condition}"
    rows = list(select(sql, [organization.pk, param]))
    corrections = MemberCorrections(organization, [row[0] for row in rows if row[2] == source])
    for row in rows:
        number, _, owner, key = row[:4]
        if owner == source:
            found.ids[key] = number
            found.known.add(number)
            found.refused.pop(key, None)
            if wanted[key].is_reference:
                found.places[key] = (row[_ZONE], row[_COUNTRY])
                continue
            wanted[key] = corrections.over(number, wanted[key])
            if difference := _difference(row[4:], wanted[key]):
                found.differences[key] = difference
                changed.append((number, *_values(wanted[key])))
                if "member.zone" in difference or "member.country" in difference:
                    found.moved.append(number)
                if "member.email" in difference:
                    found.readdressed.append(number)
        elif key not in found.ids:
            found.refused[key] = (
                f'The member "{key}" belongs to the source "{owner}". '
                f"Tell of it under that name, or give members of this source ids of their own."
            )
    corrections.forget_ended()
    update_rows(Member, ("id", *_TOLD), changed)
    _write_new(organization, source, wanted, found)
    return found


def _write_new(
    organization: Organization, source: str, wanted: dict[str, MemberFacts], found: KnownMembers
) -> None:
    fresh = [key for key in wanted if key not in found.ids and key not in found.refused]
    for key in [key for key in fresh if wanted[key].is_reference]:
        found.refused[key] = f'There is no member "{key}" of this source yet. Tell of them here or before.'
        fresh.remove(key)
    numbers = new_ids(Member, len(fresh))
    found.ids.update(zip(fresh, numbers, strict=True))
    place = organization.pk
    rows = [
        (number, place, source, key, *_values(wanted[key]))
        for number, key in zip(numbers, fresh, strict=True)
    ]
    insert_rows(Member, _COLUMNS, rows)


def _values(told: MemberFacts) -> tuple[Any, ...]:
    return (
        told.email,
        told.first_name,
        told.last_name,
        told.locale,
        told.zone,
        told.country,
        told.joined_on,
        keep_details(told.details),
    )


def _difference(stored: tuple[Any, ...], told: MemberFacts) -> Difference:
    """What stood and what stands now, by column."""
    new = _values(told)
    if stored == new:
        return {}
    found: Difference = {}
    for name, before, after in zip(_TOLD, stored, new, strict=True):
        if name == "details":
            if before != after and read_json(before) != read_json(after):
                found["member.details"] = [read_json(before), read_json(after)]
        elif before != after:
            found[f"member.{name}"] = [before, after]
    return found
