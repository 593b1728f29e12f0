"""The second step: subscriptions come from a file, a system that is asked, or a sample."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.engine.errors import EngineError, UndertakingBusyError
from forenotice.engine.importing import begin_pull
from forenotice.engine.sample import add_sample, remove_sample
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.frame.answers import address, to_page
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.start.came import what_came
from forenotice.entrypoints.console.start.connecting import FORMS, SourceForm
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.sources.errors import SourcesError
from forenotice.sources.operations import check_settings, declare_source
from forenotice.sources.queries import asked_source, has_sample, sources_of, upload_of

_FRESH_FOR_DAYS = 3


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
        "look_again": address(visitor, "start:how-far"),
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


@page(writes=Role.OWNER)
def connect(request: HttpRequest, visitor: Visitor, way: str) -> HttpResponse:
    """Ask for what a source needs, check it with the source itself, then read all it has."""
    if way not in FORMS:
        raise Http404
    form = FORMS[way](request.POST or None)
    if request.method == "POST" and form.is_valid() and _connected(request, visitor, form):
        return to_page(visitor, "start:subscriptions")
    webhook = request.build_absolute_uri(f"/hooks/sources/{visitor.organization.key}/stripe")
    shown = {"form": form, "way": way, "webhook": webhook, "steps": steps_of(visitor)}
    return render(request, "start/connect.html", shown)


def _connected(request: HttpRequest, visitor: Visitor, form: SourceForm) -> bool:
    """Whether the source answered; why not stands on the form."""
    about: dict[str, Any] = {
        "organization": visitor.organization,
        "kind": form.kind,
        "settings": form.settings,
        "secrets": form.secrets,
        "now": visitor.now,
    }
    try:
        checked = check_settings(**about)
        declare_source(key=form.key, fresh_for_days=_FRESH_FOR_DAYS, actor=visitor.actor, **about)
        for sentence in (*checked.found, *checked.warnings):
            messages.info(request, said(sentence))
        source = asked_source(visitor.organization, form.key)
        begin_pull(organization=visitor.organization, source=source, actor=visitor.actor, clock=current_time)
    except UndertakingBusyError:
        messages.warning(request, gettext("It is connected, and is read when what is being done is over."))
    except SourcesError as error:
        form.add_error(None, said(error))
        return False
    return True
