"""A few words of a message as a made-up member reads them, for where the whole message is not shown."""

import re
from collections.abc import Sequence
from functools import lru_cache

from forenotice.composer.engine import new_environment
from forenotice.composer.facts import OrganizationFacts, SenderFacts
from forenotice.composer.fill import LOCALE, Context, fill
from forenotice.composer.lists import has_list_out_of_place
from forenotice.composer.samples import SAMPLES, Setting, sample_facts
from forenotice.composer.tag_examples import EXAMPLE_DAY
from forenotice.composer.template import engine_name, flatten

_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*\)")
_environment = new_environment()


@lru_cache(maxsize=4096)
def at_a_glance(
    words: str, when: str, kind: str, us: OrganizationFacts, sender: SenderFacts, locale: str, currency: str
) -> str:
    """These words for the first sample member to whom they are shown; of that kind of due date if any is.

    ``when`` is the condition of their block. Words with a fault in them come back as they are written.
    """
    contexts = _contexts(kind, us, sender, locale, currency)
    # Nobody made up may meet the condition.
    for source in (f"{{% if {when} %}}{words}{{% endif %}}", words) if when else (words,):
        try:
            read = _first_read(source, contexts, locale)
        except Exception:
            # The engine and the filters raise whatever Python raises; the fault is told beside the field.
            return words
        if read:
            return _LINK.sub(r"\1", read).replace("**", "").strip()
    return ""


def _first_read(source: str, contexts: Sequence[Context], locale: str) -> str:
    """What the first of them reads who reads anything."""
    if has_list_out_of_place(source):
        return ""
    flat = flatten(source)
    for context in contexts:
        values = {engine_name(name): context.get(name, "") for name in flat.names}
        read = str(_environment.render_str(flat.source, **{**values, LOCALE: locale}))
        if read.strip():
            return read
    return ""


@lru_cache(maxsize=64)
def _contexts(
    kind: str, us: OrganizationFacts, sender: SenderFacts, locale: str, currency: str
) -> tuple[Context, ...]:
    """What there is to say to each sample member who stands for an occasion, those of that kind first."""
    setting = Setting(us, locale, EXAMPLE_DAY, sender, currency=currency)
    occasions = sorted((each for each in SAMPLES.values() if each.kind), key=lambda each: each.kind != kind)
    return tuple(fill(sample_facts(each.name, setting), locale) for each in occasions)
