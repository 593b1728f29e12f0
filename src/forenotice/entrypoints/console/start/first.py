"""Where the first owner comes in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.accounts.queries import has_people


def first(request: HttpRequest) -> HttpResponse:
    """Ask for a name, an address and a password; only while nobody was ever let in."""
    if has_people():
        raise Http404
    return render(request, "start/first.html")
