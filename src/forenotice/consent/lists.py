"""Lists of suppressions as CSV: a row for each address, one bad row never stops the good ones. Pure."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from forenotice.consent.addresses import is_mailbox
from forenotice.consent.errors import FileRefusedError
from forenotice.consent.states import SuppressionReason
from forenotice.kernel.local_time import end_of_day, instant, start_of_day

COLUMNS = ("address", "reason", "detail", "since", "until")
_ALSO = {"email": "address", "e-mail": "address", "email address": "address", "mail": "address"}
_DELIMITERS = (",", ";", "\t")


class NewSuppression(NamedTuple):
    """An address that must not be used, why, since when (else from now on), and until when, if ever."""

    address: str
    reason: SuppressionReason
    detail: str = ""
    began_at: datetime | None = None
    ends_at: datetime | None = None


class Rejected(NamedTuple):
    """A row that was not understood: the line it begins on, the column, and what is wrong there."""

    line: int
    column: str
    reason: str


def read_list(lines: Iterable[str], zone: str) -> Iterator[NewSuppression | Rejected]:
    """Each row of a list; days are those of `zone`. Raise :class:`FileRefusedError` for what is no list."""
    rest = iter(lines)
    head = next(rest, "").removeprefix("\ufeff")
    delimiter = max(_DELIMITERS, key=head.count)
    columns = [_column(cell) for cell in next(csv.reader([head], delimiter=delimiter), [])]
    if "address" not in columns:
        raise FileRefusedError(
            "The first line names no column for addresses. Name it address; the others may be "
            f"{', '.join(COLUMNS[1:-1])} and {COLUMNS[-1]}."
        )
    reader, line = csv.reader(rest, delimiter=delimiter), 2
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
                yield _read(row, line, zone)
            line = reader.line_num + 2
    except csv.Error as error:
        raise FileRefusedError(f"Line {line} cannot be read: {error}.") from None


def list_rows(suppressions: Iterable[NewSuppression]) -> Iterator[tuple[str, ...]]:
    """The cells of a list, its names first; :func:`read_list` understands them."""
    yield COLUMNS
    for each in suppressions:
        moments = (_written(each.began_at), _written(each.ends_at))
        yield _as_words(each.address), str(each.reason), _as_words(" ".join(each.detail.split())), *moments


def _as_words(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; a mail server may have put one into its answer."""
    return f" {text}" if text.startswith(("=", "+", "-", "@")) else text


def _column(cell: str) -> str:
    name = cell.strip().lower()
    return _ALSO.get(name, name)


def _read(row: Mapping[str, str], line: int, zone: str) -> NewSuppression | Rejected:
    address, reason = row.get("address", ""), row.get("reason", "")
    if not is_mailbox(address):
        return Rejected(
            line, "address", f'"{address}" is not an email address.' if address else "It is empty."
        )
    if reason and reason not in [*SuppressionReason]:
        return Rejected(
            line, "reason", f'"{reason}" is not known. Write one of {", ".join(SuppressionReason)}.'
        )
    moments: dict[str, datetime | None] = {}
    for name in ("since", "until"):
        try:
            moments[name] = _moment(row.get(name, ""), zone, is_end=name == "until")
        except ValueError:
            return Rejected(line, name, f'"{row[name]}" is not a day. Write it as 2026-12-31.')
    return NewSuppression(
        address,
        SuppressionReason(reason or "imported"),
        row.get("detail", ""),
        moments["since"],
        moments["until"],
    )


def _moment(text: str, zone: str, *, is_end: bool) -> datetime | None:
    """A moment, in `zone` if it names none; of a day the first moment, or as an end the first after it."""
    if not text:
        return None
    if len(text) <= len("2026-12-31"):
        day = date.fromisoformat(text)
        return end_of_day(day, zone) if is_end else start_of_day(day, zone)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return instant(moment.date(), time(moment.hour, moment.minute, moment.second), zone)
    return moment.astimezone(UTC)


def _written(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat() if moment is not None else ""
