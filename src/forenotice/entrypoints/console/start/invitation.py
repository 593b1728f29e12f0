"""Where a person comes in whom somebody invited."""

from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from forenotice.accounts.errors import InvitationOverError
from forenotice.accounts.models import Invitation, User
from forenotice.accounts.operations import come_in, come_in_as, is_known, opened
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.signing_in import REPLACED, tell_of_change
from forenotice.entrypoints.console.start.coming_in import PersonForm, sign_in


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a name and a password, or to sign in; once."""
    now = current_time()
    try:
        found = opened(token, now=now)
        if is_known(found):
            return _as_themselves(request, found, token, now)
        form = PersonForm(request.POST or None, email=found.email, initial={"name": found.name})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            came = come_in(
                token=token,
                name=said["name"],
                password=said["password"],
                language=said["language"],
                now=now,
            )
            if came.is_renewed:
                tell_of_change(came.user, REPLACED)
            sign_in(request, came.user)
            return redirect("console:first:safer")
    except InvitationOverError:
        return render(request, "start/over.html", status=HTTPStatus.GONE)
    return render(request, "start/invitation.html", {"form": form, "invitation": found})


def _as_themselves(request: HttpRequest, found: Invitation, token: str, now: datetime) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    is_them = user is not None and user.email == found.email
    if request.method == "POST" and user is not None and is_them:
        come_in_as(token=token, user=user, now=now)
        messages.success(request, gettext("You are in."))
        return redirect("console:home:page", organization=found.organization.key)
    login = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    shown = {"invitation": found, "is_known": True, "is_them": is_them, "login": login}
    return render(request, "start/invitation.html", shown)
