"""The form for another day or amount than the source says."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.kernel.money import Money, exponent
from forenotice.ledger.models import Subscription

_MOST = Decimal(10) ** 12


class CorrectionForm(forms.Form):
    """The day of the next payment, its amount, or both."""

    due_on = forms.DateField(
        label=_("Day of the next payment"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    amount = forms.CharField(label=_("Amount"), required=False, max_length=20)

    def __init__(self, row: Subscription, given: QueryDict | None = None) -> None:
        self._currency = row.currency or row.organization.currency
        amount = "" if row.amount_minor is None else str(Money(row.amount_minor, self._currency).amount)
        super().__init__(given, initial={"due_on": row.next_on, "amount": amount})
        self.fields["amount"].help_text = gettext("In %(currency)s.") % {"currency": self._currency}
        self.fields["amount"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_amount(self) -> Money | None:
        """The amount in minor units, exact."""
        written = str(self.cleaned_data["amount"]).replace(" ", "").replace("\u202f", "").replace(",", ".")
        if not written:
            return None
        try:
            minor = Decimal(written).scaleb(exponent(self._currency))
            is_whole = minor.is_finite() and minor == minor.to_integral_value() and 0 <= minor < _MOST
        except InvalidOperation:
            is_whole = False
        if not is_whole:
            raise forms.ValidationError(_("Write the amount as a number, such as 12.50."))
        return Money(int(minor), self._currency)

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed in the form, as the ledger takes it."""
        given = self.cleaned_data
        found = {"due": given["due_on"], "amount": given["amount"]}
        changed = {"due" if name == "due_on" else name for name in self.changed_data}
        return {name: value for name, value in found.items() if name in changed and value is not None}
