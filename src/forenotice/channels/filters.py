"""Of which reminders a channel asks to hear: the words that its settings may use for it. Pure."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from forenotice.channels.errors import ChannelRefusedError
from forenotice.kernel.payload import PayloadType

KINDS = ("renewal", "trial_end", "payment_due", "term_end", "card_expiry")
"""Kinds of due date, as blueprints and payloads write them."""

FILTERS = frozenset({"events", "kinds", "products"})
"""The settings that are filters; `channels.purpose` asks them."""

_MOST = 500


def check_filters(settings: Mapping[str, Any]) -> None:
    """Raise :class:`ChannelRefusedError` for a filter that would let nothing through by mistake."""
    _check(settings, "events", tuple(PayloadType))
    _check(settings, "kinds", KINDS)
    _check(settings, "products")


def _check(settings: Mapping[str, Any], name: str, known: Sequence[str] = ()) -> None:
    if name not in settings:
        return
    words = settings[name]
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise ChannelRefusedError(f'The setting {name} must be a list of texts such as ["one", "two"].')
    if not 0 < len(words) <= _MOST:
        raise ChannelRefusedError(
            f"The setting {name} holds 1 to {_MOST} words; leave it out to hear of all."
        )
    for word in words:
        if known and word not in known:
            near = difflib.get_close_matches(word, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; write {', '.join(known)}."
            raise ChannelRefusedError(f'The setting {name} knows no "{word}"{hint}')
