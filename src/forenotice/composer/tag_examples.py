"""What smart tags give for made-up members, as a reader of a language sees it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from forenotice.composer.facts import OrganizationFacts
from forenotice.composer.formats import money
from forenotice.composer.samples import Setting, sample_facts
from forenotice.composer.smarttags import SMART_TAGS, TagKind
from forenotice.composer.values import MAKERS

EXAMPLE_DAY = datetime(2026, 5, 9, 12, tzinfo=UTC)
"""It does not matter which day it is, but that it is always the same one does."""

# Between them they know everything: who pays by card, who pays in parts, whose trial or term ends.
_WHO = ("automatic", "last-payment", "trial-ending", "term-ending")


@lru_cache(maxsize=32)
def tag_examples(locale: str, currency: str) -> Mapping[str, str]:
    """By the names of smart tags; one that made-up members do not tell of is left out."""
    setting = Setting(OrganizationFacts(""), locale, EXAMPLE_DAY, currency=currency)
    everybody = [sample_facts(name, setting) for name in _WHO]
    found: dict[str, str] = {}
    for name, tag in SMART_TAGS.items():
        values = (MAKERS[name](facts, locale) for facts in everybody) if name in MAKERS else ()
        nothing = money(0, currency, locale) if tag.kind is TagKind.MONEY else ""
        found[name] = str(next((value for value in values if value not in ("", None)), nothing))
    return {name: value for name, value in found.items() if value}
