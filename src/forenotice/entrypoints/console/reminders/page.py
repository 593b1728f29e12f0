"""The first page of this room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.entrypoints.console.visitors import Visitor, page


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The room as it stands now."""
    return render(request, "reminders/page.html")
