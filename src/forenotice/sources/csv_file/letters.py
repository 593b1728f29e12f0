"""Letters without their accents, so that a header is known however it is spelled. Pure."""

import unicodedata

# Who has no umlauts at hand writes them so.
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def fold(text: str) -> str:
    """A text in small letters without accents: ``Nächste Échéance`` is ``nachste echeance``."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold().replace("°", "o"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def spellings(text: str) -> tuple[str, ...]:
    """All that a text may be once it is folded: ``nächste`` may have come as ``Naechste``."""
    return fold(text), fold(text.translate(_WRITTEN_OUT))
