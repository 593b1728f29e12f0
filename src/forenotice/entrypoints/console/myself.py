"""A person's own pages: name, language and look; and where they are signed in."""

from typing import Any

from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import User
from forenotice.accounts.states import Theme
from forenotice.entrypoints.console.browsers import browser_name
from forenotice.entrypoints.console.returning import ask_to_sign_in, forget_kept

_THEMES = ((Theme.SYSTEM, _("as this device has it")), (Theme.LIGHT, _("light")), (Theme.DARK, _("dark")))


class MyselfForm(forms.ModelForm):  # type: ignore[type-arg]
    """How somebody is called, and how they want to see the console."""

    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("as this device has it")), *settings.LANGUAGES]
    )
    theme = forms.ChoiceField(label=_("Look"), choices=_THEMES, widget=forms.RadioSelect)

    class Meta:
        model = User
        fields = ("name", "language", "theme")
        labels = {"name": _("Name")}


def myself(request: HttpRequest) -> HttpResponse:
    """The form, and the ways to everything that keeps the account safe."""
    if not isinstance(request.user, User):
        return ask_to_sign_in(request)
    if request.method == "POST":
        forget_kept(request)
    form = MyselfForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, gettext("Kept."))
        return redirect("account_self")
    return render(request, "frame/myself.html", {"form": form})


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Every browser in which the person is signed in; one of them, or all others, can be signed out."""
    found = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        wanted = request.POST.get("session", "")
        if wanted == "others" and "confirmed" not in request.POST:
            return _drawn(request, found, asks=True)
        for each in found:
            if str(each.pk) == wanted or (wanted == "others" and not each.is_current()):
                each.end()
        messages.success(request, gettext("Signed out there."))
        return redirect("usersessions_list")
    return _drawn(request, found, asks=False)


def _drawn(request: HttpRequest, found: list[UserSession], *, asks: bool) -> HttpResponse:
    newest_first = sorted(found, key=lambda each: each.created_at, reverse=True)
    shown = [_shown(each) for each in newest_first]
    return render(request, "frame/sessions.html", {"sessions": shown, "asks": asks})


def _shown(session: UserSession) -> dict[str, Any]:
    return {
        "pk": session.pk,
        "name": browser_name(session.user_agent),
        "ip": session.ip,
        "created_at": session.created_at,
        "is_here": session.is_current(),
    }
