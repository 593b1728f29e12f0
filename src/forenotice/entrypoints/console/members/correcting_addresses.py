"""Another email or postal address than the source gives, and what the source says once more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.members import member
from forenotice.entrypoints.console.members.address_form import AddressForm
from forenotice.entrypoints.console.members.found import the_member
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.operations import correct_member, take_member_correction_back
from forenotice.ledger.states import MemberPart


@page(writes=Role.EDITOR)
def correct(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Set what was changed, until the source itself says something new."""
    about = the_member(visitor, member_id)
    if request.method != "POST":
        return to_page(visitor, "members:member", member_id=about.pk)
    form = AddressForm(about, request.POST)
    if not form.is_valid():
        return render(request, "members/member.html", member.shown(visitor, about, address_form=form))
    done = [
        correct_member(
            organization=visitor.organization,
            member_id=about.pk,
            part=part,
            value=value,
            actor=visitor.actor,
            now=visitor.now,
        )
        for part, value in form.changes.items()
    ]
    if any(done):
        words = gettext("Corrected, until the source itself says something new. You can undo it.")
        messages.success(request, words)
    else:
        messages.info(request, gettext("Nothing was changed: it says so already."))
    return to_page(visitor, "members:member", member_id=about.pk)


@page(writes=Role.EDITOR)
def take_back(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Believe the source again."""
    about, part = the_member(visitor, member_id), request.POST.get("part", "")
    if request.method == "POST" and part in [*MemberPart]:
        take_member_correction_back(
            organization=visitor.organization,
            member_id=about.pk,
            part=MemberPart(part),
            actor=visitor.actor,
            now=visitor.now,
        )
        messages.success(request, gettext("Undone. What the source says counts again."))
    return to_page(visitor, "members:member", member_id=about.pk)
