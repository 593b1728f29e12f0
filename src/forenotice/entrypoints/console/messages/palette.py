"""The smart tags that may be written in a message, in groups, with what each of them says."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from forenotice.composer.meanings import meaning_of
from forenotice.composer.queries import smart_tags
from forenotice.composer.tag_examples import tag_examples

_GROUPS: dict[str, Promise] = {
    "member": _("The member"),
    "order": _("Their order"),
    "product": _("What they have"),
    "payment": _("The payment"),
    "trial": _("Other days"),
    "term": _("Other days"),
    "cancel_by": _("Other days"),
    "links": _("Links"),
    "organization": _("You"),
    "sender": _("Who signs"),
    "booster": _("The booster"),
}
# Examples that are words. All others are made for a sample member, in the reader's language.
_EXAMPLES: dict[str, Promise] = {
    "member.status": _("Active"),
    "member.tags": _("early bird, choir"),
    "order.shipping_method": _("Letter post"),
    "product.name": _("Friends of the Harbour"),
    "product.description": _("Free entry all year"),
    "product.level": _("Gold"),
    "product.bundle": _("Museums"),
    "organization.name": _("Harbour Museum"),
    "organization.legal_name": _("Harbour Museum Trust"),
    "organization.late_policy": _("We wait for 14 days."),
    "booster.title": _("Late opening on Friday"),
    "booster.html": _("Open until ten."),
    "booster.text": _("Open until ten."),
}


@dataclass(frozen=True, slots=True)
class TagShown:
    """One smart tag, as it is written, and what stands in its place."""

    name: str
    written: str
    meaning: str
    example: str
    is_condition: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Smart tags that speak of the same thing."""

    title: str
    tags: tuple[TagShown, ...]


def tags_shown(language: str, currency: str) -> Iterable[Group]:
    """Every smart tag, in the groups that an owner looks for."""
    return _groups(language, currency)


@lru_cache(maxsize=32)
def _groups(language: str, currency: str) -> tuple[Group, ...]:
    # The titles are kept in the language of whoever asked first, which is this one.
    made = tag_examples(language, currency)
    shown = [
        (
            str(_GROUPS[tag.name.split(".")[0]]),
            _shown(
                tag.name,
                meaning_of(tag, language),
                str(_EXAMPLES.get(tag.name) or made.get(tag.name) or tag.example),
                is_condition=tag.kind == "bool",
            ),
        )
        for tag in smart_tags()
    ]
    by_title = groupby(shown, key=lambda each: each[0])
    return tuple(Group(title, tuple(tag for _title, tag in some)) for title, some in by_title)


def _shown(name: str, meaning: str, example: str, *, is_condition: bool) -> TagShown:
    written = f"{{% if {name} %}}…{{% endif %}}" if is_condition else f"{{{{ {name} }}}}"
    return TagShown(name, written, meaning, example, is_condition)
