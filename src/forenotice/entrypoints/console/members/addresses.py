"""Addresses of a member that must not be used, and those that may be used again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.consent.operations import NewSuppression, lift, suppress
from forenotice.consent.queries import addresses_told, preference_of
from forenotice.consent.states import SuppressionReason
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.members.found import the_member
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.models import Member


@page(writes=Role.EDITOR)
def use_address(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Use one of the member's addresses no more, or use it again; each undoes the other."""
    about = the_member(visitor, member_id)
    told = addresses_told(about, preference_of(about), now=visitor.now)
    theirs = {each.address: each.suppression for each in told}
    chosen, ask = request.POST.get("address", ""), request.POST.get("ask", "")
    if request.method == "POST" and chosen in theirs:
        same = {"organization": visitor.organization, "actor": visitor.actor, "now": visitor.now}
        standing = theirs[chosen]
        if ask == "lift" and standing and "confirmed" not in request.POST and _is_grave(standing.reason):
            return _ask_again(request, visitor, about, chosen)
        if ask == "lift":
            lift(addresses=[chosen], **same)  # type: ignore[arg-type]
            messages.success(request, gettext("Mail may go there again."))
        else:
            suppress(wanted=[NewSuppression(chosen, SuppressionReason.OWNER)], **same)  # type: ignore[arg-type]
            messages.success(request, gettext("Nothing goes there any more, until you allow it again."))
    return to_page(visitor, "members:member", member_id=about.pk)


def _is_grave(reason: str) -> bool:
    """Whether somebody else than the owner said no: the member, or the server of their mail."""
    return reason in (SuppressionReason.COMPLAINT, SuppressionReason.HARD_BOUNCE)


def _ask_again(request: HttpRequest, visitor: Visitor, about: Member, chosen: str) -> HttpResponse:
    return confirm(
        request,
        title=gettext("Use %(address)s again?") % {"address": chosen},
        consequence=gettext(
            "Whoever reads it called your mail unwanted, or its server said that there is no such mailbox. "
            "Writing there once more can make providers put all your mail among the junk. Do it only if "
            "the member asked you to."
        ),
        button=gettext("Use it again"),
        back=address(visitor, "members:member", member_id=about.pk),
        fields=[("address", chosen), ("ask", "lift")],
    )
