"""The links to a member's own page, calendar and choices, made only for texts that name them."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from types import MappingProxyType

from forenotice.composer.facts import Facts
from forenotice.composer.render import names_used
from forenotice.composer.texts import CompiledText
from forenotice.consent.links import (
    Whose,
    calendar_url,
    makes_links,
    portal_url,
    preferences_url,
    unsubscribe_url,
)
from forenotice.kernel.message import MessageClass
from forenotice.ledger.queries import Known

_PREFIX = "links."
_CARD = "update_payment"
_MAKERS: Mapping[str, Callable[[Whose, Known], str]] = MappingProxyType(
    {
        "portal": lambda whose, _: portal_url(whose),
        "preferences": lambda whose, _: preferences_url(whose),
        "unsubscribe": lambda whose, _: unsubscribe_url(whose),
        "calendar": lambda whose, known: calendar_url(whose, known.due_date_id),
        # A source that makes a page for the card when it is asked to is asked from the member's page.
        _CARD: lambda whose, _: portal_url(whose),
    }
)


EVERY_LINK = tuple(_MAKERS)
"""The names of these links, as the facts call them. That of the card is ours only where there is no other."""


def with_member_links(
    facts: Facts,
    whose: Whose,
    known: Known,
    names: Collection[str],
    message_class: MessageClass,
    card_pages: Collection[str],
) -> Facts:
    """The facts with those of the links that are named. ``card_pages`` are the sources that make such pages.

    A required message offers no way to unsubscribe, since it would be sent all the same.
    """
    if not names or not makes_links():
        return facts
    without = {"unsubscribe"} if message_class is MessageClass.REQUIRED else set()
    if facts.links.update_payment or known.source not in card_pages:
        without.add(_CARD)
    made = {name: _MAKERS[name](whose, known) for name in names if name not in without}
    return facts._replace(links=facts.links._replace(**made)) if made else facts


@lru_cache(maxsize=1024)
def links_named(text: CompiledText) -> tuple[str, ...]:
    """Those of these links that a text names, as the facts call them."""
    words = (name.removeprefix(_PREFIX) for name in names_used(text) if name.startswith(_PREFIX))
    return tuple(word for word in words if word in _MAKERS)
