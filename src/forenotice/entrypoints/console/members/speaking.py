"""A reminder that somebody wants to leave now, whenever its own moment would be."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import address, to_page
from forenotice.entrypoints.console.frame.sending import confirm_sending
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.members.found import name_of, the_subscription
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.queries import due_date_of
from forenotice.planner.errors import NotPlannedError, UnknownReminderError
from forenotice.planner.operations import speak_now


@page(writes=Role.EDITOR)
def say_now(
    request: HttpRequest, visitor: Visitor, subscription_id: int, due_date_id: int, step_id: int
) -> HttpResponse:
    """Ask once more, then let that step speak of that due date with the next pulse."""
    row = the_subscription(visitor, subscription_id)
    if not due_date_of(row.member, due_date_id):
        raise Http404
    if "confirmed" not in request.POST:
        back = address(visitor, "members:subscription", subscription_id=row.pk)
        return confirm_sending(request, visitor, name_of(row.member), back)
    try:
        speak_now(
            organization=visitor.organization,
            due_date_id=due_date_id,
            step_id=step_id,
            actor=visitor.actor,
            now=visitor.now,
        )
    except UnknownReminderError:
        messages.error(request, gettext("It is switched off or gone, so nothing is sent."))
    except NotPlannedError as refused:
        reason = said(refused)
        messages.error(request, gettext("It is not sent: %(reason)s") % {"reason": reason})
    else:
        messages.success(request, gettext("It leaves within a minute, after one more last look."))
    return to_page(visitor, "members:subscription", subscription_id=row.pk)
