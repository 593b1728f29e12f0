"""Which row each product of a telling is, new ones written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval
from forenotice.ledger.bulk import among, insert_rows, new_ids, select, update_rows
from forenotice.ledger.cycles import interval_of
from forenotice.ledger.facts import ProductFacts
from forenotice.ledger.models import Product

DECLARED = "blueprint"
"""The source of products that the owner declares."""

_TOLD = (
    "name",
    "description",
    "level",
    "bundle",
    "price_minor",
    "currency",
    "interval_count",
    "interval_unit",
)
_COLUMNS = ("id", "organization_id", "source", "external_id", *_TOLD)
_LINKS = ("pay_url", "update_url", "manage_url", "cancel_url")


@dataclass(slots=True)
class KnownProducts:
    """The products of a telling by the id it uses: row ids and intervals, and why some are refused.

    ``fresh`` are new, ``changed`` names the fields that this telling changed in those that were there.
    """

    ids: dict[str, int] = field(default_factory=dict)
    intervals: dict[str, Interval | None] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    changed: dict[str, set[str]] = field(default_factory=dict)


def known_products(organization: Organization, source: str, told: Iterable[ProductFacts]) -> KnownProducts:
    """Find or write every product that is told of.

    One that the owner declared is meant when its key is told as the id, or its name as id or name; only its
    blank fields are filled. One of the source's own follows what is told. Another source's is refused.
    """
    wanted = {each.external_id: each for each in told}
    rows = _rows(organization, list(wanted))
    declared = {row["external_id"]: row for row in rows if row["source"] == DECLARED}
    by_name = {row["name"]: row for row in declared.values()}
    owned = {row["external_id"]: row for row in rows if row["source"] == source}
    others = {row["external_id"]: row for row in rows if row["source"] not in (source, DECLARED)}
    found, fresh = KnownProducts(), []
    for key, facts in wanted.items():
        row = declared.get(key) or by_name.get(key) or by_name.get(facts.name) or owned.get(key)
        if row is None and key in others:
            found.refused[key] = (
                f'The product "{key}" belongs to the source "{others[key]["source"]}". '
                "Give products of this source ids of their own, or declare the product in the blueprint."
            )
        elif row is None:
            fresh.append(facts)
        else:
            if changed := _refresh(row, facts):
                found.changed[key] = changed
            _keep(found, key, row["id"], row)
    _write_new(organization, source, fresh, found)
    return found


def _rows(organization: Organization, external_ids: list[str]) -> list[dict[str, Any]]:
    condition, param = among("external_id", external_ids)
    sql = f"SELECT {', '.join(_COLUMNS)} FROM ledger_product WHERE organization_id = %s AND "
    rows = select(f"{sql}({condition} OR source = %s)", [organization.pk, param, DECLARED])
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def _refresh(row: dict[str, Any], facts: ProductFacts) -> set[str]:
    """Bring a row to what is told of it, and say what changed. An empty value was not told."""
    is_declared = row["source"] == DECLARED
    told = {name: getattr(facts, name) for name in _TOLD}
    changed = {
        name: value
        for name, value in told.items()
        if value not in ("", None)
        and value != row[name]
        and not (is_declared and row[name] not in ("", None))
    }
    if changed:
        row |= changed
        update_rows(Product, ("id", *changed), [(row["id"], *changed.values())])
    return set(changed)


def _write_new(
    organization: Organization, source: str, fresh: list[ProductFacts], found: KnownProducts
) -> None:
    rows = []
    for number, facts in zip(new_ids(Product, len(fresh)), fresh, strict=True):
        values = {name: getattr(facts, name) for name in _TOLD}
        if not facts.is_unnamed:
            values["name"] = facts.name or facts.external_id
        rows.append(
            (number, organization.pk, source, facts.external_id, *values.values(), *("" for _ in _LINKS))
        )
        found.fresh.add(facts.external_id)
        _keep(found, facts.external_id, number, values)
    insert_rows(Product, (*_COLUMNS, *_LINKS), rows)


def _keep(found: KnownProducts, key: str, number: int, row: dict[str, Any]) -> None:
    found.ids[key] = number
    found.intervals[key] = interval_of(row["interval_count"], row["interval_unit"])
