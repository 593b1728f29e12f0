"""A cell that cannot be read, with the sentence that tells why and what to write instead."""


class UnreadableError(ValueError):
    """The words of one cell mean nothing certain. Its text completes: column "Amount": …"""


def quoted(word: str) -> str:
    """The words of a cell for a sentence, shortened so that one cell cannot fill the screen."""
    return f'"{word}"' if len(word) <= 60 else f'"{word[:57]}…"'
