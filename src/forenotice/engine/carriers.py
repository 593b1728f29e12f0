"""Open channels, kept from one pulse to the next, so that connections are dialled once."""

from types import TracebackType
from typing import Any, Self

from forenotice.accounts.states import Mode
from forenotice.channels.contract import OpenChannel
from forenotice.channels.models import Channel
from forenotice.channels.queries import open_channel, open_mailbox
from forenotice.dispatcher.operations import Clock


class KeptCarriers:
    """Gives the open channel of a channel and mode. A channel whose settings changed is opened anew.

    In a rehearsal every channel is the organization's test mailbox, whatever it is otherwise.
    """

    def __init__(self, clock: Clock) -> None:
        """Nothing is open yet. Channels that sign their tries read the moment from `clock`."""
        self._clock = clock
        self._open: dict[tuple[int, str], tuple[object, OpenChannel[Any]]] = {}

    def __call__(self, channel: Channel, mode: str) -> OpenChannel[Any]:
        """The channel, ready to carry messages."""
        key, made_of = (channel.pk, mode), (channel.kind, channel.settings, channel.sealed_secrets)
        kept = self._open.get(key)
        if kept is not None and kept[0] == made_of:
            return kept[1]
        if kept is not None:
            kept[1].close()
        if mode == Mode.REHEARSAL:
            opened: OpenChannel[Any] = open_mailbox(channel.organization)
        else:
            opened = open_channel(channel, clock=self._clock)
        self._open[key] = (made_of, opened)
        return opened

    def close(self) -> None:
        """Hang up everywhere."""
        for _, opened in self._open.values():
            opened.close()
        self._open.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
