"""What every way out promises, whatever carries the messages."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from forenotice.kernel.message import Message, Receipt
from forenotice.kernel.payload import Payload

Parcel = Message | Payload
"""What a channel may be made to carry: words for a person, or facts for a program."""

Carried = TypeVar("Carried", bound=Parcel)
Carried_contra = TypeVar("Carried_contra", bound=Parcel, contravariant=True)

Pull = Callable[[int], Sequence[Carried]]
"""Asks for up to so many messages, for as many connections as are free and ready at this moment."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What a channel answered when it was only asked whether it would take messages.

    ``answered`` is true where the other side spoke with us and did not let us in; ``said`` are its own words.
    """

    is_reachable: bool
    code: str = ""
    detail: str = ""
    answered: bool = False
    said: str = ""


class OpenChannel(Protocol[Carried_contra]):
    """A channel with its connections and its secrets, ready to carry messages; payloads are meant too.

    ``connections`` is the most messages that are ever in flight. ``is_idempotent`` says that the same message
    handed over twice arrives once, so that an unknown outcome may be tried again without asking anybody.
    """

    @property
    def connections(self) -> int: ...

    @property
    def is_idempotent(self) -> bool: ...

    def deliver(self, pull: Pull[Carried_contra]) -> Iterator[Sequence[Receipt]]:
        """Carry messages until there are none left; everything happens in the caller's thread.

        - ``pull(n)`` is called when `n` connections stand ready, at most once each round. The caller commits
          that exactly these messages are being attempted and returns them; they go out at once. An empty
          answer means that none are left, and ``pull`` is not called again: this is also how to stop.
        - Every message pulled is answered by exactly one receipt, in groups as they come. Receipts are
          yielded before the connections they freed are pulled for, so that one transaction of the
          caller's can write the old and claim the new.
        - An empty group is a breath: the other side has the word, and whoever has something to prepare may
          do it meanwhile. One comes about every second at least. Closing the iterator then loses nothing if
          nothing was in flight.
        - After a receipt with ``whole_channel`` no more is pulled; what is in flight is still answered.
        - When ``pull`` raises, what is in flight is still answered and yielded, and then the error goes on.
        - A caller that closes the iterator early makes it wait for what is in flight; these receipts come
          first from the next ``deliver``.
        """
        ...

    def probe(self) -> Probe:
        """Go as far as possible without handing over a message."""
        ...

    def close(self) -> None:
        """Let go of every connection. The channel may not be used afterwards."""
        ...
