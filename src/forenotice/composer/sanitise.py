"""HTML made harmless: an owner's before it is compiled, a booster's before it is shown."""

from collections.abc import Callable
from functools import lru_cache

import nh3

TAGS = frozenset(
    {"a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "div", "em", "figcaption", "figure"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "small", "span"}
    | {"strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"}
)
_ANYWHERE = frozenset({"align", "class", "dir", "lang", "role", "style", "title"})
_ATTRIBUTES = {
    "*": _ANYWHERE,
    "a": {"href", "name"},
    "img": {"alt", "border", "height", "src", "width"},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", "width"},
    "td": {"bgcolor", "colspan", "height", "rowspan", "valign", "width"},
    "th": {"bgcolor", "colspan", "height", "rowspan", "scope", "valign", "width"},
    "tr": {"bgcolor", "valign"},
}
# No position, no z-index and no url(): a message cannot cover what surrounds it, nor fetch anything by its
# style.
_SIDES = ("", "-top", "-right", "-bottom", "-left")
_STYLES = frozenset(
    {
        "background-color",
        "border-collapse",
        "border-radius",
        "border-spacing",
        "color",
        "direction",
        "display",
    }
    | {"font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "width"}
    | {"letter-spacing", "line-height", "list-style", "list-style-type", "max-width", "min-width"}
    | {"text-align", "text-decoration", "text-indent", "text-transform", "vertical-align", "white-space"}
    | {"word-break", "word-spacing"}
    | {f"{what}{side}" for what in ("border", "margin", "padding") for side in _SIDES}
    | {f"border{side}-{part}" for side in _SIDES for part in ("color", "style", "width")}
)
SCHEMES = frozenset({"http", "https", "mailto", "tel"})


def may_stand(element: str) -> bool:
    """Whether a message may hold such an element."""
    return element in TAGS


def may_have(element: str, attribute: str) -> bool:
    """Whether such an element may have such an attribute."""
    return attribute in _ANYWHERE or attribute in _ATTRIBUTES.get(element, ())


def may_style(name: str) -> bool:
    """Whether an element may be styled in this respect."""
    return name in _STYLES


AttributeFilter = Callable[[str, str, str], str | None]
"""Takes element, attribute and value; gives the value to keep, or None to drop the attribute."""


def sanitise_with(html: str, attribute_filter: AttributeFilter | None, *, keep_comments: bool) -> str:
    """``html`` with only the elements, attributes, styles and links that a message may have."""
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={element: set(names) for element, names in _ATTRIBUTES.items()},
        attribute_filter=attribute_filter,
        strip_comments=not keep_comments,
        link_rel=None,
        url_schemes=set(SCHEMES),
        filter_style_properties=set(_STYLES),
    )


@lru_cache(maxsize=1024)
def sanitise(html: str) -> str:
    """``html`` made harmless, comments gone."""
    return sanitise_with(html, None, keep_comments=False)
