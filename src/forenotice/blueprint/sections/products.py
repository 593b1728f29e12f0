"""``[[products]]``: what is sold, as far as it is not learnt from a source."""

import re
from dataclasses import dataclass
from typing import Any

from forenotice.blueprint.sections.words import (
    interval_from,
    interval_words,
    link_text,
    money_from,
)
from forenotice.blueprint.table import Table
from forenotice.kernel.interval import Interval
from forenotice.kernel.money import Money

LINKS = ("pay_url", "update_url", "manage_url", "cancel_url")
# As Stripe, shops and spreadsheets write them: prod_QX1, SKU-12, 12+13.
_KEY = re.compile(r"[A-Za-z0-9][\w.:+-]{0,199}", re.ASCII)
_PLACEHOLDERS = ("member_id", "order_number", "subscription_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDeclaration:
    """A product. Its links may hold ``{member_id}``, ``{order_number}`` and ``{subscription_id}``."""

    key: str
    name: str
    description: str = ""
    level: str = ""
    bundle: str = ""
    price: Money | None = None
    interval: Interval | None = None
    pay_url: str = ""
    update_url: str = ""
    manage_url: str = ""
    cancel_url: str = ""


def _key(text: str) -> str:
    """A key of the owner's, or the id by which a source knows the product, such as ``prod_QX1``."""
    if not _KEY.fullmatch(text):
        raise ValueError(
            f'"{text}" cannot be the key of a product. Use the id that your file tells, or letters, digits, '
            "hyphens and underscores."
        )
    return text


def read_product(table: Table) -> ProductDeclaration:
    """One of ``[[products]]``."""
    found = ProductDeclaration(
        key=table.parsed("key", _key, "", required=True),
        name=table.text("name", required=True, longest=300),
        description=table.text("description"),
        level=table.text("level", longest=200),
        bundle=table.text("bundle", longest=200),
        price=table.parsed("price", money_from, None),
        interval=table.parsed("interval", interval_from, None),
        **{link: table.parsed(link, _link_template, "") for link in LINKS},
    )
    table.close()
    return found


def write_product(declared: ProductDeclaration) -> dict[str, Any]:
    """The table that reads back as the same."""
    written: dict[str, Any] = {"key": declared.key, "name": declared.name}
    for name in ("description", "level", "bundle"):
        if value := getattr(declared, name):
            written[name] = value
    if declared.price is not None:
        written["price"] = str(declared.price)
    if declared.interval is not None:
        written["interval"] = interval_words(declared.interval)
    written |= {link: getattr(declared, link) for link in LINKS if getattr(declared, link)}
    return written


def _link_template(text: str) -> str:
    bare = text
    for name in _PLACEHOLDERS:
        bare = bare.replace(f"{{{name}}}", "1")
    if "{" in bare or "}" in bare:
        known = ", ".join(f"{{{name}}}" for name in _PLACEHOLDERS)
        raise ValueError(f'"{text}" holds a placeholder that is not known. There are {known}.')
    link_text(bare)
    return text
