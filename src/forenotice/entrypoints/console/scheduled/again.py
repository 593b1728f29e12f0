"""What failed or came back is sent again, to where its member is reached now."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.dispatcher.errors import NotAgainError, UnknownDeliveryError
from forenotice.dispatcher.operations import may_send_again, send_again
from forenotice.dispatcher.queries import delivery_by_id
from forenotice.dispatcher.states import NOT_AGAIN_SENTENCES
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.EDITOR)
def again(request: HttpRequest, visitor: Visitor, delivery_id: int) -> HttpResponse:
    """Whither it would go, or why it cannot; a person says so once more."""
    mine, now = visitor.organization, visitor.now
    try:
        told = delivery_by_id(mine, delivery_id)
        if request.method == "POST":
            to = send_again(organization=mine, delivery_id=delivery_id, actor=visitor.actor, now=now)
            words = gettext(
                "It leaves for %(to)s with the next minute, in your hours, after one more last look."
            )
            messages.success(request, words % {"to": to})
            return to_page(visitor, "scheduled:reminder", reminder_id=told.reminder_id)
        shown = {"told": told, "again": may_send_again(mine, delivery_id, now=now)}
    except UnknownDeliveryError:
        raise Http404 from None
    except NotAgainError as error:
        shown = {"told": told, "why": said(NOT_AGAIN_SENTENCES[error.why])}
    return render(request, "scheduled/again.html", shown)
