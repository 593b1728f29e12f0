"""What a channel that somebody else wrote must offer. Pure.

A package announces it under the entry point ``forenotice.channels``. The name there is the kind, as
blueprints write it; what it leads to is an object, or a module, that is a :class:`ChannelPlugin`. That it
keeps the promises of :class:`forenotice.channels.contract.OpenChannel` is tested by inheriting
:class:`forenotice.channels.contract_suite.ChannelContract`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from forenotice.channels.contract import OpenChannel


class Carries(StrEnum):
    """What a channel is made to carry: words for a person, or facts for a program."""

    MESSAGES = "messages"
    PAYLOADS = "payloads"


class ChannelPlugin(Protocol):
    """One kind of channel.

    ``carries`` is ``"messages"`` (:class:`forenotice.kernel.message.Message`, one for each recipient) or
    ``"payloads"`` (:class:`forenotice.kernel.payload.Payload`, one for each reminder).

    ``settings`` are what the blueprint says of the channel, without its key and kind, and, for payloads,
    without the filters ``events``, ``kinds`` and ``products``, which are applied before. ``secrets`` are what
    it says only by reference, ``{ env = "NAME" }``, by the same names.
    """

    @property
    def carries(self) -> str: ...

    def problems(self, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Sequence[str]:
        """What is wrong with the settings, each a sentence that names the setting; none if all is well."""
        ...

    def open(self, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> OpenChannel[Any]:
        """The channel, ready to carry. Nothing is connected to before there is something to carry."""
        ...
