"""What programs are told, for the page on webhooks: one example, and what each field means."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, get_args

from pydantic import BaseModel

from forenotice.composer.facts import OrganizationFacts
from forenotice.composer.payload.body import Names, body_of
from forenotice.composer.payload.shape import Amount, DueFacts, PlaceTold, WithdrawnFacts
from forenotice.composer.samples import Setting, sample_facts
from forenotice.kernel.message import MessageClass
from tests.docs.pages import table

_WIDTH = 128


def payload_example() -> str:
    """A whole body, laid out for reading; over the line it has no spaces."""
    organization = OrganizationFacts(name="Harbour Club", support_email="help@club.example")
    now = datetime(2027, 2, 24, 8, tzinfo=UTC)
    facts = sample_facts("automatic", Setting(organization, "en", now, currency="EUR"))
    names = Names(
        *("rem_6a58c3a8c9d4", "live", "club", "yearly", "week-before", "7 days", MessageClass.COURTESY),
        *("gold", "stripe-main", "sub_1042"),
    )
    return f"\n```json\n{_laid_out(json.loads(body_of(facts, names)), 0)}\n```\n\n"


def payload_fields() -> str:
    """Every field of ``data`` that has something said of it, and those of a withdrawal after them."""
    rows = [*_fields(DueFacts)]
    more = [row for row in _fields(WithdrawnFacts) if row not in rows]
    rows += [(name, f"{meaning} Only in `reminder.withdrawn`.") for name, meaning in more]
    return table(("field of `data`", "meaning"), rows)


def _fields(of: type[BaseModel], path: str = "") -> Iterator[tuple[str, str]]:
    for name, field in of.model_fields.items():
        inner = [one for one in (field.annotation, *get_args(field.annotation)) if _is_part(one)]
        if field.description:
            yield f"`{path}{name}`", field.description
        for part in inner:
            # Amounts and places are many and all alike.
            if part not in (Amount, PlaceTold):
                yield from _fields(part, f"{path}{name}.")


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _laid_out(value: Any, depth: int) -> str:
    """JSON in which whatever fits on a line stands on one."""
    plain = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, Mapping) or len(plain) + 2 * depth < _WIDTH:
        return plain
    lines = [
        f"{'  ' * (depth + 1)}{json.dumps(name)}: {_laid_out(inner, depth + 1)}"
        for name, inner in value.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * depth + "}"
