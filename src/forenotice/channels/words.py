"""Words of the other side, made fit to be kept in a receipt. Pure."""

from re import compile as pattern

LONGEST_DETAIL = 200
_ADDRESS = pattern(r"[^\s<>()\[\]\"']*@[^\s<>()\[\]\"']*")


def shorten(text: str, longest: int = LONGEST_DETAIL) -> str:
    """The words on one line, without addresses, at most `longest` characters of them."""
    text = " ".join((_ADDRESS.sub("…", text) if "@" in text else text).split())
    if not text.isprintable():
        text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def last_words(text: str, longest: int) -> str:
    """The same of the end of a longer text, which is where a program says what went wrong."""
    text = shorten(text, len(text) + 1)
    return text if len(text) <= longest else "…" + text[1 - longest :]
