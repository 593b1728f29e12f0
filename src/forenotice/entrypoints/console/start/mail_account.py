"""The mail account by which reminders leave: asked for, tried with a letter to its owner, and kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Role
from forenotice.channels.errors import ChannelError
from forenotice.engine.host import standing
from forenotice.engine.mail_account import keep_mail_account, try_mail_account
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page

_HIDDEN = {"autocomplete": "off", "spellcheck": "false"}


class MailAccountForm(forms.Form):
    """What a mail program asks for as well."""

    host = forms.CharField(
        label=_("Mail server"), max_length=250, help_text=_("Such as smtp.example.org. Your provider tells.")
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65_535, initial=587)
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=(
            ("starttls", _("STARTTLS, usually on port 587")),
            ("tls", _("TLS from the beginning, usually on port 465")),
            ("none", _("None: only for a server on this very machine")),
        ),
    )
    username = forms.CharField(
        label=_("User name"), required=False, max_length=250, widget=forms.TextInput(_HIDDEN)
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(_HIDDEN),
        help_text=_("It is sealed, and never shown again."),
    )
    to = forms.EmailField(label=_("Where the letter of trial goes"))

    @property
    def settings(self) -> dict[str, Any]:
        """As the channel keeps them."""
        said = {name: self.cleaned_data[name] for name in ("host", "port", "security", "username")}
        return {name: value for name, value in said.items() if value}

    @property
    def secrets(self) -> dict[str, str]:
        """What is sealed."""
        password = self.cleaned_data["password"]
        return {"password": password} if password else {}


@page(writes=Role.OWNER)
def mail_account(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Try the account; it is kept once it took the letter."""
    form = MailAccountForm(request.POST or None, initial={"to": visitor.user.email})
    if request.method == "POST" and form.is_valid() and _kept(request, visitor, form):
        return to_page(visitor, "start:leaving")
    shown = {"form": form, "steps": steps_of(visitor)}
    return render(request, "start/mail_account.html", shown)


def _kept(request: HttpRequest, visitor: Visitor, form: MailAccountForm) -> bool:
    """Whether the account works and is kept; why not stands on the form."""
    about: dict[str, Any] = {
        "organization": visitor.organization,
        "settings": form.settings,
        "secrets": form.secrets,
        "now": visitor.now,
    }
    if standing().is_held:
        form.add_error(None, gettext("Nothing leaves this host while it is held, a letter of trial neither."))
        return False
    to = form.cleaned_data["to"]
    try:
        checked = try_mail_account(to=to, language=visitor.locale, **about)
        if not checked.is_good:
            form.add_error(None, checked.fault)
            return False
        keep_mail_account(actor=visitor.actor, **about)
    except ChannelError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, gettext("It works. A letter is on its way to %(to)s.") % {"to": to})
    return True
