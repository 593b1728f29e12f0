"""Inviting somebody, and what becomes of an invitation until they come in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.errors import TooManyInvitationsError
from forenotice.accounts.models import Invitation
from forenotice.accounts.operations import Invited, invite, note_not_sent, withdraw_invitation
from forenotice.accounts.queries import (
    INVITATION_HOLDS_FOR,
    holds,
    invitations_of,
    people_of,
)
from forenotice.accounts.states import LONGEST_ADDRESS, Bearer, Role
from forenotice.engine.people_mail import mail_to_person
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page, whole_address
from forenotice.entrypoints.console.frame.labels import ROLE_WORDS
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.settings.shown_once import show_once, shown_once
from forenotice.entrypoints.console.visitors import Visitor, page, refuse

ROLES = (
    (Role.EDITOR, _("Editor: changes what members are told")),
    (Role.VIEWER, _("Viewer: looks at everything and changes nothing")),
    (Role.OWNER, _("Owner: may do everything, these settings too")),
)
_TOO_MANY = _("So many invitations left today that no more do before tomorrow.")


class InvitationForm(forms.Form):
    """Somebody to let in."""

    email = forms.EmailField(label=_("Email"), max_length=LONGEST_ADDRESS)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect, initial=Role.EDITOR)


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation as the list shows it; ``until`` is None for one that opens nothing."""

    row: Invitation
    role: str
    by: str
    until: datetime | None


def open_invitations(visitor: Visitor) -> list[Open]:
    """Whom the organization invited and who has not come in; for owners."""
    rows = list(invitations_of(visitor.organization)) if visitor.is_owner else []
    return [Open(row, str(ROLE_WORDS[row.role]), _inviter(row), _until(row, visitor.now)) for row in rows]


def _inviter(row: Invitation) -> str:
    if row.invited_by is None:
        return gettext("whoever runs this machine")
    return row.invited_by.name or row.invited_by.email


def _until(row: Invitation, now: datetime) -> datetime | None:
    return row.invited_at + INVITATION_HOLDS_FOR if row.has_left and holds(row, now) else None


@page(writes=Role.OWNER)
def people(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Everybody who may enter, and a form to invite one more; the link is shown once, to be passed on."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            return _invited(request, visitor, given["email"], given["name"], Role(given["role"]))
        except TooManyInvitationsError:
            form.add_error(NON_FIELD_ERRORS, _TOO_MANY)
    shown = {
        "form": form,
        "people": people_of(visitor.organization),
        "invitations": open_invitations(visitor),
        **shown_once(request, visitor, "people"),
    }
    return draw(request, "people", "people", shown)


def _invited(request: HttpRequest, visitor: Visitor, email: str, name: str, role: Role) -> HttpResponse:
    show_once(request, visitor, "people", _invite(request, visitor, email, name, role))
    return to_page(visitor, "settings:people")


def _invite(request: HttpRequest, visitor: Visitor, email: str, name: str, role: Role) -> dict[str, Any]:
    """Invite somebody, or once more; what the page tells of it."""
    invited = invite(
        organization=visitor.organization,
        email=email,
        name=name,
        role=role,
        by=visitor.user,
        actor=visitor.actor,
        now=visitor.now,
    )
    told: dict[str, Any] = {"invited": {"email": invited.invitation.email}}
    if not invited.token:
        return told
    path = reverse("console:first:invitation", kwargs={"token": invited.token})
    link = whole_address(request, path)
    if invited.invitation.bearer == Bearer.OWNER:
        return told | {"link": link}
    return told | {"by_mail": True, "has_left": _mail(visitor, invited, link)}


def _mail(visitor: Visitor, invited: Invited, link: str) -> bool:
    has_left = mail_to_person(
        invited.invitation.email,
        subject=gettext("You are invited to %(name)s") % {"name": visitor.organization.name},
        text=render_to_string("settings/invitation.txt", {"visitor": visitor, "link": link}),
        now=visitor.now,
    )
    if not has_left:
        note_not_sent(invited.invitation)
    return has_left


@page(writes=Role.OWNER)
def invitation(request: HttpRequest, visitor: Visitor, invitation_id: int) -> HttpResponse:
    """Invite somebody once more, or withdraw the invitation, which is asked once more."""
    if not visitor.is_owner:
        return refuse(request, Role.OWNER)
    row = invitations_of(visitor.organization).filter(pk=invitation_id).first()
    if row is None:
        raise Http404
    if request.method == "POST" and "confirmed" in request.POST:
        withdraw_invitation(invitation=row, actor=visitor.actor, now=visitor.now)
        messages.success(request, gettext("The invitation of %(who)s is withdrawn.") % {"who": row.email})
        return to_page(visitor, "settings:people")
    if request.method == "POST":
        try:
            return _invited(request, visitor, row.email, row.name, Role(row.role))
        except TooManyInvitationsError:
            messages.error(request, _TOO_MANY)
            return to_page(visitor, "settings:people")
    return confirm(
        request,
        title=gettext("Withdraw the invitation of %(who)s") % {"who": row.email},
        consequence=gettext("The link that they have opens nothing any more. You can invite them again."),
        button=gettext("Withdraw it"),
        back=address(visitor, "settings:people"),
    )
