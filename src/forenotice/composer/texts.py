"""A message's words: as an owner wrote them, as they are compiled, and which language a member reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from forenotice.composer.blocks.kinds import Block
from forenotice.kernel.message import MessageClass

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class MessageSource:
    """What an owner writes for one locale: either ``blocks`` or ``html``. The text part is derived from it.

    A text part of the owner's own takes the place of ours.
    """

    subject: str
    preheader: str
    html: str = ""
    text: str | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledText:
    """One locale of one revision, compiled. ``name`` is unique and its content never changes."""

    name: str
    locale: str
    subject: str
    html: str
    text: str
    message_class: MessageClass = MessageClass.COURTESY


@dataclass(frozen=True, slots=True)
class PublishedMessage:
    """The revision of a message that speaks, or would, with all its texts by locale (``en``, ``fr-CA``)."""

    key: str
    name: str
    message_class: MessageClass
    revision_id: int
    revision: int
    texts: Mapping[str, CompiledText]

    def text_for(self, member_locale: str, organization_locale: str) -> CompiledText:
        """The text a member reads: their locale, its language, the organization's, else the first."""
        for wanted in (member_locale, organization_locale):
            found = in_language_of(wanted, self.texts)
            if found is not None:
                return found
        return self.texts[min(self.texts)]


def tidy_locale(name: str) -> str:
    """A locale as ``fr`` or ``fr-CA``, however it was written (``fr_ca``, ``FR-ca.UTF-8``)."""
    parts = name.split(".")[0].strip().replace("_", "-").split("-")
    rest = (part.title() if len(part) == 4 else part.upper() for part in parts[1:])
    return "-".join([parts[0].lower(), *rest])


def in_language_of(wanted: str, texts: Mapping[str, _T]) -> _T | None:
    """What there is for that very locale, for its bare language, or for any region of the language."""
    locale = tidy_locale(wanted)
    if not locale:
        return None
    language = locale.split("-")[0]
    if locale in texts:
        return texts[locale]
    # A bare language sorts before all of its regions.
    kin = sorted(name for name in texts if name.split("-")[0] == language)
    return texts[kin[0]] if kin else None
