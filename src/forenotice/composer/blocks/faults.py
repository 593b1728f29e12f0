"""What is wrong with the words of blocks, each fault with its block, its field and its place in there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from forenotice.composer.blocks.kinds import Block, BoosterBlock, Image
from forenotice.composer.blocks.places import place_of, words_in
from forenotice.composer.check import check
from forenotice.composer.problems import Problem, problem_at
from forenotice.composer.remarks import remark_on_image
from forenotice.composer.template import Segment, SegmentKind, paths_in, segments
from forenotice.kernel.message import MessageClass

_OPENING = "{% if "


def faults_of(blocks: Sequence[Block], locale: str, message_class: MessageClass) -> list[Problem]:
    """Every fault of the blocks' own words, in reading order."""
    found: list[Problem] = []
    for number, block in enumerate(blocks, start=1):
        if message_class is MessageClass.REQUIRED and isinstance(block, BoosterBlock):
            sentence = "A required message carries no booster."
            found.append(Problem(place_of(locale, number, block), 0, 0, sentence))
        for field, words in words_in(block):
            where = f"{place_of(locale, number, block)}, {field}"
            if field == "when":
                found += _faults_of_condition(words, where)
                continue
            found += check(words, where)
            if message_class is MessageClass.REQUIRED:
                found += boosters_in(words, where)
    return found


def remarks_of(blocks: Sequence[Block], locale: str) -> tuple[Problem, ...]:
    """What an owner should know of these blocks although they are published."""
    return tuple(
        remark
        for number, block in enumerate(blocks, start=1)
        if isinstance(block, Image)
        for segment in _tags_in(block.url)
        for remark in remark_on_image(segment, block.url, f"{place_of(locale, number, block)}, url")
    )


def boosters_in(words: str, where: str) -> Iterator[Problem]:
    """The smart tags of boosters in words of a message that may carry none."""
    for segment in segments(words):
        if any(path.startswith("booster.") for path in paths_in(segment)):
            yield problem_at(words, segment.offset, where, "A required message carries no booster.")


def _faults_of_condition(condition: str, where: str) -> list[Problem]:
    source = f"{_OPENING}{condition} %}}{{% endif %}}"
    first, *rest = segments(source)
    if len(rest) != 1 or first.kind is not SegmentKind.BLOCK or len(first.source) != len(condition) + 9:
        sentence = 'A condition is an expression without braces, such as "payment.is_automatic".'
        return [Problem(where, 1, 1, sentence)]
    return [
        replace(each, column=max(each.column - len(_OPENING), 1)) if each.line == 1 else each
        for each in check(source, where)
    ]


def _tags_in(words: str) -> list[Segment]:
    return [segment for segment in segments(words) if segment.kind is SegmentKind.OUTPUT]
