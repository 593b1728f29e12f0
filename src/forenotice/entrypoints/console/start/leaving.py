"""The fourth step: everything that will leave, every mail of it, and going live."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Mode, Role
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import rehearse_ahead
from forenotice.engine.errors import EngineError
from forenotice.engine.go_live import go_live, obstacles
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.start.ahead import counted_days, first_leaving
from forenotice.entrypoints.console.start.missing import missing_for
from forenotice.entrypoints.console.start.old_systems import old_systems
from forenotice.entrypoints.console.start.silent import inside, without_reminder
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page

_REHEARSED = 50


class LiveForm(forms.Form):
    """How carefully to begin."""

    cap = forms.IntegerField(
        label=_("At most so many reminders on the first day"),
        min_value=1,
        max_value=1_000_000,
        required=False,
        initial=100,
        help_text=_("The others follow when the first day is over. Leave it empty for no limit."),
    )
    is_off = forms.BooleanField(label=_("The reminders of my old system are switched off, or it sent none"))


@page(writes=Role.OWNER)
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What leaves on each day, and what does not; a form that goes live."""
    form = LiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _went_live(request, visitor, form):
        return to_page(visitor, "home:page")
    ahead = counted_days(visitor.organization, visitor.now)
    missing = missing_for(visitor.organization)
    is_live, silent = visitor.organization.mode == Mode.LIVE, without_reminder(visitor)
    shown: dict[str, Any] = {
        "steps": steps_of(visitor),
        "ahead": ahead,
        "silent": silent,
        "inside": None if is_live else inside(visitor),
        "form": form,
        "is_live": is_live,
        "missing": missing,
        # Whatever else is in the way, the engine says in its own words.
        "obstacles": [] if missing or is_live else obstacles(visitor.organization),
        "old_systems": [] if is_live else old_systems(visitor.organization),
    }
    return render(request, "start/leaving.html", shown)


@page(writes=Role.EDITOR)
def rehearse(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Put what leaves first into the test mailbox now."""
    if request.method == "POST":
        first = first_leaving(visitor, _REHEARSED)
        try:
            count = rehearse_ahead(organization=visitor.organization, ahead=first, now=visitor.now)
        except DispatcherError as error:
            messages.error(request, said(error))
            return to_page(visitor, "start:leaving")
        words = ngettext(
            "%(count)s mail lies in the test mailbox.", "%(count)s mails lie in the test mailbox.", count
        )
        messages.success(request, words % {"count": count})
        return to_page(visitor, "mailbox:page")
    return to_page(visitor, "start:leaving")


def _went_live(request: HttpRequest, visitor: Visitor, form: LiveForm) -> bool:
    missing = missing_for(visitor.organization)
    if missing:
        form.add_error(None, str(missing[0].sentence))
        return False
    try:
        go_live(
            organization=visitor.organization,
            first_day_cap=form.cleaned_data["cap"],
            actor=visitor.actor,
            now=visitor.now,
        )
    except EngineError as error:
        form.add_error(None, said(error))
        return False
    messages.success(request, gettext("You are live. From here on your members are told ahead of time."))
    return True
