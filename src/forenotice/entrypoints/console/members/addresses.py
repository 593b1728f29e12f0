"""Addresses of a member that must not be used, and those that may be used again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.consent.operations import NewSuppression, lift, suppress
from forenotice.consent.queries import addresses_told, preference_of
from forenotice.consent.states import SuppressionReason
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.members.found import the_member
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.EDITOR)
def use_address(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Use one of the member's addresses no more, or use it again; each undoes the other."""
    about = the_member(visitor, member_id)
    theirs = {each.address for each in addresses_told(about, preference_of(about), now=visitor.now)}
    chosen, ask = request.POST.get("address", ""), request.POST.get("ask", "")
    if request.method == "POST" and chosen in theirs:
        same = {"organization": visitor.organization, "actor": visitor.actor, "now": visitor.now}
        if ask == "lift":
            lift(addresses=[chosen], **same)  # type: ignore[arg-type]
            messages.success(request, gettext("Mail may go there again."))
        else:
            suppress(wanted=[NewSuppression(chosen, SuppressionReason.OWNER)], **same)  # type: ignore[arg-type]
            messages.success(request, gettext("Nothing goes there any more, until you allow it again."))
    return to_page(visitor, "members:member", member_id=about.pk)
