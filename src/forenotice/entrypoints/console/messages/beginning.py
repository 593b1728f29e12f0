"""A new message: begun with words of ours, with an empty page, or with words from MemberMouse."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forenotice.accounts.states import Role
from forenotice.composer.blocks.kinds import Due, Greeting, PaymentTable, Signature, Support, Thanks
from forenotice.composer.defaults import DEFAULT_KEYS, LANGUAGES, AddressForm, default_message
from forenotice.composer.operations import edit_message
from forenotice.composer.queries import archived_messages, list_messages
from forenotice.composer.texts import MessageSource, in_language_of
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.languages import language_name
from forenotice.entrypoints.console.messages.naming import free_key
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.message import MessageClass

EMPTY = "empty"
KIND_NAMES = {
    "renewal": gettext_lazy("A renewal that happens by itself"),
    "payment_due": gettext_lazy("A payment that the member has to make"),
    "trial_end": gettext_lazy("The end of a trial"),
    "term_end": gettext_lazy("The end of a membership"),
    "card_expiry": gettext_lazy("A card that expires"),
}
_STARTER = (Greeting(), Due(), PaymentTable(), Thanks(), Signature(), Support())


class BeginningForm(forms.Form):
    """What a message begins with."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For you and your colleagues; members do not see it."),
    )
    begins_with = forms.ChoiceField(label=gettext_lazy("What is it about?"), widget=forms.RadioSelect)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("We have words in each of these; you can add others later."),
        error_messages={"required": gettext_lazy("Choose at least one language.")},
    )
    address = forms.ChoiceField(
        label=gettext_lazy("How do you address people?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Where a language has two ways: vous or tu, Sie or du."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = self.fields["begins_with"], self.fields["languages"], self.fields["address"]
        begins_with, languages, address = choices
        assert isinstance(begins_with, forms.ChoiceField)  # noqa: S101  As declared above.
        assert isinstance(languages, forms.MultipleChoiceField)  # noqa: S101  As declared above.
        assert isinstance(address, forms.ChoiceField)  # noqa: S101  As declared above.
        begins_with.choices = [*KIND_NAMES.items(), (EMPTY, _("Something else: a short text to begin with"))]
        languages.choices = [(name, language_name(name)) for name in LANGUAGES]
        address.choices = [(AddressForm.FORMAL, _("Formally")), (AddressForm.INFORMAL, _("Informally"))]


@page(writes=Role.EDITOR)
def begin(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Choose what a new message begins with; it is a draft until it is published."""
    ours = in_language_of(visitor.organization.locale, {name: name for name in LANGUAGES}) or "en"
    usual = {"begins_with": DEFAULT_KEYS[0], "languages": [ours], "address": AddressForm.FORMAL}
    form = BeginningForm(request.POST or None, initial=usual)
    if request.method != "POST" or not form.is_valid():
        return render(request, "messages/new.html", {"form": form})
    chosen = form.cleaned_data
    kind, name = chosen["begins_with"], chosen["name"].strip()
    name = name or (_("New message") if kind == EMPTY else str(KIND_NAMES[kind]))
    texts = _texts(kind, chosen["languages"], AddressForm(chosen["address"]))
    key = save_new(visitor, name, texts, kind if not chosen["name"].strip() and kind != EMPTY else name)
    messages.success(request, _("Here is your draft. Nobody reads it until you let it speak."))
    return to_page(visitor, "messages:edit", key=key)


def save_new(visitor: Visitor, name: str, texts: dict[str, MessageSource], wanted: str) -> str:
    """Keep a new message as a draft, and return the key it was given."""
    everything = [*list_messages(visitor.organization), *archived_messages(visitor.organization)]
    key = free_key(wanted, [each.key for each in everything], "message")
    edit_message(
        organization=visitor.organization,
        key=key,
        name=name,
        message_class=MessageClass.COURTESY,
        texts=texts,
        base=0,
        speaks=False,
        actor=visitor.actor,
        now=visitor.now,
    )
    return key


def _texts(kind: str, languages: list[str], address: AddressForm) -> dict[str, MessageSource]:
    """A short text begins with a subject that fits whatever the payment is."""
    if kind == EMPTY:
        fitting = default_message("renewal", address).texts
        return {locale: MessageSource(fitting[locale].subject, "", blocks=_STARTER) for locale in languages}
    return {locale: default_message(kind, address).texts[locale] for locale in languages}
