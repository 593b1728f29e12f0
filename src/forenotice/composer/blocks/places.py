"""Where in a message made of blocks words stand."""

from collections.abc import Iterator
from dataclasses import fields

from forenotice.composer.blocks.kinds import Block, PerRow
from forenotice.composer.template import unescaped


def words_in(block: Block) -> Iterator[tuple[str, str]]:
    """The fields of a block that hold words, and the words, as they are compiled."""
    for field in fields(block):
        value = getattr(block, field.name)
        if field.type == PerRow:
            yield from ((f"{field.name}.{row}", unescaped(words)) for row, words in value)
        elif isinstance(value, str) and value:
            yield field.name, unescaped(value)


def place_of(locale: str, number: int, block: Block) -> str:
    """How a fault names its block."""
    return f"{locale}: block {number} ({block.type})"
