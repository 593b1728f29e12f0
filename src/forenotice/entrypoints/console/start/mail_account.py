"""The mail account by which reminders leave: asked for, tried with a letter to its owner, and kept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.states import Role
from forenotice.channels.errors import ChannelError, PasswordKeptElsewhereError
from forenotice.channels.models import Channel
from forenotice.channels.operations import AccountAsked, keep_mail_account
from forenotice.channels.queries import mail_account as account_called
from forenotice.channels.queries import mail_accounts
from forenotice.engine.host import standing
from forenotice.engine.mail_account import try_mail_account
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.sender_records import sender_records
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.start.tried import Step, steps_gone_well, steps_of_trial
from forenotice.entrypoints.console.visitors import Visitor, page

_TRIED = "mail_account_tried"
_USUAL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
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

    def asked(self, key: str) -> AccountAsked:
        """What was filled in, for the account of that name."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "to"}
        return AccountAsked(**typed, key=key)


@page(writes=Role.OWNER)
def mail_account(request: HttpRequest, visitor: Visitor, key: str = "") -> HttpResponse:
    """Try the account, and keep it once it took the letter; then look what receivers find of its sender."""
    account = _account(visitor, key)
    if account is not None and not key and request.method == "GET":
        return to_page(visitor, "start:account", key=account.key)
    form = MailAccountForm(request.POST or None, initial=_as_it_stands(visitor, account))
    if account is not None and account.settings.get("username"):
        form.fields["password"].help_text = _("Empty: the one that is kept stays. It is never shown.")
    steps: Sequence[Step] = _went_well(request, account)
    if request.method == "POST":
        steps = ()
        if form.is_valid():
            steps, kept = _tried(request, visitor, form, account)
            if kept:
                return to_page(visitor, "start:account", key=kept)
    shown: dict[str, Any] = {"form": form, "account": account, "tried": steps}
    if account is not None:
        went_well = bool(steps) and all(step.is_good for step in steps)
        shown |= sender_records(request, visitor, account) | {"looks_at_once": went_well}
    return render(request, "start/mail_account.html", shown)


def _account(visitor: Visitor, key: str) -> Channel | None:
    """The account that is meant; without a name the first there is, so that none is made twice."""
    if not key:
        return next(iter(mail_accounts(visitor.organization)), None)
    try:
        return account_called(visitor.organization, key)
    except ChannelError:
        raise Http404 from None


def _as_it_stands(visitor: Visitor, account: Channel | None) -> dict[str, Any]:
    """What the form begins with; the password never leaves the seal."""
    begins: dict[str, Any] = {"to": visitor.user.email}
    if account is not None:
        settings = account.settings
        begins |= {
            name: settings[name] for name in ("host", "port", "security", "username") if name in settings
        }
        begins.setdefault("port", _USUAL_PORTS.get(settings.get("security", "starttls"), 587))
    return begins


def _tried(
    request: HttpRequest, visitor: Visitor, form: MailAccountForm, account: Channel | None
) -> tuple[Sequence[Step], str]:
    """How the trial went, and the account's name once it is kept; a refusal stands on the form."""
    if standing().is_held:
        form.add_error(None, gettext("Nothing leaves this host while it is held, a letter of trial neither."))
        return (), ""
    asked, to = form.asked(account.key if account else ""), form.cleaned_data["to"]
    about: dict[str, Any] = {"organization": visitor.organization, "asked": asked, "now": visitor.now}
    try:
        checked = try_mail_account(to=to, language=visitor.locale, **about)
        steps = steps_of_trial(asked, checked, to)
        if not checked.is_good:
            return steps, ""
        key = keep_mail_account(actor=visitor.actor, **about)
    except PasswordKeptElsewhereError as error:
        words = gettext(
            "The password that is kept is for %(server)s only. For another server, type it again."
        )
        form.add_error("password", words % {"server": error.server})
        return (), ""
    except (AccountsError, ChannelError) as error:
        form.add_error(None, said(error))
        return (), ""
    request.session[_TRIED] = {"account": [visitor.organization.key, key], "to": to}
    messages.success(request, gettext("It works, and is kept."))
    return steps, key


def _went_well(request: HttpRequest, account: Channel | None) -> Sequence[Step]:
    """The steps of the account that this person tried last, so that they survive a reload."""
    tried = request.session.get(_TRIED)
    if account is None or not tried or tried["account"] != [account.organization.key, account.key]:
        return ()
    settings = account.settings
    port = settings.get("port", 0)
    asked = AccountAsked(settings["host"], port, settings.get("security", ""), settings.get("username", ""))
    return steps_gone_well(asked, tried["to"])
