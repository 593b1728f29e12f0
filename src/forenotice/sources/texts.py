"""Words for one line, as they may stand in a row and in a message. Pure."""

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160), 0x200B, 0xFEFF))


def tidy(word: str) -> str:
    """A text on one line: no line breaks, tabs, doubled blanks or characters that nobody sees."""
    return " ".join(word.split()).translate(_CONTROLS).strip()
