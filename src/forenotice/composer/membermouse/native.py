"""Words of ours that stand for a tag of theirs, with what an owner should know of the difference."""

import re
from dataclasses import dataclass

from forenotice.composer.smarttags import CUSTOM_PREFIX

_CUSTOM = re.compile(r"customfield_(\w+)", re.ASCII)
BY_HAND = "Write what you mean in its place, or take it out."


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What stands for a tag of theirs: words of ours, or empty when there are none.

    ``why`` says in which way they differ, empty when they do not; ``advice`` what to do about it.
    """

    native: str
    why: str = ""
    advice: str = ""


def same(tag: str) -> Counterpart:
    """A smart tag that says the same."""
    return Counterpart(f"{{{{ {tag} }}}}")


def near(tag: str, why: str, advice: str = "") -> Counterpart:
    """A smart tag that comes nearest."""
    return Counterpart(f"{{{{ {tag} }}}}", why, advice)


def none(why: str, advice: str = BY_HAND) -> Counterpart:
    """Nothing that would say it."""
    return Counterpart("", why, advice)


def custom_field(name: str) -> tuple[str, str, str] | None:
    """The smart tag of their ``customField_5``, why it is only near, and what to do; None for other names."""
    match = _CUSTOM.fullmatch(name)
    if match is None:
        return None
    key = f"customfield_{match[1]}"
    advice = f"Write your own name of the field, or import its column as custom.{key}."
    return f"{CUSTOM_PREFIX}{key}", "Custom fields have names here.", advice
