"""What every page is drawn with besides its own values."""

from typing import Any

from django.http import HttpRequest

from forenotice.accounts.states import Theme
from forenotice.composer.colour import OUR_COLOUR, colour_of
from forenotice.entrypoints.console.frame.navigation import PLACES


def frame(request: HttpRequest) -> dict[str, Any]:
    """The visitor, the menu, the organization's colour and the person's theme."""
    visitor = getattr(request, "visitor", None)
    found = request.resolver_match
    colour = colour_of(visitor.organization.colour) if visitor is not None else OUR_COLOUR
    return {
        "visitor": visitor,
        "places": PLACES,
        "here": found.namespaces[-1] if found is not None and found.namespaces else "",
        "accent": colour.removeprefix("#"),
        "theme": getattr(getattr(request, "user", None), "theme", Theme.SYSTEM),
    }
