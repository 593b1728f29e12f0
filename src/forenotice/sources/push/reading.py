"""A row against its document: the document it is, or everything that is wrong with it and where. Pure."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from forenotice.sources.cards import REMOVED
from forenotice.sources.report import Wrong
from forenotice.sources.texts import tidy

_CARD = "A whole card number stood here. It was not stored; leave its last four digits only."
_LONGEST, _DEEPEST = 300, 6
_SENTENCES = {
    "missing": "It is missing.",
    "extra_forbidden": "There is no field of this name.",
    "dict_type": "It must be an object.",
    "model_type": "It must be an object.",
    "string_unicode": "It holds half a character (an unpaired surrogate). Write it anew.",
}

Document = TypeVar("Document", bound=BaseModel)


class RowRefusedError(ValueError):
    """A row that is no fact; ``wrongs`` say all that is wrong with it."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__("; ".join(wrong.sentence for wrong in wrongs))
        self.wrongs = wrongs


def harmless(text: str) -> str:
    """A text of somebody's that any database keeps: without half characters and what nobody sees."""
    return tidy(text.encode("utf-8", "replace").decode())[:_LONGEST]


def read_document(document: type[Document], row: Any) -> Document:
    """The document that a row is; raise :class:`RowRefusedError`."""
    removed = [Wrong(path, _CARD) for path in _card_numbers(row)]
    if removed:
        raise RowRefusedError(removed)
    try:
        return document.model_validate(row)
    except ValidationError as error:
        raise RowRefusedError([_wrong(each) for each in error.errors(include_url=False)]) from None


def _wrong(error: ErrorDetails) -> Wrong:
    path = tuple(
        harmless(step) if isinstance(step, str) else step for step in error["loc"] if step != "[key]"
    )
    return Wrong(path, harmless(_sentence(error)))


def _sentence(error: ErrorDetails) -> str:
    ours = error.get("ctx", {}).get("error")
    if isinstance(ours, ValueError):
        return str(ours)
    return _SENTENCES.get(error["type"], f"{error['msg'].removesuffix('.')}.")


def _card_numbers(row: Any, deeper: int = _DEEPEST) -> Iterator[tuple[str | int, ...]]:
    """Where a card number was left out; no document is as deep as where this stops looking."""
    if isinstance(row, str) and REMOVED in row:
        yield ()
    if not deeper:
        return
    pairs = row.items() if isinstance(row, dict) else enumerate(row) if isinstance(row, list) else ()
    for step, value in pairs:
        for path in _card_numbers(value, deeper - 1):
            yield (harmless(step) if isinstance(step, str) else step, *path)
