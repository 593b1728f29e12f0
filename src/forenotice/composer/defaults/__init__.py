"""The messages that come with us, in English and French: one for each kind of due date.

Each branches on what the member most wants to know: whether there is anything to do. An owner takes one as it
is, or as the start of words of their own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from forenotice.composer.blocks.kinds import BoosterBlock
from forenotice.composer.blocks.tables import blocks_from
from forenotice.composer.errors import UnknownDefaultError
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass

DEFAULT_KEYS = ("renewal", "payment_due", "trial_end", "term_end", "card_expiry")
"""The keys of the messages that come with us; each is also the kind of due date that it speaks of."""


@dataclass(frozen=True, slots=True)
class DefaultMessage:
    """A message of ours, ready to be published under its key."""

    key: str
    name: str
    message_class: MessageClass
    texts: Mapping[str, MessageSource]

    def texts_as(self, message_class: MessageClass) -> Mapping[str, MessageSource]:
        """The texts for a message of that class: a required one carries no boosters."""
        if message_class is not MessageClass.REQUIRED:
            return self.texts
        return {locale: _without_boosters(source) for locale, source in self.texts.items()}


@lru_cache(maxsize=len(DEFAULT_KEYS))
def default_message(key: str) -> DefaultMessage:
    """The message of ours by that key; raise :class:`UnknownDefaultError` if there is none."""
    if key not in DEFAULT_KEYS:
        raise UnknownDefaultError(
            f'There is no default message "{key}". There are {", ".join(DEFAULT_KEYS)}.'
        )
    written = tomllib.loads(files(__package__).joinpath(f"{key}.toml").read_text(encoding="utf-8"))
    return DefaultMessage(
        key=key,
        name=written["name"],
        message_class=MessageClass(written["class"]),
        texts={locale: _source(words) for locale, words in written["text"].items()},
    )


def _source(words: Mapping[str, Any]) -> MessageSource:
    return MessageSource(**{**words, "blocks": blocks_from(words.get("blocks", ()))})


def _without_boosters(source: MessageSource) -> MessageSource:
    return replace(source, blocks=tuple(b for b in source.blocks if not isinstance(b, BoosterBlock)))
