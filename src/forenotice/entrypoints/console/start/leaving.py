"""The fourth step: everything that will leave, every mail of it, and going live."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Mode, Role
from forenotice.composer.queries import list_messages
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import Trial, prepare_ahead, rehearse_ahead
from forenotice.engine.errors import EngineError
from forenotice.engine.go_live import go_live, obstacles
from forenotice.entrypoints.console.frame.answers import mail_in_a_frame, to_page
from forenotice.entrypoints.console.start.ahead import leaving, listed_before
from forenotice.entrypoints.console.start.missing import missing_for
from forenotice.entrypoints.console.start.old_systems import old_systems
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import Upcoming

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
    """Everything that leaves, by day; a form that goes live."""
    form = LiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _went_live(request, visitor, form):
        return to_page(visitor, "home:page")
    ahead = leaving(visitor)
    missing = missing_for(visitor.organization)
    shown: dict[str, Any] = {
        "steps": steps_of(visitor),
        "ahead": ahead,
        "days": _by_day(visitor, ahead.listed),
        "form": form,
        "is_live": visitor.organization.mode == Mode.LIVE,
        "missing": missing,
        # Whatever else is in the way, the engine says in its own words.
        "obstacles": [] if missing else obstacles(visitor.organization),
        "old_systems": old_systems(visitor.organization),
    }
    return render(request, "start/leaving.html", shown)


@page()
def read(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """One of the mails that will leave, with the one before and the one after it."""
    listed = listed_before(visitor)
    one, trial = _mail(visitor, listed, number)
    shown = {
        "one": one,
        "trial": trial,
        "number": number,
        "shown_as": number + 1,
        "count": len(listed),
        "before": number - 1 if number else None,
        "after": number + 1 if number + 1 < len(listed) else None,
    }
    return render(request, "start/read.html", shown)


@page()
def mail(request: HttpRequest, visitor: Visitor, number: int) -> HttpResponse:
    """The mail itself, for a frame that can do nothing but show it."""
    _one, trial = _mail(visitor, listed_before(visitor), number)
    body = trial.message.body
    return mail_in_a_frame(body.whole)


@page(writes=Role.EDITOR)
def rehearse(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Put what leaves first into the test mailbox now."""
    if request.method == "POST":
        listed = listed_before(visitor)[:_REHEARSED]
        try:
            count = rehearse_ahead(organization=visitor.organization, ahead=listed, now=visitor.now)
        except DispatcherError as error:
            messages.error(request, str(error))
            return to_page(visitor, "start:leaving")
        words = ngettext(
            "%(count)s mail lies in the test mailbox.", "%(count)s mails lie in the test mailbox.", count
        )
        messages.success(request, words % {"count": count})
        return to_page(visitor, "mailbox:page")
    return to_page(visitor, "start:leaving")


def _by_day(
    visitor: Visitor, listed: Sequence[Upcoming]
) -> list[tuple[date, list[tuple[int, Upcoming, str]]]]:
    """The list day by day, each with its place in it and the name of its message."""
    names = {message.key: message.name for message in list_messages(visitor.organization)}
    told = [(place, one, names.get(one.message, one.message)) for place, one in enumerate(listed)]
    return [(day, list(some)) for day, some in groupby(told, key=lambda each: each[1].day)]


def _mail(visitor: Visitor, listed: Sequence[Upcoming], number: int) -> tuple[Upcoming, Trial]:
    if number >= len(listed):
        raise Http404
    found = prepare_ahead(organization=visitor.organization, ahead=[listed[number]], now=visitor.now)
    try:
        return next(iter(found))
    except (KeyError, DispatcherError):
        # It was paid, erased or put away since the list was shown.
        raise Http404 from None


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
        form.add_error(None, str(error))
        return False
    messages.success(request, gettext("You are live. From here on your members are told ahead of time."))
    return True
