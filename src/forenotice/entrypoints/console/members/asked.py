"""What somebody wants to see of the members: the form above the list, and what it asks of the ledger."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from forenotice.consent.queries import members_opted_out, members_unreachable
from forenotice.entrypoints.console.frame.choices import product_choices
from forenotice.entrypoints.console.frame.labels import KIND_WORDS, PAYER_WORDS, STANDING_WORDS
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.ledger.queries import Order, Wanted
from forenotice.sources.queries import sources_of

_ANY = ("", _("any"))
_SPANS = [("7", _("7 days")), ("30", _("30 days")), ("90", _("90 days")), ("366", _("a year"))]
_CARDS = [("0", _("expired")), ("30", _("within 30 days")), ("90", _("within 90 days"))]
_MAIL = [("opted_out", _("wants no courtesy reminders")), ("unreachable", _("address must not be used"))]
_ORDERS = [(Order.NEWEST, _("newest first")), (Order.PAYMENT, _("next payment first"))]


class MemberFilter(forms.Form):
    """Which members, and in which order."""

    text = forms.CharField(label=_("Search"), required=False, max_length=200)
    standing = forms.ChoiceField(label=_("Status"), required=False, choices=[_ANY, *STANDING_WORDS.items()])
    product = forms.ChoiceField(label=_("Product"), required=False)
    payer = forms.ChoiceField(label=_("Payment"), required=False, choices=[_ANY, *PAYER_WORDS.items()])
    kind = forms.ChoiceField(label=_("What comes next"), required=False, choices=[_ANY, *KIND_WORDS.items()])
    due = forms.ChoiceField(label=_("Within"), required=False, choices=[_ANY, *_SPANS])
    card = forms.ChoiceField(label=_("Card expires"), required=False, choices=[_ANY, *_CARDS])
    source = forms.ChoiceField(label=_("Source"), required=False)
    mail = forms.ChoiceField(label=_("Mail"), required=False, choices=[_ANY, *_MAIL])
    order = forms.ChoiceField(label=_("Order"), required=False, choices=_ORDERS)

    def __init__(self, asked: QueryDict, visitor: Visitor) -> None:
        super().__init__(asked)
        self._visitor = visitor
        sources = [(each.key, each.key) for each in sources_of(visitor.organization)]
        self._offer("product", product_choices(visitor.organization))
        self._offer("source", sources)
        self.fields["text"].widget.attrs |= {"type": "search", "autocomplete": "off"}
        self.is_valid()

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        self.fields[name] = forms.ChoiceField(label=field.label, required=False, choices=[_ANY, *choices])

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked besides an order."""
        return any(value for name, value in self.cleaned_data.items() if name != "order")

    @property
    def narrowed(self) -> int:
        """How many of the filters below the search are set."""
        return sum(bool(value) for name, value in self.cleaned_data.items() if name not in ("text", "order"))

    def wanted(self) -> Wanted:
        """As the ledger takes it."""
        asked: dict[str, Any] = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        today = localdate(self._visitor.now)
        return Wanted(
            text=asked["text"],
            standing=asked["standing"],
            product_id=int(asked["product"]) if asked["product"] else None,
            payer_kind=asked["payer"],
            source=asked["source"],
            kind=asked["kind"],
            due_by=today + timedelta(days=int(asked["due"])) if asked["due"] else None,
            card_by=today + timedelta(days=int(asked["card"])) if asked["card"] else None,
            order=Order(asked["order"] or Order.NEWEST),
            members=self._members(asked["mail"]),
        )

    def _members(self, mail: str) -> Any:
        organization, now = self._visitor.organization, self._visitor.now
        if mail == "opted_out":
            return members_opted_out(organization)
        return members_unreachable(organization, now) if mail == "unreachable" else None
