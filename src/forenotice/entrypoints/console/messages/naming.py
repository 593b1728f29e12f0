"""A key for what has a name: what rules and blueprints call it, and what never changes afterwards."""

from collections.abc import Collection

from django.utils.text import slugify

_LONGEST = 56


def free_key(name: str, taken: Collection[str], otherwise: str) -> str:
    """The name in small letters without blanks, with a number behind it where that is taken."""
    key = slugify(name)[:_LONGEST].strip("-_") or otherwise
    numbered = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return key if key not in taken else next(each for each in numbered if each not in taken)
