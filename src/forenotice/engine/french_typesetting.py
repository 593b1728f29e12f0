"""How French is set: its spaces and its apostrophes. Pure."""

from re import sub

from forenotice.engine.letter import Block, Command, Points


def typeset_block(block: Block) -> Block:
    """A part of a letter, set; what is typed into a computer stays as it is."""
    match block:
        case Command():
            return block
        case Points(points):
            return Points([typeset(point) for point in points])
        case _:
            return typeset(block)


def typeset(words: str) -> str:
    """Words with no-break spaces before high punctuation, and curved apostrophes."""
    return sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", words).replace("'", "’")
