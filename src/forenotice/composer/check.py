"""What is wrong with an owner's text, said before it is published, each fault with its place.

The check reads the text token by token, so that it can say what was probably meant; what passes is then
rendered for members who differ in every condition, so that a text which burns too much is found here and
not on the day.
"""

import re
from collections.abc import Iterator
from itertools import islice

import minijinja

from forenotice.composer import formats
from forenotice.composer.engine import (
    ALLOWED_FILTERS,
    ALLOWED_FUNCTIONS,
    ALLOWED_TESTS,
    FUEL,
    new_environment,
)
from forenotice.composer.fill import LOCALE, Context
from forenotice.composer.lists import faults_of_lists
from forenotice.composer.problems import Problem, problem_at
from forenotice.composer.render import engine_sentence
from forenotice.composer.smarttags import ROOTS, SMART_TAGS, TagKind, is_smart_tag, kind_of, nearest_tag
from forenotice.composer.template import (
    Segment,
    SegmentKind,
    Token,
    TokenKind,
    engine_name,
    flatten,
    local_names,
    segments,
    tokens,
)
from forenotice.composer.values import RAW, Value

_OUR_FILE = re.compile(r" \(in check\.txt:\d+\)$")
_BLOCKS = frozenset({"if", "elif", "else", "endif", "for", "endfor", "set"})
_STRAY_CLOSING = re.compile(r"\}\}|%\}|#\}")
_SINGLE_BRACES = re.compile(r"\{\s*([a-z]\w*(?:\.\w+)*)\s*\}")

# The engine has no limit of its own here, and some ten thousand of them overflow its stack, which ends the
# whole program.
_MOST_TOKENS = 5000
_MOST_BRANCHES = 200
# Nobody reads more of them at once.
_MOST_FAULTS = 100
_LONGEST_NAME = 60

# Subject, text and what is asked of all parts are rendered in one go, and members have longer values than
# our samples have: what passes here must never run out on the day.
_environment = new_environment(FUEL // 6)


def check(source: str, where: str) -> list[Problem]:
    """The first faults of a text, in reading order; an empty list when it can be published."""
    place = _Place(source, where)
    found = [
        *islice(_faults_of_blocks(source, place), _MOST_FAULTS),
        *islice(_faults_of_segments(source, place), _MOST_FAULTS),
    ]
    return sorted(set(found)) or check_rendering(source, where)


def check_rendering(source: str, where: str) -> list[Problem]:
    """What the engine itself has against a text, rendered for members who differ in every condition."""
    place = _Place(source, where)
    flattened = flatten(source)
    for context in _SAMPLES:
        values = {engine_name(name): context.get(name, "") for name in flattened.names}
        try:
            _environment.render_str(flattened.source, "check.txt", **values, **{LOCALE: "en"})
        except Exception as error:
            # Whatever the engine or a filter raises is the text's fault here, and is said as such.
            return [_fault_of_engine(error, source, place)]
    return []


class _Place:
    """One text, to say of a fault where in it it stands."""

    def __init__(self, source: str, where: str) -> None:
        self.source = source
        self.where = where

    def problem(self, offset: int, sentence: str, nearest: str = "") -> Problem:
        return problem_at(self.source, offset, self.where, sentence, nearest)


def _faults_of_segments(source: str, place: _Place) -> Iterator[Problem]:
    local = local_names(source)
    for segment in segments(source):
        if segment.kind is SegmentKind.WORDS:
            yield from _faults_of_words(segment, place)
        elif not segment.is_closed:
            opening = segment.source[:2]
            yield place.problem(segment.offset, f"This {opening} is never closed.")
        elif segment.kind is SegmentKind.COMMENT:
            continue
        elif len(tokens(segment)) > _MOST_TOKENS:
            yield place.problem(
                segment.offset, "This is far too long. Say it in several smart tags or conditions."
            )
        else:
            yield from _faults_of_expression(segment, local, place)


def _faults_of_words(segment: Segment, place: _Place) -> Iterator[Problem]:
    for match in _STRAY_CLOSING.finditer(segment.source):
        sentence = f"This {match[0]} closes nothing."
        yield place.problem(segment.offset + match.start(), sentence)
    for match in _SINGLE_BRACES.finditer(segment.source):
        if is_smart_tag(match[1]):
            sentence = f"A smart tag has two braces on each side: {{{{ {match[1]} }}}}."
            yield place.problem(segment.offset + match.start(), sentence)


def _faults_of_blocks(source: str, place: _Place) -> Iterator[Problem]:
    """Blocks that are unknown, never opened or never closed."""
    still_open: list[tuple[str, int]] = []
    branches = [each for each in segments(source) if each.kind is SegmentKind.BLOCK and each.verb == "elif"]
    if len(branches) > _MOST_BRANCHES:
        yield place.problem(
            branches[_MOST_BRANCHES].offset, "There are far too many {% elif %} in this text."
        )
    for segment in segments(source):
        if segment.kind is not SegmentKind.BLOCK or not segment.is_closed:
            continue
        verb = segment.verb
        if verb not in _BLOCKS:
            sentence = f'"{verb}" cannot be used in a message. There are if, elif, else, for and set.'
            yield place.problem(segment.offset, sentence)
        elif verb in ("if", "for"):
            still_open.append((verb, segment.offset))
        elif verb in ("endif", "endfor"):
            if not still_open or still_open[-1][0] != verb.removeprefix("end"):
                yield place.problem(segment.offset, f"This {{% {verb} %}} closes nothing that is open.")
            else:
                still_open.pop()
        elif verb in ("elif", "else") and not still_open:
            yield place.problem(segment.offset, f"This {{% {verb} %}} stands outside of any {{% if %}}.")
    for verb, offset in still_open:
        yield place.problem(offset, f"This {{% {verb} %}} is never closed with {{% end{verb} %}}.")


def _faults_of_expression(segment: Segment, local: frozenset[str], place: _Place) -> Iterator[Problem]:
    found = [token for token in tokens(segment) if token.kind is not TokenKind.SPACE]
    if segment.kind is SegmentKind.BLOCK:
        found = found[1:]
        if segment.verb == "set" and found and found[0].path in ROOTS:
            sentence = f'"{found[0].path}" is the name of smart tags and cannot be set.'
            yield place.problem(segment.offset + found[0].offset, sentence)
            return
    elif not found:
        yield place.problem(segment.offset, "This smart tag is empty.")
    for index, token in enumerate(found):
        after = found[index + 1].source if index + 1 < len(found) else ""
        after_that = found[index + 2].source if index + 2 < len(found) else ""
        if after == "=" and after_that != "=" and token.kind is TokenKind.PATH:
            continue  # The name of an argument, or of what a set block sets.
        sentence, nearest = _fault_of_token(token, after, local)
        if sentence:
            yield place.problem(segment.offset + token.offset, sentence, nearest)
        if token.source == "date" and token.kind is TokenKind.FILTER and after == "(" and after_that:
            yield from _fault_of_style(segment, found[index + 2], place)
    for token, sentence in faults_of_lists(found):
        yield place.problem(segment.offset + token.offset, sentence)


def _fault_of_token(token: Token, after: str, local: frozenset[str]) -> tuple[str, str]:
    """The sentence about one token, empty when there is no fault, and the smart tag that was meant."""
    name = token.path
    match token.kind:
        case TokenKind.FILTER if name not in ALLOWED_FILTERS:
            return f'There is no filter "{name}". There are {", ".join(sorted(ALLOWED_FILTERS))}.', ""
        case TokenKind.TEST if name not in ALLOWED_TESTS:
            return f'There is no test "{name}". There are {", ".join(sorted(ALLOWED_TESTS))}.', ""
        case TokenKind.PATH if after == "(" and name not in ALLOWED_FUNCTIONS:
            return f'"{name}" cannot be called.', nearest_tag(name) if not is_smart_tag(name) else ""
        case TokenKind.PATH if after == "[" and name.split(".")[0] not in local:
            return f'Write smart tags with dots: "{name}" cannot be followed by a bracket.', ""
        case TokenKind.PATH if name in ALLOWED_FUNCTIONS or name.split(".")[0] in local:
            return "", ""
        case TokenKind.PATH if not is_smart_tag(name):
            return f'There is no smart tag "{_short(name)}".', nearest_tag(name)
    return "", ""


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _fault_of_style(segment: Segment, token: Token, place: _Place) -> Iterator[Problem]:
    style = token.source.strip("\"'")
    if token.kind is TokenKind.STRING and style not in formats.DATE_STYLES:
        sentence = f'There is no date style "{style}". There are {", ".join(formats.DATE_STYLES)}.'
        yield place.problem(segment.offset + token.offset, sentence)


def _fault_of_engine(error: Exception, source: str, place: _Place) -> Problem:
    marked = [segment for segment in segments(source) if segment.kind is not SegmentKind.WORDS]
    if isinstance(error, minijinja.TemplateError) and error.kind == "OutOfFuel":
        loops = [segment.offset for segment in marked if segment.verb == "for"]
        sentence = "This text takes far too long to render. Use fewer or shorter loops."
        return place.problem(loops[0] if loops else 0, sentence)
    line = error.line or 1 if isinstance(error, minijinja.TemplateError) else 1
    start = sum(len(each) for each in source.splitlines(keepends=True)[: line - 1])
    offset = next((segment.offset for segment in marked if segment.offset >= start), start)
    sentence = _OUR_FILE.sub("", engine_sentence(error))
    return place.problem(offset, f"The engine cannot read this line: {sentence}.")


def _sample(booleans: bool, numbers: int) -> Context:
    """Values for every smart tag, all conditions answered the same way."""
    values: dict[str, Value] = {LOCALE: "en"}
    for tag in SMART_TAGS.values():
        match tag.kind:
            case TagKind.BOOL:
                values[tag.name] = booleans
            case TagKind.INT:
                values[tag.name] = numbers
            case _:
                values[tag.name] = tag.example if booleans else ""
        if kind_of(tag.name) is TagKind.DATE:
            values[tag.name + RAW] = "2028-02-29" if booleans else ""
            values |= {f"{tag.name}:{style}": values[tag.name] for style in formats.DATE_STYLES}
    return values


_SAMPLES = (_sample(True, 6), _sample(False, 1), _sample(True, 0))
