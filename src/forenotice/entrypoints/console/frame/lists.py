"""Lists as files for spreadsheets: for each column its heading, and what stands below it for a row.

Days and instants are written as programs read them, amounts in whole units beside their currency, and all
else as the page says it, in the reader's language.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise

from forenotice.entrypoints.console.frame.answers import csv_file
from forenotice.kernel.money import Money

Row = TypeVar("Row")
Columns = Sequence[tuple[Promise, Callable[[Row], Any]]]


def list_file(name: str, columns: "Columns[Row]", rows: Iterable[Row]) -> StreamingHttpResponse:
    """All the rows as a file, however many: each is written when it is read."""
    lines = ([value(row) for _, value in columns] for row in rows)
    return csv_file(name, [heading for heading, _ in columns], lines)


def amount(minor: int | None, currency: str) -> Decimal | None:
    """An amount with its decimals, which its currency knows: 49.00."""
    return None if minor is None else Money(minor, currency).amount


def instant(at: datetime | None, zone: str = "") -> str:
    """An instant in the organization's zone, or on a member's own clock."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(at)
    return local.isoformat(timespec="seconds")
