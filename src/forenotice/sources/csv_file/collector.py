"""Python's search for cyclic garbage, held back while many rows are in hand."""

import gc
from collections.abc import Generator, Iterable
from typing import TypeVar

Piece = TypeVar("Piece")


def held_back(pieces: Iterable[Piece]) -> Generator[Piece]:
    """The same pieces, with the search for garbage done once after each instead of all the time.

    Rows and facts are many small objects without a cycle among them. Looking through them over and over, as
    Python does whenever some hundreds were made, took two thirds of the time of an import.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for piece in pieces:
            yield piece
            del piece
            gc.collect(0)
    finally:
        if was_enabled:
            gc.enable()
