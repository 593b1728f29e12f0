"""The second step: subscriptions come from a file, a system that is asked, or a sample."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.engine.errors import EngineError
from forenotice.engine.sample import add_sample, remove_sample
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.undertakings import under_way
from forenotice.entrypoints.console.start.came import what_came
from forenotice.entrypoints.console.start.connecting import FORMS
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.sources.errors import SourcesError
from forenotice.sources.queries import has_sample, sources_of, upload_of


@page()
def subscriptions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The ways in, and what came by them."""
    organization = visitor.organization
    shown: dict[str, Any] = {
        "steps": steps_of(visitor),
        "came": what_came(visitor),
        "upload": upload_of(organization),
        "sources": sources_of(organization),
        "has_sample": has_sample(organization),
        "ways": FORMS.items(),
        **under_way(visitor),
    }
    return render(request, "start/subscriptions.html", shown)


@page(writes=Role.OWNER)
def sample(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Load the made-up society, or take it out again."""
    about: dict[str, Any] = {
        "organization": visitor.organization,
        "actor": visitor.actor,
        "now": visitor.now,
    }
    if request.method == "POST":
        if "remove" in request.POST and not request.POST.get("confirmed"):
            return _asked(request, visitor)
        if "remove" not in request.POST and upload_of(visitor.organization) is not None:
            messages.error(request, gettext("A file waits. Take it in first, or put it away."))
            return to_page(visitor, "start:subscriptions")
        try:
            if "remove" in request.POST:
                remove_sample(**about)
                messages.success(request, gettext("The sample is gone, with all that was rehearsed for it."))
            else:
                count = add_sample(**about)["rows"]
                words = ngettext(
                    "%(count)s made-up subscription is here to look around with.",
                    "%(count)s made-up subscriptions are here to look around with.",
                    count,
                )
                messages.success(request, words % {"count": count})
        except (EngineError, SourcesError) as error:
            messages.error(request, said(error))
    return to_page(visitor, "start:subscriptions")


def _asked(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    return confirm(
        request,
        title=gettext("Take the sample out?"),
        consequence=gettext(
            "Its made-up members and subscriptions are deleted, with the reminders that were rehearsed for"
            " them. Members of your own and your reminders stay. You can load the sample again."
        ),
        button=gettext("Yes, take it out"),
        back=address(visitor, "start:subscriptions"),
        fields=[("remove", "yes")],
    )
