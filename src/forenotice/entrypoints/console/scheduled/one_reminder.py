"""One reminder: how it came to stand as it does, its deliveries and tries, and the very words it said."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.queries import (
    deliveries_of,
    examine_proofs,
    message_of_attempt,
    not_taken,
    payload_of_attempt,
)
from forenotice.dispatcher.states import PROOF_SENTENCES
from forenotice.entrypoints.console.frame.answers import address, confirm, mail_in_a_frame, to_page
from forenotice.entrypoints.console.frame.sending import confirm_sending
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.errors import PlannerError, UnknownReminderError
from forenotice.planner.operations import cancel_by_hand, send_now
from forenotice.planner.queries import ReminderTold, decisions_of, reminder_by_id
from forenotice.planner.states import ReminderState


@page(writes=Role.EDITOR)
def reminder(request: HttpRequest, visitor: Visitor, reminder_id: int) -> HttpResponse:
    """Everything about it; while it is scheduled it can be sent now or dropped."""
    try:
        told = reminder_by_id(visitor.organization, reminder_id)
    except UnknownReminderError:
        raise Http404 from None
    if request.method == "POST":
        return _ask_of(request, visitor, told)
    deliveries = deliveries_of(visitor.organization, [reminder_id])[reminder_id]
    shown: dict[str, Any] = {
        "told": told,
        "stands": not_taken(visitor.organization, [reminder_id]).get(reminder_id, told.state),
        "is_planned": told.state is ReminderState.PLANNED,
        "decisions": decisions_of(visitor.organization, reminder_id),
        "deliveries": deliveries,
        "asks_proof": "proof" in request.GET,
    }
    if shown["asks_proof"]:
        shown["proofs"] = [
            (each, PROOF_SENTENCES[each.verdict])
            for delivery in deliveries
            for each in examine_proofs(visitor.organization, delivery.delivery_id)
        ]
    return render(request, "scheduled/reminder.html", shown)


@page()
def said(request: HttpRequest, visitor: Visitor, attempt_id: int) -> HttpResponse:
    """The words of one try, made again from what was kept; for a frame that can only show them."""
    try:
        payload = payload_of_attempt(visitor.organization, attempt_id)
        if payload is not None:
            return HttpResponse(payload.body, content_type="text/plain; charset=utf-8")
        words = message_of_attempt(visitor.organization, attempt_id)
    except DispatcherError:
        raise Http404 from None
    if request.GET.get("part") == "text" or not words.html:
        return HttpResponse(words.text, content_type="text/plain; charset=utf-8")
    return mail_in_a_frame(words.html)


_ASKS = {"send_now": send_now, "cancel": cancel_by_hand}


def _ask_of(request: HttpRequest, visitor: Visitor, told: ReminderTold) -> HttpResponse:
    asked = request.POST.get("ask", "")
    if asked not in _ASKS:
        return to_page(visitor, "scheduled:reminder", reminder_id=told.reminder_id)
    if "confirmed" not in request.POST:
        return _confirm(request, visitor, told, asked)
    try:
        _ASKS[asked](
            organization=visitor.organization,
            reminder_id=told.reminder_id,
            actor=visitor.actor,
            now=visitor.now,
        )
    except PlannerError:
        messages.warning(request, gettext("It is no longer scheduled, so nothing was changed."))
    else:
        if asked == "send_now":
            messages.success(request, gettext("It leaves within a minute, after one more last look."))
        else:
            messages.success(request, gettext("It will not be sent."))
    return to_page(visitor, "scheduled:reminder", reminder_id=told.reminder_id)


def _confirm(request: HttpRequest, visitor: Visitor, told: ReminderTold, asked: str) -> HttpResponse:
    back = address(visitor, "scheduled:reminder", reminder_id=told.reminder_id)
    if asked == "send_now":
        return confirm_sending(request, visitor, told.name or told.member, back, fields=[("ask", asked)])
    return confirm(
        request,
        title=gettext("Leave this reminder out?"),
        consequence=gettext(
            "The member is not told of this payment by it, and nobody can undo this: whatever changes, "
            "it is not scheduled again. The other reminders stay."
        ),
        button=gettext("Do not send it"),
        back=back,
        fields=[("ask", asked)],
    )
