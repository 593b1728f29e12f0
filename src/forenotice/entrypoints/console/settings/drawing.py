"""How a part of the settings is drawn: below the tabs, with its own marked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.entrypoints.console.settings.tabs import TABS


def draw(request: HttpRequest, template: str, part: str, shown: dict[str, Any]) -> HttpResponse:
    """The page of one part; ``part`` is the tab it belongs to."""
    return render(request, f"settings/{template}.html", {"tabs": TABS, "part": part, **shown})
