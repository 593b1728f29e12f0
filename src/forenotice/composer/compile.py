"""An owner's text becomes what is rendered for members: checked, cleaned, styled, wrapped; once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import css_inline

from forenotice.composer.blocks.faults import boosters_in, faults_of, remarks_of
from forenotice.composer.blocks.page import page_of
from forenotice.composer.blocks.places import place_of, words_in
from forenotice.composer.bounds import faults_of_nesting, faults_of_size
from forenotice.composer.check import check, check_rendering
from forenotice.composer.line_breaks import part_lines
from forenotice.composer.membermouse.on_save import to_native
from forenotice.composer.placeholders import Placeholders
from forenotice.composer.plain_text import plain_text_of
from forenotice.composer.problems import Problem, problem_at
from forenotice.composer.remarks import remarks_on
from forenotice.composer.sanitise import sanitise_with
from forenotice.composer.shell import FOOT_TEXT, wrap
from forenotice.composer.template import Segment, SegmentKind, segments, unescaped
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass

COMPILER = 6
"""Raised whenever the same source compiles to something else, so that messages are compiled anew."""

# What is not closed goes on to the end, as it does for readers of HTML.
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_STYLE = re.compile(r"<style\b[^<>]*>(.*?)(?:</style\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_NOT_IN_STYLES = re.compile(r"@import|url\s*\(|expression\s*\(|<|\{\{|\{%", re.IGNORECASE)
_WHOLE_LINKS = "Links in a mail begin with https://, mailto: or tel:, or with the smart tag of a link."
_LINK_IN_BRACKETS = re.compile(r"( \(\{\{ ([^{}]*) \}\}\))")
_LINE_ENDS = re.compile(r"(?<![ \t])[ \t]*\n\s*")
_LINE_BREAK = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_LINKS = frozenset({"href", "src"})
_NOTHING_WRITTEN = MessageSource("", "")


@dataclass(frozen=True, slots=True)
class Compiled:
    """One locale's text ready to be rendered, or the problems for which it is not."""

    subject: str = ""
    html: str = ""
    text: str = ""
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    """What its owner should know although it is ready: what was taken out, and what would spy on members."""
    source: MessageSource = _NOTHING_WRITTEN
    """What the owner wrote, with tags of MemberMouse said in our own: what is to be kept of it."""


# The same words are checked, previewed and published one after the other, and ours come with every
# organization: seven languages of five messages are half a second.
@lru_cache(maxsize=128)
def compile_text(source: MessageSource, locale: str, message_class: MessageClass) -> Compiled:
    """Compile what an owner wrote for one locale, whether in our own tags or in those of MemberMouse."""
    if too_large := tuple(faults_of_size(source, locale)):
        return Compiled(problems=too_large, source=source)
    written = to_native(source, locale)
    compiled = _compile_native(written.source, locale, message_class)
    return replace(
        compiled,
        problems=(*written.faults, *written.placed(compiled.problems)),
        remarks=(*written.remarks, *written.placed(compiled.remarks)),
        source=written.source,
    )


def _compile_native(source: MessageSource, locale: str, message_class: MessageClass) -> Compiled:
    if source.blocks:
        return _compile_blocks(source, locale, message_class)
    body = unescaped(_paragraphs(source.html))
    bare = _without_styles(body)
    if too_deep := tuple(faults_of_nesting(bare, f"{locale}: html")):
        return Compiled(problems=too_deep)
    problems = [
        *check(source.subject, f"{locale}: subject"),
        *check(source.preheader, f"{locale}: preheader"),
        *check(bare, f"{locale}: html"),
        *check(source.text or "", f"{locale}: text"),
        *_faults_of_lines(source, locale),
        *_faults_of_html(body, f"{locale}: html"),
        *_boosters(message_class, locale, subject=source.subject, html=source.html, text=source.text or ""),
    ]
    return Compiled(problems=tuple(problems)) if problems else _compile_checked(source, body, locale)


def _compile_blocks(source: MessageSource, locale: str, message_class: MessageClass) -> Compiled:
    problems = [
        *check(source.subject, f"{locale}: subject"),
        *check(source.preheader, f"{locale}: preheader"),
        *faults_of(source.blocks, locale, message_class),
        *check(source.text or "", f"{locale}: text"),
        *_faults_of_lines(source, locale),
        *_boosters(message_class, locale, subject=source.subject, text=source.text or ""),
    ]
    if source.html:
        problems.append(Problem(f"{locale}: html", 0, 0, "There are blocks as well: keep one of the two."))
    if problems:
        return Compiled(problems=tuple(problems))
    words = [words for block in source.blocks for _, words in words_in(block)]
    hidden = Placeholders("".join(words) + source.preheader)
    page = page_of(source.blocks, hidden.hide_words(source.preheader), locale, hidden)
    for number, written in page.broken_links:
        where = place_of(locale, number, source.blocks[number - 1])
        problems.append(Problem(where, 0, 0, f'"{written}" is no whole link. {_WHOLE_LINKS}'))
    if not plain_text_of(page.plain, str).strip():
        problems.append(Problem(f"{locale}: blocks", 0, 0, "A message needs words."))
    if problems:
        return Compiled(problems=tuple(problems))
    html, text = page.html, _text_of(source, page.plain, hidden, locale)
    return _finished(source, hidden.restore(html), text, locale, remarks_of(source.blocks, locale))


def _compile_checked(source: MessageSource, body: str, locale: str) -> Compiled:
    where = f"{locale}: html"
    hidden = Placeholders(body + source.preheader)
    clean, problems, remarks = _clean_body(body, hidden, where)
    preheader = hidden.hide_words(source.preheader)
    if problems:
        return Compiled(problems=tuple(problems))
    text = _text_of(source, clean, hidden, locale)
    return _finished(source, hidden.restore(wrap(clean, preheader, locale)), text, locale, tuple(remarks))


def _finished(
    source: MessageSource, html: str, text: str, locale: str, remarks: tuple[Problem, ...]
) -> Compiled:
    compiled = part_lines(html)
    # Cleaning may have taken one half of a block away with an attribute; then the result no longer renders.
    problems = check_rendering(compiled, f"{locale}: html, cleaned") or check_rendering(
        text, f"{locale}: text, derived"
    )
    if problems:
        return Compiled(problems=tuple(problems))
    return Compiled(source.subject.strip(), compiled, text, remarks=remarks)


def _text_of(source: MessageSource, clean: str, hidden: Placeholders, locale: str) -> str:
    """The text part: the owner's own, else the one derived from a body."""
    if source.text is None:
        return _derived_text(clean, hidden, locale)
    return source.text.replace("\r\n", "\n")


def _derived_text(clean: str, hidden: Placeholders, locale: str) -> str:
    """The text part of a cleaned body."""
    return plain_words(clean, hidden, locale) + "\n" + FOOT_TEXT


def plain_words(clean: str, hidden: Placeholders, locale: str) -> str:
    """The words of cleaned HTML. Where a link has no address, no empty brackets are shown."""
    colon = "\u00a0:" if locale.startswith("fr") else ":"
    words = hidden.restore(plain_text_of(clean, hidden.verb_of, colon))
    return _LINK_IN_BRACKETS.sub(r"{% if \2 %}\1{% endif %}", words)


def _clean_body(body: str, hidden: Placeholders, where: str) -> tuple[str, list[Problem], list[Problem]]:
    """The owner's HTML made harmless and styled with their own styles, smart tags still hidden in it.

    With it come the faults that it has, and what an owner should know of it besides.
    """
    problems: list[Problem] = []

    def misplaced(segment: Segment) -> None:
        sentence = "Inside of an HTML element, a smart tag must stand between the quotes of an attribute."
        problems.append(problem_at(body, segment.offset, where, sentence))

    def attribute(_element: str, name: str, value: str) -> str | None:
        if name in _LINKS:
            return hidden.mark_link(value)
        for segment in hidden.hidden_in(value) if name == "style" else ():
            sentence = "A smart tag cannot stand in a style."
            problems.append(problem_at(body, segment.offset, where, sentence))
        return value

    marked = hidden.hide(_without_styles(body), misplaced)
    # Without its smart tags it may be read in another way than with them.
    if too_deep := [*faults_of_nesting(marked, where)]:
        return "", too_deep, []
    for written in hidden.broken_links(marked):
        sentence = f'"{written}" is no whole link. {_WHOLE_LINKS}'
        problems.append(problem_at(body, max(body.find(written), 0), where, sentence))
    styles = "\n".join(match[1] for match in _STYLE.finditer(body))
    if styles.strip():
        try:
            marked = css_inline.inline_fragment(marked, styles, load_remote_stylesheets=False)
        except css_inline.InlineError as error:
            problems.append(Problem(where, 0, 0, f"The styles cannot be read: {error}."))
    remarks = remarks_on(marked, styles, hidden, body, where)
    clean = sanitise_with(marked, attribute, keep_comments=True)
    return (clean if "<pre" in clean else _LINE_ENDS.sub("\n", clean)), problems, remarks


def _faults_of_line(line: str, name: str, where: str) -> Iterator[Problem]:
    """Line breaks among the words of what stands on one line in the list of mails."""
    last = len(line.rstrip())
    for segment in segments(line):
        if segment.kind is SegmentKind.WORDS:
            for match in _LINE_BREAK.finditer(segment.source):
                at = segment.offset + match.start()
                if line[:at].strip() and at < last:
                    sentence = f"A {name} is a single line: take the line break out."
                    yield problem_at(line, at, where, sentence)
                    return


def _faults_of_lines(source: MessageSource, locale: str) -> Iterator[Problem]:
    for name, line in (("subject", source.subject), ("preheader", source.preheader)):
        yield from _faults_of_line(line, name, f"{locale}: {name}")
    if not source.subject.strip():
        yield Problem(f"{locale}: subject", 0, 0, "A message needs a subject.")


def _faults_of_html(body: str, where: str) -> Iterator[Problem]:
    if not plain_text_of(_without_styles(body), str).strip():
        yield Problem(where, 0, 0, "A message needs words.")
    for match in _STYLE.finditer(body):
        if _NOT_IN_STYLES.search(match[1]):
            sentence = "A style can neither fetch anything nor hold a smart tag."
            yield problem_at(body, match.start(), where, sentence)


def _boosters(message_class: MessageClass, locale: str, **parts: str) -> Iterator[Problem]:
    if message_class is MessageClass.REQUIRED:
        for name, part in parts.items():
            yield from boosters_in(part, f"{locale}: {name}")


def _paragraphs(source: str) -> str:
    """Words without any HTML as paragraphs, so that an owner need not know any."""
    if any("<" in each.source for each in segments(source) if each.kind is SegmentKind.WORDS):
        return source
    blocks = [block.strip() for block in re.split(r"\n\s*\n", source) if block.strip()]
    return "\n".join(f"<p>{block}</p>" for block in blocks)


def _without_styles(body: str) -> str:
    """HTML with style elements and comments blanked out, so that every other character keeps its place."""
    return _STYLE.sub(_blank, _COMMENT.sub(_blank, body))


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])
