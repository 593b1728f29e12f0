"""The form for what a member wishes."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.consent.queries import PreferenceTold
from forenotice.entrypoints.console.frame.languages import language_choices
from forenotice.entrypoints.console.visitors import Visitor


class WishForm(forms.Form):
    """Courtesy reminders or none, in which language, to which address, how long before."""

    wants_courtesy = forms.BooleanField(
        label=_("Wants courtesy reminders"),
        required=False,
        help_text=_("Notices that the law or a card network demands are sent all the same."),
    )
    locale = forms.ChoiceField(label=_("Language"), required=False)
    address = forms.CharField(
        label=_("Other email address"),
        required=False,
        max_length=254,
        help_text=_("Empty: the one that the source gives."),
    )
    lead_days = forms.IntegerField(label=_("Days before a payment"), required=False, min_value=0)

    def __init__(self, visitor: Visitor, wishes: PreferenceTold, given: QueryDict | None = None) -> None:
        initial: dict[str, Any] = {name: getattr(wishes, name) for name in self.base_fields}
        super().__init__(given, initial=initial)
        as_told = ("", gettext("as the source says"))
        self.fields["locale"].choices = [as_told, *language_choices(wishes.locale)]  # type: ignore[attr-defined]
        allowed = visitor.organization.lead_days_allowed
        if allowed is None:
            del self.fields["lead_days"]
        else:
            self.fields["lead_days"].help_text = gettext(
                "From %(least)d to %(most)d. Empty: as your reminders say."
            ) % {"least": allowed[0], "most": allowed[-1]}
