"""Where in what an owner wrote something stands."""

import re
from collections.abc import Iterator

from forenotice.composer.blocks.places import place_of, words_in
from forenotice.composer.coach.findings import Place
from forenotice.composer.coach.language import plain
from forenotice.composer.texts import MessageSource


class Places:
    """The parts of one locale of a message, to find words in."""

    def __init__(self, source: MessageSource, locale: str) -> None:
        self.locale = locale
        self.subject = Place(f"{locale}: subject")
        self.body = Place(f"{locale}: {'blocks' if source.blocks else 'html'}")
        self.text = Place(f"{locale}: text")
        self._parts = tuple(_parts(source, locale))

    def of(self, words: str) -> Place:
        """Where these words stand; the body where they come from a smart tag or from words of ours."""
        wanted = r"\s+".join(re.escape(word) for word in plain(words).split())
        for where, written in self._parts:
            found = re.search(wanted, _like(written)) if wanted else None
            if found:
                before = written[: found.start()]
                return Place(where, before.count("\n") + 1, found.start() - before.rfind("\n"))
        return self.body


def _parts(source: MessageSource, locale: str) -> Iterator[tuple[str, str]]:
    yield f"{locale}: subject", source.subject
    yield f"{locale}: preheader", source.preheader
    for number, block in enumerate(source.blocks, start=1):
        for field, words in words_in(block):
            yield f"{place_of(locale, number, block)}, {field}", words
    yield f"{locale}: html", source.html
    yield f"{locale}: text", source.text or ""


def _like(written: str) -> str:
    """The words as the lists write them, each character in its place."""
    small = written.lower()
    same = small if len(small) == len(written) else written
    return same.replace("\u2019", "'")
