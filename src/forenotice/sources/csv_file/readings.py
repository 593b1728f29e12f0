"""What readers made of words so far: the same word is understood once."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from forenotice.sources.unreadable import UnreadableError

Word = TypeVar("Word", bound=Hashable)
Value = TypeVar("Value")
_MOST_KEPT = 50_000


class Fault:
    """What stands in the place of a value that could not be read."""

    __slots__ = ("sentence",)

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


class Reading(dict[Word, Value], Generic[Word, Value]):
    """What a reader made of each word so far. Looking a word up reads it, once.

    A file says few different things (zones, days, prices), and a dictionary answers faster than any reader.
    """

    def __init__(self, read: Callable[[Word], Value], blank: Word, absent: Value) -> None:
        super().__init__()
        self.read = read
        self.blank = blank
        self.absent = absent
        self.has_faults = False

    def __missing__(self, word: Word) -> Any:
        if len(self) >= _MOST_KEPT:
            self.clear()
        try:
            value: Any = self.absent if word == self.blank else self.read(word)
        except UnreadableError as error:
            value, self.has_faults = Fault(str(error)), True
        self[word] = value
        return value


def reading_of(read: Callable[[str], Value], absent: Any = None) -> "Reading[str, Any]":
    """A reading of single words, stripped of blanks around them; an empty one is ``absent``."""

    def read_stripped(word: str) -> Any:
        plain = word.strip()
        return read(plain) if plain else absent

    return Reading(read_stripped, "", absent)
