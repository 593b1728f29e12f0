"""Which booster a member is shown: always the same one for the same reminder on the same day."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import log

from forenotice.composer.boosters.offers import BoosterKind, BoosterOffer, Library
from forenotice.composer.smarttags import CUSTOM_PREFIX, custom_key
from forenotice.composer.texts import CompiledText, in_language_of
from forenotice.composer.trace import trace_of


def pick(
    library: Library,
    *,
    product: str,
    country: str,
    locale: str,
    on: date,
    fields: Mapping[str, str],
    seen: Sequence[str],
    seed: str,
) -> tuple[BoosterOffer, CompiledText] | None:
    """The booster for one reminder with its words in the reader's language; None when none fits.

    ``seen`` are the keys of the boosters in this member's last reminders, the latest first, with an empty
    text for a reminder that showed none. ``fields`` are the member's own: words that would have a hole are
    not shown. ``seed`` names the reminder.
    """
    kinds = {offer.key: offer.terms.kind for offer in library.offers}
    fitting = [
        (offer, text)
        for offer in library.offers
        if _is_for(offer, product, country, on)
        and not _was_seen(offer, library, seen, kinds)
        and (text := in_language_of(locale, offer.texts)) is not None
        and not _has_hole(text, fields)
    ]
    return min(fitting, key=lambda found: _turn(found[0], f"{seed}|{on.isoformat()}"), default=None)


def _is_for(offer: BoosterOffer, product: str, country: str, on: date) -> bool:
    terms = offer.terms
    return (
        (terms.starts_on is None or terms.starts_on <= on)
        and (terms.ends_on is None or on <= terms.ends_on)
        and (not terms.products or product in terms.products)
        and (not terms.countries or country.upper() in terms.countries)
    )


def _was_seen(
    offer: BoosterOffer, library: Library, seen: Sequence[str], kinds: Mapping[str, BoosterKind]
) -> bool:
    kind = offer.terms.kind
    pause = library.every.get(kind, 1) - 1
    return offer.key in seen[: library.apart] or any(kinds.get(key) is kind for key in seen[:pause])


def _has_hole(text: CompiledText, fields: Mapping[str, str]) -> bool:
    needed = _needed(text)
    return bool(needed) and not needed <= {custom_key(name) for name, value in fields.items() if value}


@lru_cache(maxsize=1024)
def _needed(text: CompiledText) -> frozenset[str]:
    """The fields of the member's own that a text shows without a condition or words in their place."""
    names = trace_of(text.subject, text.text, text.html).names
    return frozenset(n.removeprefix(CUSTOM_PREFIX) for n in names if n.startswith(CUSTOM_PREFIX))


def _turn(offer: BoosterOffer, seed: str) -> float:
    """When this booster's turn would come: drawn for each alone, so that a new one takes only its own share.

    The first of several exponential clocks, each as fast as its weight, is each one in proportion to its
    weight.
    """
    drawn = hashlib.sha256(f"{seed}|{offer.key}".encode()).digest()
    share = (int.from_bytes(drawn[:7]) + 1) / (2**56 + 1)
    return -log(share) / offer.terms.weight
