"""Whole card numbers are left out of pushed words before anything of them is kept. Pure."""

import json
import re
from typing import Any

from forenotice.sources.cards import CANDIDATE, REMOVED, is_card_number

# Ids may be long numbers too, and nobody's card number is an id.
_IDS = frozenset({"external_id", "order_number", "period_key"})


def without_card_numbers(words: str) -> str:
    """The words as they came, or as JSON written anew when card numbers had to be taken out."""
    if not any(is_card_number(match[0].decode()) for match in CANDIDATE.finditer(words.encode())):
        return words
    return json.dumps(_clean(json.loads(words)))


def _clean(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {_clean(key): _clean(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each, name) for each in value]
    if name in _IDS or not isinstance(value, str | int) or isinstance(value, bool):
        return value
    text = CANDIDATE.sub(_unless_card, str(value).encode("utf-8", "surrogatepass"))
    cleaned = text.decode("utf-8", "surrogatepass")
    return value if cleaned == str(value) else cleaned


def _unless_card(match: re.Match[bytes]) -> bytes:
    return REMOVED.encode() if is_card_number(match[0].decode()) else match[0]
