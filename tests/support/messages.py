"""Finished messages for tests of whatever carries or counts them."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from forenotice.channels.contract_examples import COMPOSED_AT, example_message
from forenotice.kernel.message import Html, Message

__all__ = ["COMPOSED_AT", "make_message", "make_messages", "pull_from"]

T = TypeVar("T")


def make_message(number: int = 1, *, html: str | None = None, **changes: Any) -> Message:
    """A message of its own for each number, to `member<number>@example.net`."""
    body: dict[str, Any] = {} if html is None else {"body": Html(html)}
    return example_message(number)._replace(**body, **changes)


def make_messages(count: int) -> list[Message]:
    """The messages 1 to `count`."""
    return [make_message(number) for number in range(1, count + 1)]


def pull_from(messages: Iterable[T]) -> Callable[[int], Sequence[T]]:
    """Gives the messages in their order, as many as are asked for, and then no more."""
    rest = iter(messages)
    return lambda count: list(islice(rest, count))
