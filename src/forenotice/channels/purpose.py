"""What a channel is for: whether it speaks at all, to people or to programs, and of what."""

from collections.abc import Collection, Iterable

from forenotice.channels.models import Channel
from forenotice.channels.plugin import Carries
from forenotice.channels.states import MAIL, Kind
from forenotice.kernel.payload import PayloadType

ZAPIER = "zapier"
"""The name by which a step calls every Zapier hook."""

MEMBERMOUSE = "membermouse"
"""The form of a webhook that calls a script of MemberMouse's, which cannot know that it was called before."""

_FOR_PEOPLE = frozenset({*MAIL, Kind.MAILBOX})
_REPEATABLE = frozenset({Kind.MAILBOX, Kind.WEBHOOK, Kind.ZAPIER})


def is_on(channel: Channel) -> bool:
    """Whether it may speak."""
    return channel.disabled_at is None and channel.retired_at is None


def is_for_programs(channel: Channel) -> bool:
    """Whether it carries payloads, and not messages."""
    if channel.carries:
        return channel.carries == Carries.PAYLOADS
    return channel.kind not in _FOR_PEOPLE


def is_repeatable(channel: Channel) -> bool:
    """Whether the same thing handed over twice does no harm (`OpenChannel.is_idempotent`)."""
    if channel.settings.get("form") == MEMBERMOUSE:
        return False
    if channel.carries:
        return channel.is_idempotent
    return channel.kind in _REPEATABLE or bool(channel.settings.get("idempotent"))


def called(channels: Iterable[Channel], key: str) -> list[Channel]:
    """Those that a step means by that key; all Zapier hooks go by one name."""
    return [
        channel
        for channel in channels
        if is_on(channel) and (channel.key == key or (channel.kind == Kind.ZAPIER and key == ZAPIER))
    ]


def wants(channel: Channel, of: PayloadType, kind: str, products: Collection[str]) -> bool:
    """Whether it asked to be told of such a due date; `products` are the names that the product goes by."""
    asked = channel.settings
    return (
        of in (asked.get("events") or PayloadType)
        and kind in (asked.get("kinds") or (kind,))
        and not set(products).isdisjoint(asked.get("products") or products)
    )
