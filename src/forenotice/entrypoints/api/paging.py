"""Lists, a page at a time: opaque cursors that stay right while rows come and go."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from forenotice.entrypoints.api.problems import unprocessable

USUAL, MOST = 50, 100
_LARGEST_ID = 2**63 - 1

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many rows a page has at most.")]
Cursor = Annotated[
    str,
    Query(max_length=100, description="Where the page begins; the `next` of the page before has it."),
]


class Page(BaseModel, Generic[Item]):
    """Some of the rows, and the address of the next ones."""

    items: list[Item]
    next: str | None = Field(description="The address of the next page; null on the last one.")

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A name that stands well in OpenAPI: ``PageOfMembers`` rather than ``Page[Member]``."""
        return f"PageOf{params[0].__name__}"


def page_of(
    rows: QuerySet[Row],
    show: Callable[[Sequence[Row]], Sequence[Item]],
    request: HttpRequest,
    *,
    limit: int,
    cursor: str,
    newest_first: bool = False,
) -> Page[Item]:
    """The page of `rows` that `cursor` begins, by id; `show` makes what is shown of all rows of the page.

    Rows are asked for once, one more than are shown.
    """
    order, beyond = ("-pk", "pk__lt") if newest_first else ("pk", "pk__gt")
    if cursor:
        rows = rows.filter(**{beyond: _read(cursor)})
    found = list(rows.order_by(order)[: limit + 1])
    has_more = len(found) > limit
    return Page[Item](
        items=list(show(found[:limit])), next=_address(request, found[limit - 1].pk) if has_more else None
    )


def _address(request: HttpRequest, last_id: int) -> str:
    kept = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
    query = urlencode([*kept, ("cursor", _write(last_id))])
    return f"{settings.FORENOTICE_BASE_URL}{request.path}?{query}"


def _write(last_id: int) -> str:
    return base64.urlsafe_b64encode(f"after {last_id}".encode()).decode().rstrip("=")


def _read(cursor: str) -> int:
    try:
        words = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
        number = int(words.removeprefix("after "))
        if words == f"after {number}" and 0 <= number <= _LARGEST_ID:
            return number
    except (ValueError, binascii.Error):
        pass
    raise unprocessable("This cursor is none of ours; begin without one.", parameter="cursor")
