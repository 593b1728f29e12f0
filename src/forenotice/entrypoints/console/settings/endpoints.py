"""A program that hears of reminders at a web address: made and changed here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Role
from forenotice.channels.errors import ChannelError
from forenotice.channels.operations import change_endpoint, create_endpoint
from forenotice.channels.queries import channel_by_key
from forenotice.channels.states import Kind
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.labels import KIND_WORDS
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.shared_form import SharedForm
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.settings.shown_once import show_once
from forenotice.entrypoints.console.visitors import Visitor, page

_KEY = r"^[a-z0-9][a-z0-9-]*$"


class EndpointForm(SharedForm):
    """Where it is, and what it is told of."""

    url = forms.CharField(
        label=_("Web address"),
        max_length=2000,
        widget=forms.TextInput({"placeholder": "https://", "inputmode": "url"}),
        help_text=_("What is sent there is signed, so that your program can tell that it is from us."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only of these"),
        required=False,
        choices=list(KIND_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen means all."),
    )
    products = forms.CharField(
        label=_("Only of these products"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One on each line; empty for all."),
    )

    def settings(self) -> dict[str, Any]:
        """As a blueprint would say it."""
        typed = self.cleaned_data
        products = [line.strip() for line in typed["products"].splitlines() if line.strip()]
        told = {"url": typed["url"].strip(), "kinds": typed["kinds"], "products": products}
        return {name: value for name, value in told.items() if value}


class NewEndpointForm(EndpointForm):
    """One to be made, with the name that reminders call it by."""

    key = forms.RegexField(
        _KEY,
        label=_("Short name"),
        max_length=64,
        error_messages={"invalid": _("Small letters, digits and hyphens, such as crm.")},
        help_text=_("Small letters, digits and hyphens, such as crm."),
    )
    field_order = ("key", "url", "kinds", "products")


@page(writes=Role.OWNER)
def new_endpoint(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The form; once it is made, its page shows the secret, this once."""
    form = NewEndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_endpoint(
                organization=visitor.organization,
                key=form.cleaned_data["key"],
                settings=form.settings(),
                actor=visitor.actor,
                now=visitor.now,
            )
        except ChannelError as error:
            form.add_error(NON_FIELD_ERRORS, said(error))
        else:
            if made.secret:
                show_once(request, visitor, f"way {made.channel.pk}", {"secret": made.secret})
            for remark in made.remarks:
                messages.warning(request, said(remark))
            return to_page(visitor, "settings:way_out", key=made.channel.key)
    return draw(request, "endpoint", "ways_out", {"form": form})


@page(writes=Role.OWNER)
def endpoint(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Change where it is and what it is told of; its secret stays, and so does what only files can say."""
    try:
        found = channel_by_key(visitor.organization, key)
    except ChannelError:
        raise Http404 from None
    if found.kind != Kind.WEBHOOK or found.retired_at:
        raise Http404
    initial = {**found.settings, "products": "\n".join(found.settings.get("products", ()))}
    form = EndpointForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        others = {
            name: value for name, value in found.settings.items() if name not in EndpointForm.base_fields
        }
        try:
            change_endpoint(
                organization=visitor.organization,
                key=key,
                settings=others | form.settings(),
                actor=visitor.actor,
                now=visitor.now,
            )
        except ChannelError as error:
            form.add_error(NON_FIELD_ERRORS, said(error))
        else:
            messages.success(request, gettext("Kept."))
            return to_page(visitor, "settings:way_out", key=key)
    return draw(request, "endpoint", "ways_out", {"form": form, "key": key})
