"""The form for other days or another amount than the source says."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.kernel.local_time import local_day
from forenotice.kernel.money import Money, exponent
from forenotice.ledger.models import Subscription

_MOST = Decimal(10) ** 12
_AMOUNT = re.compile(r"[0-9]+(\.[0-9]*)?", re.ASCII)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


class CorrectionForm(forms.Form):
    """The day of the next payment, its amount, and the other days that reminders are measured from."""

    due_on = _day(_("Day of the next payment"))
    amount = forms.CharField(label=_("Amount"), required=False, max_length=20)
    trial_ends_on = _day(_("End of the trial"))
    term_ends_on = _day(_("End of the term"))
    cancel_by_on = _day(_("Last day to cancel"))

    def __init__(self, row: Subscription, given: QueryDict | None = None) -> None:
        self._currency = row.currency or row.organization.currency
        amount = "" if row.amount_minor is None else str(Money(row.amount_minor, self._currency).amount)
        zone = row.member.zone or row.organization.time_zone
        days = {
            "due_on": row.next_on or (row.next_at and local_day(row.next_at, zone)),
            "trial_ends_on": row.trial_ends_on or (row.trial_ends_at and local_day(row.trial_ends_at, zone)),
            "term_ends_on": row.term_ends_on,
            "cancel_by_on": row.cancel_by_on or (row.cancel_by_at and local_day(row.cancel_by_at, zone)),
        }
        super().__init__(given, initial={**days, "amount": amount})
        for field in self.fields.values():
            # What was shown counts, not what a source has told since.
            field.show_hidden_initial = True
        self.fields["amount"].help_text = gettext("In %(currency)s.") % {"currency": self._currency}
        self.fields["amount"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_amount(self) -> Money | None:
        """The amount in minor units, exact."""
        written = str(self.cleaned_data["amount"]).replace(" ", "").replace("\u202f", "").replace(",", ".")
        if not written:
            return None
        minor = Decimal(written).scaleb(exponent(self._currency)) if _AMOUNT.fullmatch(written) else None
        if minor is None or minor != minor.to_integral_value() or minor >= _MOST:
            raise forms.ValidationError(_("Write the amount as a number, such as 12.50."))
        return Money(int(minor), self._currency)

    @property
    def changes(self) -> dict[str, Any]:
        """What was changed in the form, as the ledger takes it."""
        given = self.cleaned_data
        changed = {name: given[name] for name in self.changed_data if given[name] is not None}
        return {"due" if name == "due_on" else name: value for name, value in changed.items()}
