"""Which product of an organization a source means, by what it tells of it."""

from collections.abc import Mapping
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, select
from forenotice.ledger.facts import ProductFacts

DECLARED = "blueprint"
"""The source of products that the owner declares."""

PRODUCT_TOLD = (
    "name",
    "description",
    "level",
    "bundle",
    "price_minor",
    "currency",
    "interval_count",
    "interval_unit",
)
PRODUCT_COLUMNS = ("id", "organization_id", "source", "external_id", *PRODUCT_TOLD)


def products_meant(
    organization: Organization, source: str, wanted: Mapping[str, ProductFacts]
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The rows that are meant by the ids they are told with, and the sources of those that are another's.

    One that the owner declared is meant when its key is told as the id, or its name as id or name. Of another
    source's only the name can be meant: the id "1" of two lists is two products, but whoever writes "Silver"
    in both sells one. What is in neither answer is new.
    """
    rows = _rows(organization, list(wanted))
    declared = {row["external_id"]: row for row in rows if row["source"] == DECLARED}
    by_name = {row["name"]: row for row in declared.values()}
    owned = {row["external_id"]: row for row in rows if row["source"] == source}
    others = {row["external_id"]: row for row in rows if row["source"] not in (source, DECLARED)}
    found, refused = {}, {}
    for key, facts in wanted.items():
        row = declared.get(key) or by_name.get(key) or by_name.get(facts.name) or owned.get(key)
        if row is None and key in others:
            if key == facts.name == others[key]["name"]:
                row = others[key]
            else:
                refused[key] = others[key]["source"]
        if row is not None:
            found[key] = row
    return found, refused


def _rows(organization: Organization, external_ids: list[str]) -> list[dict[str, Any]]:
    condition, param = among("external_id", external_ids)
    sql = f"SELECT {', '.join(PRODUCT_COLUMNS)} FROM ledger_product WHERE organization_id = %s AND "
    rows = select(f"{sql}({condition} OR source = %s)", [organization.pk, param, DECLARED])
    return [dict(zip(PRODUCT_COLUMNS, row, strict=True)) for row in rows]
