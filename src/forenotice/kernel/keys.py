"""What may be a key: the name by which a blueprint declares something, and by which it is known for good."""

import re

KEY_RULE = "Use up to 64 small letters, digits, hyphens and underscores"
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_NOT_IN_A_KEY = re.compile(r"[^a-z0-9_-]+")


def is_key(text: str) -> bool:
    """Whether a text may be a key: small letters, digits, hyphens and underscores, 64 at most."""
    return _KEY.fullmatch(text) is not None


def nearest_key(text: str, otherwise: str) -> str:
    """A key that looks like a text; ``otherwise`` when nothing of it can stay."""
    return _NOT_IN_A_KEY.sub("-", text.lower()).strip("-_")[:64] or otherwise
