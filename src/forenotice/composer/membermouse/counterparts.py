"""MemberMouse's tags that say something, and what says the same in Forenotice, or comes nearest."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from forenotice.composer.membermouse.dates import style_of
from forenotice.composer.membermouse.links import MEMBER_PAGES, PAGES, PAY
from forenotice.composer.membermouse.native import Counterpart, custom_field, near, none
from forenotice.composer.membermouse.values import EMPLOYEE, MEMBER, ORDER, PRODUCT

_OF_WHAT_IS_PAID = "It speaks of what the reminder is about, whichever number stands there."
_DATES = frozenset({"registrationdate", "statuschangeddate", "expirationdate", "cancellationdate"})
_AMOUNTS = frozenset({"total", "subtotal", "discount", "shipping", "price"})

_Find = Callable[[Mapping[str, str]], Counterpart]


def _named(known: Mapping[str, Counterpart], attribute: str = "name") -> _Find:
    def find(attributes: Mapping[str, str]) -> Counterpart:
        asked = attributes.get(attribute, "")
        missing = f'It has no {attribute} "{asked[:40]}".' if asked else f"It does not say which {attribute}."
        return known.get(asked.lower(), none(missing, "Correct it, or take it out."))

    return find


def _of_member(attributes: Mapping[str, str]) -> Counterpart:
    name = attributes.get("name", "").lower()
    field = custom_field(name)
    if field is not None:
        return near(*field)
    if name.startswith("dayswithbundle_"):
        return none("Forenotice does not know since when a member has a bundle.")
    return _named(MEMBER)(attributes)


_LABEL = none("The label of a field is not known here.", "Write the label itself in its place.")
_CONTENT = none("Forenotice knows nothing of your pages.", "Write its title or address in its place.")
_TAGS: Mapping[str, _Find] = MappingProxyType(
    {
        "mm_member_data": _of_member,
        "mm_order_data": _named(ORDER),
        "mm_employee_data": _named(EMPLOYEE),
        "mm_product_data": _named(PRODUCT),
        "mm_corepage_link": _named(PAGES, "type"),
        "mm_member_link": _named(MEMBER_PAGES, "type"),
        "mm_purchase_link": lambda _: PAY,
        "mm_customfield_data": lambda _: _LABEL,
        "mm_content_data": lambda _: _CONTENT,
        "mm_content_link": lambda _: _CONTENT,
    }
)


def counterpart(name: str, attributes: Mapping[str, str]) -> Counterpart:
    """What says the same as a tag of theirs, or comes nearest; words are empty when nothing does."""
    find = _TAGS.get(name.lower())
    if find is None:
        return none("Forenotice has nothing like it.")
    found = find(attributes)
    return _with_details(name.lower(), attributes, found) if found.native else found


def _with_details(name: str, attributes: Mapping[str, str], found: Counterpart) -> Counterpart:
    """The same with what attributes beside the name ask for, as far as that is possible."""
    asked, native, why = attributes.get("name", "").lower(), found.native, [found.why]
    if "dateformat" in attributes and asked in _DATES:
        style = style_of(attributes["dateformat"])
        native = native.replace(" }}", f'|date("{style}") }}}}') if style != "long" else native
        why.append(f'Dates are written as each reader is used to, here in the style "{style}".')
    if attributes.get("doformat", "").lower() == "false" and asked in _AMOUNTS:
        why.append("Amounts are always written with their currency.")
    if attributes.get("autologin", "").lower() == "true":
        why.append("No link of ours signs a member in.")
    if name == "mm_product_data" and "id" in attributes:
        why.append(_OF_WHAT_IS_PAID)
    if name == "mm_employee_data" and "id" in attributes:
        why.append("It speaks of the person who signs, whichever number stands there.")
    return Counterpart(native, " ".join(filter(None, why)), found.advice)
