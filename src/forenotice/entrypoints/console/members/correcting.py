"""Another day or amount than the source says, and what the source says once more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.members.correction_form import CorrectionForm
from forenotice.entrypoints.console.members.facts import facts_of
from forenotice.entrypoints.console.members.found import the_subscription
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.local_time import local_day
from forenotice.ledger.errors import CorrectionRefusedError
from forenotice.ledger.operations import correct_subscription, take_correction_back
from forenotice.ledger.states import Part


@page(writes=Role.EDITOR)
def correct(request: HttpRequest, visitor: Visitor, subscription_id: int) -> HttpResponse:
    """Set days and amount, until the source itself says something new."""
    row = the_subscription(visitor, subscription_id)
    if request.method != "POST":
        return to_page(visitor, "members:facts", subscription_id=row.pk)
    form = CorrectionForm(row, request.POST)
    if not form.is_valid():
        return render(request, "members/facts.html", facts_of(visitor, row, correction_form=form))
    try:
        is_changed = correct_subscription(
            organization=visitor.organization,
            subscription_id=row.pk,
            actor=visitor.actor,
            now=visitor.now,
            **form.changes,
        )
    except CorrectionRefusedError:
        is_changed = False
    if is_changed:
        messages.success(
            request,
            gettext("Corrected, until the source itself says something new. You can undo it."),
        )
        due_on = form.changes.get("due")
        if due_on is not None and due_on < local_day(
            visitor.now, row.member.zone or row.organization.time_zone
        ):
            messages.warning(
                request, gettext("That day of the next payment has passed: no reminder will speak of it.")
            )
    else:
        messages.info(request, gettext("Nothing was changed: it says so already."))
    return to_page(visitor, "members:facts", subscription_id=row.pk)


@page(writes=Role.EDITOR)
def take_back(request: HttpRequest, visitor: Visitor, subscription_id: int) -> HttpResponse:
    """Believe the source again."""
    row = the_subscription(visitor, subscription_id)
    part = request.POST.get("part", "")
    if request.method == "POST" and part in [*Part]:
        take_correction_back(
            organization=visitor.organization,
            subscription_id=row.pk,
            part=Part(part),
            actor=visitor.actor,
            now=visitor.now,
        )
        messages.success(request, gettext("Undone. What the source says counts again."))
    return to_page(visitor, "members:facts", subscription_id=row.pk)
