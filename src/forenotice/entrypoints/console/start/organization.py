"""The first step: who speaks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.organization_form import (
    OrganizationForm,
    as_it_stands,
    choices,
    is_kept,
)
from forenotice.entrypoints.console.frame.undertakings import under_way
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.OWNER)
def organization(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form as it stands, or as it was refused."""
    form = OrganizationForm(request.POST or None, initial=as_it_stands(visitor))
    if request.method == "POST" and form.is_valid() and is_kept(visitor, form):
        messages.success(request, gettext("Your organization is kept."))
        return to_page(visitor, "start:subscriptions")
    shown = {"form": form, "steps": steps_of(visitor), **choices(), **under_way(visitor)}
    return render(request, "start/organization.html", shown)
