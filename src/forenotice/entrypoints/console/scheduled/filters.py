"""What a person wants to see of long lists: the forms above them, and what they ask of the rooms."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import Organization
from forenotice.dispatcher.states import DeliveryState
from forenotice.entrypoints.console.frame.choices import product_choices
from forenotice.entrypoints.console.frame.days import DayField
from forenotice.entrypoints.console.frame.labels import DELIVERY_WORDS, KIND_WORDS
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.ways import ways_to_choose
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.ledger.queries import Wanted, find_members, members_called
from forenotice.planner.queries import reminders_of_members, withheld
from forenotice.planner.states import REASON_SENTENCES, Reason, ReminderState
from forenotice.rules.queries import all_rules

ANY = ("", _("any"))
"""The choice that leaves all of them."""

_MOST_MEMBERS, _DAYS = 50, 30


class Span(forms.Form):
    """From one day to another, both included, in the organization's time zone."""

    first = DayField(label=_("From"))
    last = DayField(label=_("To"))

    def moments(self, organization: Organization) -> dict[str, datetime | None]:
        """The span as instants: ``since`` it begins, ``until`` before it ends."""
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        zone = ZoneInfo(organization.time_zone)
        return {
            "since": _midnight(first, zone),
            "until": _midnight(last + timedelta(days=1), zone) if last else None,
        }


class Whose(Span):
    """Of which members, products and kinds, besides the days."""

    member = forms.CharField(label=_("Member"), required=False, max_length=200)
    product = forms.ChoiceField(label=_("Product"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *KIND_WORDS.items()])

    def __init__(self, asked: QueryDict, visitor: Visitor) -> None:
        super().__init__(asked)
        self.mine = visitor.organization
        self.offer("product", product_choices(self.mine))
        self.fields["member"].widget.attrs |= {"type": "search", "autocomplete": "off"}

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        """Let a field choose among what there is, or anything."""
        label = self.fields[name].label
        self.fields[name] = forms.ChoiceField(label=label, required=False, choices=[ANY, *choices])

    def only(self, due_date: str) -> Q | None:
        """What no index helps to find, from what leads to the due date; None where nothing is asked."""
        asked = {
            f"{due_date}__product": self.cleaned_data.get("product"),
            f"{due_date}__kind": self.cleaned_data.get("kind"),
        }
        given = {name: value for name, value in asked.items() if value}
        return Q(**given) if given else None

    def reminders(self) -> list[int] | None:
        """The reminders of the first members who are meant; None where no member is asked for."""
        text = self.cleaned_data.get("member") or ""
        wanted = Wanted(text=text)
        if not text:
            return None
        found = {each.member_id for each in find_members(self.mine, wanted, most=_MOST_MEMBERS).rows}
        return reminders_of_members(self.mine.pk, {*found, *members_called(self.mine, text)})


class ReminderFilter(Whose):
    """Which reminders, and where they stayed silent, for which reason."""

    rule = forms.ChoiceField(label=_("Reminder"), required=False)
    reason = forms.ChoiceField(label=_("Why"), required=False)
    field_order = ("member", "product", "kind", "rule", "reason", "first", "last")

    def __init__(self, asked: QueryDict, visitor: Visitor, state: ReminderState) -> None:
        super().__init__(asked, visitor)
        self.offer("rule", [(each.key, each.name) for each in all_rules(self.mine)])
        if state in (ReminderState.PLANNED, ReminderState.RELEASED):
            del self.fields["reason"]
        else:
            told = {each.reason for each in withheld(self.mine, visitor.now, _DAYS) if each.state is state}
            named = asked.get("reason", "")
            told |= {Reason(named)} if named in [*Reason] else set()
            self.offer("reason", [(each, said(REASON_SENTENCES[each])) for each in sorted(told)])
        self.is_valid()

    def wanted(self) -> dict[str, Any]:
        """As the planner takes it."""
        reason = self.cleaned_data.get("reason")
        return {
            **self.moments(self.mine),
            "rule": self.cleaned_data.get("rule") or "",
            "reasons": [Reason(reason)] if reason else [],
        }


class DeliveryFilter(Whose):
    """Which deliveries."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *DELIVERY_WORDS.items()])
    channel = forms.ChoiceField(label=_("Way"), required=False)
    field_order = ("member", "product", "kind", "state", "channel", "first", "last")

    def __init__(self, asked: QueryDict, visitor: Visitor) -> None:
        super().__init__(asked, visitor)
        self.offer("channel", ways_to_choose(self.mine))
        self.is_valid()

    def wanted(self) -> dict[str, Any]:
        """As the dispatcher takes it."""
        state = self.cleaned_data.get("state")
        return {
            **self.moments(self.mine),
            "states": [DeliveryState(state)] if state else [],
            "channel": self.cleaned_data.get("channel") or "",
        }


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
