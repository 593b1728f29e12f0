"""Who may enter, and as what."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Access
from forenotice.accounts.operations import grant_access, invite, withdraw_access
from forenotice.accounts.queries import people_of
from forenotice.accounts.states import LONGEST_ADDRESS, Role
from forenotice.engine.people_mail import mail_to_person
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.visitors import Visitor, page

ROLES = (
    (Role.EDITOR, _("Editor: changes what members are told")),
    (Role.VIEWER, _("Viewer: looks at everything and changes nothing")),
    (Role.OWNER, _("Owner: may do everything, these settings too")),
)


class InvitationForm(forms.Form):
    """Somebody to let in."""

    email = forms.EmailField(label=_("Email"), max_length=LONGEST_ADDRESS)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect, initial=Role.EDITOR)


@page(writes=Role.OWNER)
def people(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everybody who may enter, and a form to invite one more; the link is shown once, to be passed on."""
    form = InvitationForm(request.POST or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        shown |= _invite(visitor, form)
    return draw(request, "people", "people", shown | {"people": people_of(visitor.organization)})


def _invite(visitor: Visitor, form: InvitationForm) -> dict[str, Any]:
    given = form.cleaned_data
    try:
        invitation = invite(
            organization=visitor.organization,
            email=given["email"],
            name=given["name"],
            role=Role(given["role"]),
            actor=visitor.actor,
            now=visitor.now,
        )
    except AccountsError:
        form.add_error(
            NON_FIELD_ERRORS, gettext("An organization needs an owner: make somebody else one first.")
        )
        return {}
    told: dict[str, Any] = {"invited": invitation.user, "form": InvitationForm()}
    if not invitation.token:
        return told
    path = reverse("console:first:invitation", kwargs={"token": invitation.token})
    link = f"{settings.FORENOTICE_BASE_URL}{path}"
    if not invitation.by_mail:
        return told | {"link": link}
    has_left = mail_to_person(
        invitation.user,
        subject=gettext("You are invited to %(name)s") % {"name": visitor.organization.name},
        text=render_to_string("settings/invitation.txt", {"visitor": visitor, "link": link}),
        now=visitor.now,
    )
    return told | {"by_mail": True, "has_left": has_left}


@page(writes=Role.OWNER)
def person(request: HttpRequest, visitor: Visitor, access_id: int) -> HttpResponse:
    """Give somebody another role, or let them in no longer, which is asked once more."""
    access = next((each for each in people_of(visitor.organization) if each.pk == access_id), None)
    if access is None:
        raise Http404
    if request.method == "POST":
        return _change(request, visitor, access)
    who = access.user.name or access.user.email
    return confirm(
        request,
        title=gettext("Let %(who)s in no longer") % {"who": who},
        consequence=gettext(
            "They can no longer see or change anything of this organization. What they did stays in the "
            "list of changes, and you can invite them again."
        ),
        button=gettext("Let them in no longer"),
        back=address(visitor, "settings:people"),
    )


def _change(request: HttpRequest, visitor: Visitor, access: Access) -> HttpResponse:
    role, is_sure = request.POST.get("role", ""), "confirmed" in request.POST
    if role in [*Role] and role != access.role and not is_sure:
        question = _asked_before(visitor, access, Role(role))
        if question:
            back = address(visitor, "settings:people")
            return confirm(request, **question, back=back, fields=[("role", role)])
    try:
        if role in [*Role]:
            grant_access(
                organization=visitor.organization,
                email=access.user.email,
                role=Role(role),
                actor=visitor.actor,
                now=visitor.now,
            )
            messages.success(request, gettext("%(who)s has another role now.") % {"who": access.user.email})
        elif is_sure:
            withdraw_access(access=access, actor=visitor.actor, now=visitor.now)
            messages.success(request, gettext("%(who)s is let in no longer.") % {"who": access.user.email})
    except AccountsError:
        messages.error(request, gettext("An organization needs an owner: make somebody else one first."))
    if access.user_id == visitor.user.pk:
        return to_page(visitor, "home:page")
    return to_page(visitor, "settings:people")


def _asked_before(visitor: Visitor, access: Access, role: Role) -> dict[str, str]:
    """The question before a role that only another owner can take back; nothing for the other changes."""
    who = {"who": access.user.name or access.user.email}
    if role is Role.OWNER:
        return {
            "title": gettext("Make %(who)s an owner") % who,
            "consequence": gettext(
                "Owners may do everything: go live, change how mail leaves, read and erase members, and let "
                "other owners in or out, you too."
            ),
            "button": gettext("Make them an owner"),
        }
    if access.user_id == visitor.user.pk:
        return {
            "title": gettext("Give up being an owner"),
            "consequence": gettext(
                "You can then no longer change these settings, nor give yourself this role back: another "
                "owner has to."
            ),
            "button": gettext("Give it up"),
        }
    return {}
