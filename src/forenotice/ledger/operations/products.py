"""Which row each product of a telling is, new ones written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.kernel.interval import Interval
from forenotice.ledger.bulk import insert_rows, new_ids, update_rows
from forenotice.ledger.cycles import interval_of
from forenotice.ledger.facts import ProductFacts
from forenotice.ledger.models import Product
from forenotice.ledger.products_meant import PRODUCT_COLUMNS, PRODUCT_TOLD, products_meant

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
    """Find or write every product that is told of; see :func:`~forenotice.ledger.products_meant`.

    One of the source's own follows what is told; of any other only blank fields are filled.
    """
    wanted = {each.external_id: each for each in told}
    meant, others = products_meant(organization, source, wanted)
    found, fresh = KnownProducts(), []
    for key, facts in wanted.items():
        if key in others:
            found.refused[key] = (
                f'The product "{key}" belongs to the source "{others[key]}". '
                "Give products of this source ids of their own, or declare the product in the blueprint."
            )
        elif key not in meant:
            fresh.append(facts)
        else:
            if changed := _refresh(meant[key], source, facts):
                found.changed[key] = changed
            _keep(found, key, meant[key]["id"], meant[key])
    _write_new(organization, source, fresh, found)
    return found


def _refresh(row: dict[str, Any], source: str, facts: ProductFacts) -> set[str]:
    """Bring a row to what is told of it, and say what changed. An empty value was not told."""
    is_own = row["source"] == source
    told = {name: getattr(facts, name) for name in PRODUCT_TOLD}
    changed = {
        name: value
        for name, value in told.items()
        if value not in ("", None) and value != row[name] and (is_own or row[name] in ("", None))
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
        values = {name: getattr(facts, name) for name in PRODUCT_TOLD}
        if not facts.is_unnamed:
            values["name"] = facts.name or facts.external_id
        rows.append(
            (number, organization.pk, source, facts.external_id, *values.values(), *("" for _ in _LINKS))
        )
        found.fresh.add(facts.external_id)
        _keep(found, facts.external_id, number, values)
    insert_rows(Product, (*PRODUCT_COLUMNS, *_LINKS), rows)


def _keep(found: KnownProducts, key: str, number: int, row: dict[str, Any]) -> None:
    found.ids[key] = number
    found.intervals[key] = interval_of(row["interval_count"], row["interval_unit"])
