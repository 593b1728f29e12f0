"""Files in a few lines, as the tests of this room write them."""

from collections.abc import Sequence
from typing import Any

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.csv_file.columns import lay_out
from forenotice.sources.csv_file.settings import read_settings
from forenotice.sources.csv_file.surroundings import Reader, Surroundings
from forenotice.sources.csv_file.understand import Understanding, Understood

PARIS = Surroundings(zone="Europe/Paris", currency="EUR", product_id="club", product_name="The Club")


def understand(
    headers: str, *rows: str, sign: str = "|", may_hold_cards: bool = False, **settings: Any
) -> Understood:
    """Understand rows of cells that are separated by bars or another sign."""
    declared = read_settings(settings)
    layout = lay_out(headers.split(sign), declared.mapping, declared.key, declared.always)
    reader = Reader(layout, declared, PARIS, may_hold_cards)
    cells = [row.split(sign) for row in rows]
    return Understanding(reader).understand(cells, range(len(cells)))


def facts_of(headers: str, *rows: str, **settings: Any) -> list[SubscriptionFacts]:
    """The facts of rows that are all understood."""
    understood = understand(headers, *rows, **settings)
    assert not understood.faults
    return understood.facts


def one(headers: str, row: str, **settings: Any) -> SubscriptionFacts:
    """The facts of one row, with an id, an address and a date before its cells."""
    [facts] = facts_of(f"id|email|next payment|{headers}", f"1|ann@b.example|2026-04-30|{row}", **settings)
    return facts


def faults_of(headers: str, row: str, **settings: Any) -> Sequence[tuple[str, str]]:
    """What is wrong with one row, with an id, an address and a date before its cells."""
    understood = understand(
        f"id|email|next payment|{headers}", f"1|ann@b.example|2026-04-30|{row}", **settings
    )
    return understood.faults.get(0, [])
