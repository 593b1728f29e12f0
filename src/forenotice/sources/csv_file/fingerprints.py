"""The fingerprint of a row: of its very words, and of everything that decides what they mean. Pure."""

import json
from collections.abc import Callable, Sequence
from hashlib import blake2b

from forenotice.sources.csv_file.surroundings import Reader

UNDERSTANDING = 3
"""Raised whenever the same words come to mean something else, so that every row is understood anew."""


def fingerprinter(reader: Reader) -> Callable[[Sequence[Sequence[str]]], list[int]]:
    """A function from rows to signed numbers of 64 bits."""
    surroundings = reader.surroundings
    meaning = [
        UNDERSTANDING,
        [(column.theirs, column.ours) for column in reader.layout.columns],
        reader.layout.key_index,
        reader.settings.plain(),
        [surroundings.zone, surroundings.currency, surroundings.product_id, surroundings.product_name],
    ]
    person = blake2b(json.dumps(meaning, sort_keys=True).encode(), digest_size=16).digest()
    join, number = "\x1f".join, int.from_bytes

    def fingerprints(rows: Sequence[Sequence[str]]) -> list[int]:
        return [
            number(blake2b(join(row).encode(), digest_size=8, person=person).digest(), "little", signed=True)
            for row in rows
        ]

    return fingerprints
