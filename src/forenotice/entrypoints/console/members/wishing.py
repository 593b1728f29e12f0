"""What a member wishes, written down by somebody whom they told."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.consent.errors import UnfitAddressError, UnfitLeadError, UnfitLocaleError
from forenotice.consent.operations import set_preference
from forenotice.consent.queries import PreferenceTold
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.members import member
from forenotice.entrypoints.console.members.found import the_member
from forenotice.entrypoints.console.members.wish_form import WishForm
from forenotice.entrypoints.console.visitors import Visitor, page


@page(writes=Role.EDITOR)
def wish(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """Write down what they wish; a refused form comes back with everything typed."""
    about = the_member(visitor, member_id)
    form = WishForm(visitor, PreferenceTold(), request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return to_page(visitor, "members:member", member_id=about.pk)
    if form.is_valid() and _is_set(visitor, about, form):
        messages.success(request, gettext("Their wishes are written down, and hold from now on."))
        return to_page(visitor, "members:member", member_id=about.pk)
    return render(request, "members/member.html", member.shown(visitor, about, wish_form=form))


def _is_set(visitor: Visitor, about: Any, form: WishForm) -> bool:
    given = form.cleaned_data
    try:
        set_preference(
            organization=visitor.organization,
            member=about,
            wants_courtesy=given["wants_courtesy"],
            locale=given["locale"],
            address=given["address"],
            lead_days=(given["lead_days"] or 0) if "lead_days" in form.fields else None,
            actor=visitor.actor,
            now=visitor.now,
        )
    except UnfitLocaleError:
        form.add_error("locale", gettext("We know no such language. Write its code, such as en or fr."))
    except UnfitAddressError:
        form.add_error("address", gettext("This is not an email address. Look for a missing letter or dot."))
    except UnfitLeadError:
        form.add_error("lead_days", gettext("Choose from the days that your organization allows."))
    return form.is_valid()
