"""How large a text may be, and how deep its HTML: what is beyond is refused before anybody works on it."""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forenotice.composer.blocks.kinds import Block
from forenotice.composer.blocks.places import place_of, words_in
from forenotice.composer.problems import Problem, problem_at
from forenotice.composer.texts import MessageSource

LONGEST_LINE = 1_000
"""The characters of a subject or a preheader, smart tags included; members see far fewer."""
LONGEST_PART = 200_000
"""The characters of a message's HTML, of its text, or of all its blocks. Gmail shows half as many."""
MOST_BLOCKS = 200
MOST_ELEMENTS, DEEPEST = 5_000, 150
"""How many elements HTML may hold, and how many of them one inside the other."""

# What begins in here and is not closed begins anew in every paragraph that follows, so that a short text can
# become an enormous page. More of them than this are watched while the text is read piece by piece.
_LINGERING = re.compile(r"<(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/>]", re.IGNORECASE)
_FEW_ENOUGH = 100
_HALF_LETTER = re.compile("[\ud800-\udfff]")
_TOO_LONG = "It has {} characters, and {} are the most."
_STEP = 2_000


def faults_of_size(source: MessageSource, locale: str) -> Iterator[Problem]:
    """The parts that are longer than any message needs to be, or hold what is no letter."""
    parts = {"subject": source.subject, "preheader": source.preheader}
    for name, words in parts.items():
        yield from _too_long(f"{locale}: {name}", words, LONGEST_LINE)
    parts |= {"html": source.html, "text": source.text or ""}
    for name in ("html", "text"):
        yield from _too_long(f"{locale}: {name}", parts[name], LONGEST_PART)
    for name, words in parts.items():
        yield from _half_letters(f"{locale}: {name}", words)
    yield from _faults_of_blocks(source.blocks, locale)


def _faults_of_blocks(blocks: Sequence[Block], locale: str) -> Iterator[Problem]:
    if len(blocks) > MOST_BLOCKS:
        sentence = f"There are {len(blocks)} blocks, and {MOST_BLOCKS} are the most."
        yield Problem(f"{locale}: blocks", 0, 0, sentence)
        return
    length = 0
    for number, block in enumerate(blocks, start=1):
        for field, words in words_in(block):
            length += len(words)
            yield from _half_letters(f"{place_of(locale, number, block)}, {field}", words)
    if length > LONGEST_PART:
        yield Problem(f"{locale}: blocks", 0, 0, _TOO_LONG.format(length, LONGEST_PART))


def faults_of_nesting(html: str, where: str) -> Iterator[Problem]:
    """That HTML holds more elements than any message needs, or more of them inside each other."""
    is_watched = len(_LINGERING.findall(html)) > _FEW_ENOUGH
    end = 0
    while end < len(html):
        end = end + _STEP if is_watched or not end else 2 * end
        elements = LexborHTMLParser(html[:end]).css("*")
        if len(elements) > MOST_ELEMENTS:
            yield Problem(where, 0, 0, f"It holds more than {MOST_ELEMENTS} elements. Make it simpler.")
            return
        if _depth(elements) > DEEPEST:
            sentence = f"More than {DEEPEST} elements stand one inside the other. Close those that are open."
            yield Problem(where, html[:end].count("\n") + 1, 1, sentence)
            return


def _too_long(where: str, words: str, most: int) -> Iterator[Problem]:
    if len(words) > most:
        yield Problem(where, 0, 0, _TOO_LONG.format(len(words), most))


def _half_letters(where: str, words: str) -> Iterator[Problem]:
    """The first surrogate in a text: half of a letter that a broken program tore apart."""
    found = _HALF_LETTER.search(words)
    if found:
        sentence = "Here stands half a letter, which no mail can hold: write the word again."
        yield problem_at(words, found.start(), where, sentence)


def _depth(elements: Sequence[LexborNode]) -> int:
    """How deep the deepest of these elements stands. Each comes after the one that it is in."""
    depths: dict[int, int] = {}
    for node in elements:
        parent = node.parent
        depths[node.mem_id] = depths.get(parent.mem_id, 0) + 1 if parent is not None else 1
    return max(depths.values(), default=0)
