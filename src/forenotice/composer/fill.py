"""Raw facts become the values a text may name, each already in the reader's own way of writing."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from forenotice.composer import formats
from forenotice.composer.facts import Facts
from forenotice.composer.smarttags import CUSTOM_PREFIX, custom_key
from forenotice.composer.values import (
    MAKERS,
    Make,
    Value,
    custom_value,
    harmless_url,
    organization_values,
)

Context = Mapping[str, Value]
"""Values by the dotted name of their smart tag. Plain JSON: what a try keeps as proof of what it said."""

LOCALE = "locale"
"""The context's own entry for the locale its values are written in."""

# RFC 2606 keeps this ending for addresses that must not work.
_NOWHERE = "https://forenotice.invalid/"


def speaking_locale(text_locale: str, member_locale: str, organization_locale: str = "") -> str:
    """The locale to format values in: the member's or the organization's region, in the text's own
    language.

    An English text for a member in Berlin says "on May 3", because "on 3. Mai" is no language at all; an
    English text of a British organization says "on 3 May".
    """
    for candidate in (member_locale, text_locale, organization_locale):
        if ("-" in candidate or "_" in candidate) and formats.same_language(text_locale, candidate):
            return candidate
    return text_locale


def fill(facts: Facts, locale: str, names: Sequence[str] | None = None) -> Context:
    """The values of those names for these facts, of every smart tag when none are given.

    They are written for ``locale``. Unknown things are empty strings.
    """
    if names is None:
        custom = (CUSTOM_PREFIX + custom_key(key) for key in facts.member.custom)
        names = (*MAKERS, *custom)
    context: dict[str, Value] = {LOCALE: locale, **organization_values(facts.organization, locale)}
    makers, others = _makers(tuple(names))
    for name, make in makers:
        context[name] = make(facts, locale)
    for name in others:
        context[name] = custom_value(facts, name)
    return context


def without_live_links(context: Context) -> Context:
    """The same with every member link empty: for copies that others than the member read."""
    return {name: "" if name.startswith("links.") else value for name, value in context.items()}


def with_dead_links(facts: Facts) -> Facts:
    """The same with every member link leading nowhere: for trials, in which links are to be seen.

    It is done before a booster is put into words, since these may hold links too.
    """
    dead = {name: _NOWHERE + name for name, link in facts.links._asdict().items() if harmless_url(link)}
    return facts._replace(links=facts.links._replace(**dead))


@lru_cache(maxsize=256)
def _makers(names: tuple[str, ...]) -> tuple[tuple[tuple[str, Make], ...], tuple[str, ...]]:
    """How the values of those names are made, and the names that are custom fields."""
    found = tuple((name, MAKERS[name]) for name in names if name in MAKERS)
    return found, tuple(name for name in names if name.startswith(CUSTOM_PREFIX))
