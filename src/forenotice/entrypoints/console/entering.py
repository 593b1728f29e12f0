"""The way in: to the first organization of whoever is signed in, and to the start where nobody ever was."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forenotice.accounts.models import User
from forenotice.accounts.queries import has_people, organizations_of


def enter(request: HttpRequest) -> HttpResponse:
    """Lead a person to where they belong."""
    if not isinstance(request.user, User):
        return redirect("account_login" if has_people() else "console:first:page")
    found = organizations_of(request.user)
    if len(found) == 1:
        return redirect("console:home:page", organization=found[0].key)
    return render(request, "frame/organizations.html", {"organizations": found})
