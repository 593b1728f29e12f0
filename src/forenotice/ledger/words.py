"""The words by which members are found, however they are written: small letters, no accents. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from unicodedata import combining, normalize

# Letters that do not fall apart into a plain one and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h"}
)
_PIECE = re.compile(r"[^\W_]+")
_WHOLE = re.compile(r"[^\W_]{2,}(?:[.-][^\W_]{2,})*\.[^\W_]{2,}")
_LONGEST = 64
_MOST_TERMS = 6
_MOST_WORDS = 60


def fold(text: str) -> str:
    """The same for everything that people take for the same letters."""
    if text.isascii():
        return text.lower()
    plain = text.casefold().translate(_PLAIN)
    return "".join(letter for letter in normalize("NFKD", plain) if not combining(letter))


def words_of(names: Iterable[str], addresses: Iterable[str]) -> list[bytes]:
    """What names, numbers and email addresses are found by: their words, and addresses also as a whole.

    A word that another one begins with is left out, for members are found by how words begin.
    """
    found: set[str] = set()
    for address in map(fold, addresses):
        local, _, domain = address.partition("@")
        found.update((address, domain), _PIECE.findall(local))
    for name in names:
        found.update(_PIECE.findall(fold(name)))
    words = sorted(map(_kept, found))
    beside = zip_longest(words, words[1:], fillvalue=b"")
    return [word for word, longer in beside if not longer.startswith(word)][:_MOST_WORDS]


def terms_of(text: str) -> list[bytes]:
    """The beginnings of words that somebody looks for: each is to be met, in any order."""
    terms = (_kept(term) for part in fold(text[:500]).split() for term in _terms(part))
    return list(dict.fromkeys(term for term in terms if term))[:_MOST_TERMS]


def word_of_address(address: str) -> bytes:
    """The word that a whole address is."""
    return _kept(fold(address.strip()))


def trait(name: str, value: object) -> bytes:
    """A word that nobody can type: what a subscription of the member is like."""
    return _kept(f"\0{name}:{value}")


def _terms(part: str) -> Iterator[str]:
    if "@" in part:
        yield part.lstrip("@")
    elif _WHOLE.fullmatch(part):
        # The beginning of an address, or where it is.
        yield part
    else:
        yield from _PIECE.findall(part)


def _kept(word: str) -> bytes:
    return word.encode("utf-8", "replace")[:_LONGEST]
