"""Words that are still being written: compiled as if they were kept, and kept nowhere."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from forenotice.composer.blocks.kinds import Block
from forenotice.composer.blocks.page import page_of
from forenotice.composer.blocks.places import words_in
from forenotice.composer.compile import compile_text
from forenotice.composer.placeholders import Placeholders
from forenotice.composer.problems import Problem
from forenotice.composer.texts import CompiledText, MessageSource, PublishedMessage, tidy_locale
from forenotice.kernel.message import MessageClass

# What makes a tag's value safe in a link; for HTML that is written by hand it is put there anew.
_OUR_FILTER = re.compile(r"\{\{ \((.*?)\)\|_\w+ \}\}")


@dataclass(frozen=True, slots=True)
class Unsaved:
    """One locale of a message as it stands on somebody's screen. ``text`` is None while it has faults."""

    source: MessageSource
    text: CompiledText | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]

    def as_message(self, key: str, name: str) -> PublishedMessage | None:
        """What would speak if this were published; None while it has faults."""
        if self.text is None:
            return None
        texts = {self.text.locale: self.text}
        return PublishedMessage(key, name, self.text.message_class, 0, 0, texts)


def unsaved(source: MessageSource, locale: str, message_class: MessageClass) -> Unsaved:
    """Check and compile words that nobody has saved; the compiler keeps the last ones that it saw."""
    locale = tidy_locale(locale)
    made = compile_text(source, locale, message_class)
    text = None
    if not made.problems:
        words = "\x1f".join((made.subject, made.html, made.text, message_class))
        # The engine takes a name for its content, so the name follows from it.
        name = f"unsaved-{hashlib.sha256(words.encode()).hexdigest()[:32]}:{locale}"
        text = CompiledText(name, locale, made.subject, made.html, made.text, message_class)
    return Unsaved(made.source if text else source, text, made.problems, made.remarks)


def html_of(blocks: Sequence[Block], locale: str) -> str:
    """What blocks say, as HTML and smart tags that an owner may go on with."""
    hidden = Placeholders("".join(words for block in blocks for _, words in words_in(block)))
    made = hidden.restore(page_of(blocks, "", tidy_locale(locale), hidden).plain)
    return _OUR_FILTER.sub(r"{{ \1 }}", made).strip()
