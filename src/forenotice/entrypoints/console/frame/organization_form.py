"""Who speaks: what mails say of an organization, and where its days begin."""

import re
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from django import forms
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.guesses import zone_called
from forenotice.accounts.operations import declare_organization
from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.settling import is_half_settled, settle_organization
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.frame.languages import OURS, language_choices, language_name
from forenotice.entrypoints.console.frame.shared_form import SharedForm
from forenotice.entrypoints.console.visitors import Visitor

_WEB = [URLValidator(["http", "https"], message=_("Write the whole address, such as https://example.org."))]
_POLICY = "late_policy_"


class OrganizationForm(SharedForm):
    """What mails say of the organization, and where its days begin."""

    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As members know it."))
    legal_name = forms.CharField(
        label=_("Legal name"),
        required=False,
        max_length=200,
        help_text=_("Where it is another one: as contracts and the law know it."),
    )
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands at the foot of each mail; several countries demand it."),
    )
    website = forms.CharField(label=_("Website"), required=False, max_length=500, validators=_WEB)
    colour = forms.CharField(
        label=_("Colour"),
        max_length=7,
        widget=forms.TextInput({"type": "color"}),
        help_text=_("Of buttons, here and in mails. What is written on it stays readable."),
    )
    logo = forms.CharField(
        label=_("Address of your logo"),
        required=False,
        max_length=500,
        validators=_WEB,
        help_text=_("A picture on your website, such as https://example.org/logo.png."),
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        max_length=64,
        widget=forms.TextInput({"list": "zones", "autocomplete": "off"}),
        help_text=_("Type the name of a large city near you. Days begin there at midnight."),
    )
    locale = forms.ChoiceField(
        label=_("Language of your members"),
        choices=partial(language_choices, only_ours=True),
        help_text=_("Members of whom another one is known read that."),
    )
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        widget=forms.TextInput({"list": "currencies", "autocomplete": "off", "class": "short"}),
        help_text=_("For amounts that come without one."),
    )
    support_email = forms.EmailField(
        label=_("Whom members write to"), required=False, help_text=_("It stands in each mail.")
    )
    support_phone = forms.CharField(label=_("Whom they call"), required=False, max_length=64)
    sender_name = forms.CharField(label=_("Sender’s name"), required=False, max_length=200)
    sender_email = forms.EmailField(
        label=_("Sender’s address"), required=False, help_text=_("Mails come from it, and answers go there.")
    )
    sender_phone = forms.CharField(label=_("Sender’s telephone"), required=False, max_length=64)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        for locale in OURS:
            language = {"language": language_name(locale)}
            self.fields[_POLICY + locale] = forms.CharField(
                label=gettext("What happens after a late payment (%(language)s)") % language,
                required=False,
                max_length=1000,
                widget=forms.Textarea({"rows": 2}),
            )
        such_as = gettext("Such as: Access ends seven days after a payment failed.")
        self.fields[self._of_most].help_text = such_as

    @property
    def _of_most(self) -> str:
        """The late policy in the language of most members."""
        said = self["locale"].value()
        return _POLICY + (said if said in OURS else OURS[0])

    @property
    def foremost(self) -> list[forms.BoundField]:
        """All that most owners look at."""
        return [field for field in self.visible_fields() if field not in self.further]

    @cached_property
    def further(self) -> list[forms.BoundField]:
        """The late policy in languages that have none yet, besides that of most members."""
        policies = [field for field in self.visible_fields() if field.name.startswith(_POLICY)]
        return [field for field in policies if field.name != self._of_most and not field.value()]

    def clean_colour(self) -> str:
        """Six digits, as a browser's own field gives them."""
        colour = str(self.cleaned_data["colour"]).lower()
        if not re.fullmatch("#[0-9a-f]{6}", colour):
            raise forms.ValidationError(gettext("Write a colour such as #1f6f5c."))
        return colour

    def clean_time_zone(self) -> str:
        """One of the names in the list, or a city that one is called after."""
        found = zone_called(str(self.cleaned_data["time_zone"]))
        if found is None:
            raise forms.ValidationError(gettext("Choose one of the list, such as Europe/Paris."))
        return found

    def clean_currency(self) -> str:
        """A code that money is written with."""
        currency = str(self.cleaned_data["currency"]).upper()
        if currency not in list_currencies():
            raise forms.ValidationError(gettext("Write three letters, such as EUR or USD."))
        return currency


def choices() -> dict[str, list[str]]:
    """What may be chosen from while typing."""
    return {"zones": sorted(available_timezones()), "currencies": sorted(list_currencies())}


def as_it_stands(visitor: Visitor) -> dict[str, Any]:
    """What the form begins with."""
    row = visitor.organization
    plain = {name: getattr(row, name, "") for name in OrganizationForm.base_fields}
    policies = row.late_policy if isinstance(row.late_policy, dict) else {}
    return plain | {_POLICY + locale: policies.get(locale, "") for locale in OURS}


def is_kept(visitor: Visitor, form: OrganizationForm) -> bool:
    """Whether the organization is now as the form says; why not stands on the form."""
    try:
        _keep(visitor, form.said)
    except UndertakingBusyError:
        form.add_error(None, gettext("Something else is being done. Try again when it is over."))
        return False
    return True


@transaction.atomic
def _keep(visitor: Visitor, said: dict[str, Any]) -> None:
    """Raise, with nothing changed, when due dates have to follow and something else is being done."""
    policies = dict(visitor.organization.late_policy)
    for locale in OURS:
        policies[locale] = said.pop(_POLICY + locale)
    done = declare_organization(
        key=visitor.organization.key,
        values=said | {"late_policy": {name: words for name, words in policies.items() if words}},
        actor=visitor.actor,
        now=visitor.now,
    )
    if {"time_zone", "currency"} & set(done.changed) or is_half_settled(done.organization, visitor.now):
        settle_organization(organization=done.organization, actor=visitor.actor, clock=current_time)
