"""The messages that come with us: one for each kind of due date, in several languages.

Each branches on what the member most wants to know: whether there is anything to do. The order of its blocks
and their conditions stand in a file of their own; what they say stands in one file for each language and way
to address people. An owner takes a message as it is, or as the start of words of their own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from forenotice.composer.blocks.kinds import BoosterBlock
from forenotice.composer.blocks.tables import blocks_from
from forenotice.composer.errors import UnknownDefaultError
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass

DEFAULT_KEYS = ("renewal", "payment_due", "trial_end", "term_end", "card_expiry")
"""The keys of the messages that come with us; each is also the kind of due date that it speaks of."""

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pt")
"""The languages that they speak."""


class AddressForm(StrEnum):
    """How a language addresses people where it has two ways: vous or tu, Sie or du."""

    FORMAL = "formal"
    INFORMAL = "informal"


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


@cache
def default_message(key: str, address: AddressForm = AddressForm.FORMAL) -> DefaultMessage:
    """The message of ours by that key; raise :class:`UnknownDefaultError` if there is none."""
    if key not in DEFAULT_KEYS:
        raise UnknownDefaultError(
            f'There is no default message "{key}". There are {", ".join(DEFAULT_KEYS)}.'
        )
    shape = _read(f"{key}.toml")
    return DefaultMessage(
        key=key,
        name=shape["name"],
        message_class=MessageClass(shape["class"]),
        texts={language: _text(shape, _words(language, address)[key]) for language in LANGUAGES},
    )


@cache
def _words(language: str, address: AddressForm) -> Mapping[str, Any]:
    """What our messages say in a language. One that has a single form of address says the same in both."""
    informal = f"words/{language}.informal.toml"
    if address is AddressForm.INFORMAL and files(__package__).joinpath(informal).is_file():
        return _read(informal)
    return _read(f"words/{language}.toml")


def _text(shape: Mapping[str, Any], words: Mapping[str, Any]) -> MessageSource:
    """The blocks of a message with their words; a block that these do not mention is left to say its own."""
    blocks = [
        {name: value for name, value in block.items() if name != "id"} | words.get(block["id"], {})
        for block in shape["blocks"]
    ]
    return MessageSource(words["subject"], words["preheader"], blocks=blocks_from(blocks))


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


def _without_boosters(source: MessageSource) -> MessageSource:
    return replace(source, blocks=tuple(b for b in source.blocks if not isinstance(b, BoosterBlock)))
