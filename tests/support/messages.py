"""Finished messages for tests of whatever carries or counts them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from forenotice.kernel.message import Address, Html, Message

T = TypeVar("T")
COMPOSED_AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def make_message(number: int = 1, *, html: str | None = None, **changes: Any) -> Message:
    """A message of its own for each number, to `member<number>@example.net`."""
    if html is None:
        html = f"<p>Hello {number},</p>\n<p>Your membership renews on 3&nbsp;March.</p>\n"
    message = Message(
        message_id=f"reminder-{number}@example.org",
        sender=Address("office@example.org", "Harbour Choir"),
        recipient=Address(f"member{number}@example.net", f"Member {number}"),
        subject=f"Your membership renews on 3 March ({number})",
        body=Html(html),
        text=f"Hello {number},\n\nYour membership renews on 3 March.\n",
        composed_at=COMPOSED_AT,
        boundary=f"part{number}",
        headers={"List-Id": "<members.example.org>"},
    )
    return message._replace(**changes)


def make_messages(count: int) -> list[Message]:
    """The messages 1 to `count`."""
    return [make_message(number) for number in range(1, count + 1)]


def pull_from(messages: Iterable[T]) -> Callable[[int], Sequence[T]]:
    """Gives the messages in their order, as many as are asked for, and then no more."""
    rest = iter(messages)
    return lambda count: list(islice(rest, count))
