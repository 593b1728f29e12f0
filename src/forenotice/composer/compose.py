"""Facts in, finished message out: the one path of preview, test send and real send.

This is the room's door for whoever speaks: what they need of the files behind it can be had from here.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from forenotice.composer.facts import Facts
from forenotice.composer.fill import LOCALE, Context, fill, speaking_locale, without_live_links
from forenotice.composer.render import names_used, render
from forenotice.composer.texts import CompiledText
from forenotice.composer.values import Value
from forenotice.kernel.message import Address, Message

__all__ = [
    "Composed",
    "Context",
    "Envelope",
    "compose",
    "compose_from",
    "context_for",
    "kept_context",
    "names_used",
    "one_line",
    "without_live_links",
]

_LONGEST_SUBJECT = 200
# Control characters, Unicode's own line and paragraph separators, and runs of blanks.
_BREAK = "[\x00-\x1f\x7f-\x9f\u2028\u2029]"
_BREAKS = re.compile(f" *{_BREAK}(?:{_BREAK}| )*| {{2,}}")


class Envelope(NamedTuple):
    """What a message carries beside its words, each as the kernel's ``Message`` explains it."""

    message_id: str
    sender: Address
    recipient: Address
    composed_at: datetime
    boundary: str
    reply_to: Address | None = None
    return_path: str = ""
    headers: Mapping[str, str] = MappingProxyType({})
    unsubscribe: str = ""


class Composed(NamedTuple):
    """A finished message, the values it was made of, and the smart tags that had nothing to say."""

    message: Message
    context: Context
    warnings: tuple[str, ...] = ()


def compose(text: CompiledText, facts: Facts, envelope: Envelope) -> Composed:
    """The message that ``text`` becomes for these facts; raise :class:`RenderError` when it cannot."""
    return compose_from(text, context_for(text, facts), envelope)


def context_for(text: CompiledText, facts: Facts) -> Context:
    """The values that ``text`` is rendered with, written as this member and this organization write.

    Raise :class:`RenderError` when the text is none.
    """
    locale = speaking_locale(text.locale, facts.member.locale, facts.organization.locale)
    return fill(facts, locale, names_used(text))


def compose_from(text: CompiledText, context: Context, envelope: Envelope) -> Composed:
    """The same from values already formatted, so that what was said can be made again, byte for byte."""
    words = render(text, context)
    message = Message(
        message_id=envelope.message_id,
        sender=envelope.sender,
        recipient=envelope.recipient,
        subject=one_line(words.subject)[:_LONGEST_SUBJECT],
        body=words.body,
        text=words.text,
        composed_at=envelope.composed_at,
        boundary=envelope.boundary,
        message_class=text.message_class,
        locale=text.locale,
        reply_to=envelope.reply_to,
        return_path=envelope.return_path,
        headers=envelope.headers,
        unsubscribe=envelope.unsubscribe,
        revision=text.name,
    )
    return Composed(message, context, words.warnings)


def kept_context(text: CompiledText, context: Context) -> dict[str, Value]:
    """Just those values that ``text`` reads: the proof of what it said, from which it can be said again."""
    return {name: context[name] for name in (LOCALE, *names_used(text)) if name in context}


def one_line(words: str) -> str:
    """Words on a single line, fit for a header. No-break spaces and emoji stay as they are."""
    return _BREAKS.sub(" ", words).strip(" ")
