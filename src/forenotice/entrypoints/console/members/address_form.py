"""The form for other addresses than the source gives: by mail, and by post."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forenotice.consent.addresses import is_address
from forenotice.ledger.models import Member
from forenotice.ledger.states import MemberPart

_PLACE = ("street", "city", "zip", "state", "country")


def _words(label: Any, most: int = 200) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget)


class AddressForm(forms.Form):
    """The email address, and the postal one line by line."""

    email = forms.EmailField(
        label=_("Email address"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"})
    )
    street = _words(_("Street and number"))
    zip = _words(_("Postal code"), 20)
    city = _words(_("Town"))
    state = _words(_("State or region"))
    country = _words(_("Country, by its two letters"), 2)

    def __init__(self, member: Member, given: QueryDict | None = None) -> None:
        self._place: Mapping[str, Any] = member.details.get("billing") or {}
        initial = {name: self._place.get(name) or "" for name in _PLACE}
        super().__init__(given, initial=initial | {"email": member.email})
        for field in self.fields.values():
            # What was shown counts, not what a source has told since.
            field.show_hidden_initial = True
        self.fields["email"].required = bool(member.email)

    def clean_email(self) -> str:
        """Refuse what no mail could be sent to."""
        email = str(self.cleaned_data["email"])
        if email and not is_address(email):
            raise forms.ValidationError(_("This is not an email address. Look for a missing letter or dot."))
        return email

    def clean_country(self) -> str:
        """The code in capitals."""
        code = str(self.cleaned_data["country"]).upper()
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("Write the country by its two letters: FR."))
        return code

    @property
    def changes(self) -> dict[MemberPart, Any]:
        """What was changed in the form, as the ledger takes it."""
        given, changed = self.cleaned_data, set(self.changed_data)
        found: dict[MemberPart, Any] = {}
        if "email" in changed:
            found[MemberPart.EMAIL] = given["email"]
        if changed & set(_PLACE):
            kept = {name: value for name, value in self._place.items() if name not in _PLACE}
            found[MemberPart.POST] = kept | {name: given[name] for name in _PLACE if given[name]}
        return found
