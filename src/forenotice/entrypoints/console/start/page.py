"""The way from nothing to the first reminder, and where on it the organization is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.entrypoints.console.start.came import what_came
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The four steps, each of which can be left and come back to."""
    steps = steps_of(visitor)
    following = next((step for step in steps if not step.is_done), None)
    shown = {"steps": steps, "following": following, "came": what_came(visitor)}
    return render(request, "start/page.html", shown)
