"""Reminders kept quiet until a day, for one subscription or for everything that a member has."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.members.found import the_member, the_subscription
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.errors import CorrectionRefusedError
from forenotice.ledger.operations import pause_subscription, resume_subscription


@page(writes=Role.EDITOR)
def pause_one(request: HttpRequest, visitor: Visitor, subscription_id: int) -> HttpResponse:
    """Pause one subscription, or let it go on."""
    row = the_subscription(visitor, subscription_id)
    if request.method == "POST":
        _pause(request, visitor, [row.pk])
    return to_page(visitor, "members:facts", subscription_id=row.pk)


@page(writes=Role.EDITOR)
def pause_all(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Pause everything that a member has, or let it go on."""
    about = the_member(visitor, member_id)
    if request.method == "POST":
        _pause(request, visitor, list(about.subscriptions.order_by("pk").values_list("pk", flat=True)))
    return to_page(visitor, "members:member", member_id=about.pk)


def _pause(request: HttpRequest, visitor: Visitor, numbers: Iterable[int]) -> None:
    if request.POST.get("ask") == "resume":
        for number in numbers:
            resume_subscription(
                organization=visitor.organization,
                subscription_id=number,
                actor=visitor.actor,
                now=visitor.now,
            )
        messages.success(request, gettext("Reminders go on from here."))
        return
    written = request.POST.get("until_on", "")
    until_on = _day(written)
    if written and until_on is None:
        messages.error(request, gettext("This is no day, so nothing was changed. Choose one."))
        return
    paused = sum(_is_paused(visitor, number, until_on) for number in numbers)
    if paused:
        messages.success(request, gettext("Paused. You can let it go on at any time."))
    else:
        messages.error(
            request,
            gettext("Nothing was paused: what has ended cannot be, and a pause ends on a day after today."),
        )


def _is_paused(visitor: Visitor, number: int, until_on: date | None) -> bool:
    try:
        pause_subscription(
            organization=visitor.organization,
            subscription_id=number,
            until_on=until_on,
            actor=visitor.actor,
            now=visitor.now,
        )
    except CorrectionRefusedError:
        return False
    return True


def _day(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None
