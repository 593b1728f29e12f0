"""The keys with which programs come in by the API."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.errors import KeyRefusedError
from forenotice.accounts.operations import create_key, revoke_key
from forenotice.accounts.queries import keys_of
from forenotice.accounts.states import SCOPE_SENTENCES, Role, Scope
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.settings.shown_once import show_once, shown_once
from forenotice.entrypoints.console.visitors import Visitor, page


class KeyForm(forms.Form):
    """A key to be made."""

    name = forms.CharField(label=_("What uses it"), max_length=100, help_text=_("Such as zapier or website."))
    scopes = forms.MultipleChoiceField(
        label=_("What it opens"), widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        choices = [(scope, gettext(sentence)) for scope, sentence in SCOPE_SENTENCES.items()]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


@page(writes=Role.OWNER)
def keys(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All keys; a new one is shown this once, an old one is revoked after one more question."""
    if "revoke" in request.GET or "revoke" in request.POST:
        return _revoke(request, visitor)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_key(
                organization=visitor.organization,
                name=form.cleaned_data["name"],
                scopes=[Scope(each) for each in form.cleaned_data["scopes"]],
                actor=visitor.actor,
                now=visitor.now,
            )
        except KeyRefusedError:
            form.add_error("name", gettext("There is a key of that name already: choose another."))
        else:
            show_once(request, visitor, "keys", {"name": made.key.name, "secret": made.secret})
            return to_page(visitor, "settings:keys")
    shown = {"form": form, "made": shown_once(request, visitor, "keys")}
    return draw(request, "keys", "keys", shown | {"keys": keys_of(visitor.organization)})


def _revoke(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    name = request.POST.get("revoke") or request.GET.get("revoke", "")
    if request.method == "POST":
        try:
            revoke_key(organization=visitor.organization, name=name, actor=visitor.actor, now=visitor.now)
        except KeyRefusedError:
            messages.warning(request, gettext("That key was revoked already."))
        else:
            messages.success(request, gettext("The key “%(name)s” opens nothing any more.") % {"name": name})
        return to_page(visitor, "settings:keys")
    return confirm(
        request,
        title=gettext("Revoke the key “%(name)s”") % {"name": name},
        consequence=gettext("Whatever uses it is shut out at once. A revoked key cannot be brought back."),
        button=gettext("Revoke it"),
        back=address(visitor, "settings:keys"),
        fields=[("revoke", name)],
    )
