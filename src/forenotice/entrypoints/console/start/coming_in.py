"""How people are asked for their name and password, and are signed in at once."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth import login, password_validation
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import User
from forenotice.accounts.states import LONGEST_ADDRESS
from forenotice.entrypoints.console.returning import note_who_comes


class PersonForm(forms.Form):
    """Whoever comes in, and in which language they want to read."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        help_text=_("At least ten characters. Four words that only you would put together are good."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *given: Any, email: str = "", **more: Any) -> None:
        more["initial"] = {"language": get_language()} | more.get("initial", {})
        super().__init__(*given, **more)
        self._email = email

    def clean(self) -> dict[str, Any]:
        """Refuse a password that could be guessed."""
        said = super().clean() or {}
        email = said.get("email", self._email)
        if "password" in said:
            person = User(email=email, name=said.get("name", ""))
            try:
                password_validation.validate_password(said["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return said


class FirstOwnerForm(PersonForm):
    """The first owner, and what their organization is called."""

    organization = forms.CharField(
        label=_("Your organization"),
        max_length=200,
        help_text=_("As your members know it. The name can be changed later."),
        widget=forms.TextInput({"autocomplete": "organization"}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput({"data-zone": "", "autocomplete": "off"})
    )
    field_order = ("organization", "name", "email", "password", "language", "zone")

    def __init__(self, *given: Any, asks_for_organization: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not asks_for_organization:
            del self.fields["organization"]


def sign_in(request: HttpRequest, user: User) -> None:
    """Sign a person in who has just chosen a password, so that they need not type it again at once."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_who_comes(request, user)
    record_authentication(request, user, "password", email=user.email, reauthenticated=True)
    # Without it they could neither see this session nor end it from another browser.
    UserSession.objects.create_from_request(request)
