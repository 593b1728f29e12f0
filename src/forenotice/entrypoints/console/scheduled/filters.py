"""What a person wants to see of long lists: the forms above them, and what they ask of the rooms."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.models import Organization
from forenotice.channels.queries import channels_of
from forenotice.dispatcher.states import DeliveryState
from forenotice.entrypoints.console.frame.days import DayField
from forenotice.entrypoints.console.frame.labels import DELIVERY_WORDS
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.rules.queries import all_rules

_ANY = ("", _("any"))


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


class ReminderFilter(Span):
    """Which reminders."""

    rule = forms.ChoiceField(label=_("Reminder"), required=False)

    def __init__(self, asked: QueryDict, visitor: Visitor) -> None:
        super().__init__(asked)
        rules = [(each.key, each.name) for each in all_rules(visitor.organization)]
        self.fields["rule"] = forms.ChoiceField(label=_("Reminder"), required=False, choices=[_ANY, *rules])
        self.is_valid()
        self.names = dict(rules)

    def wanted(self, visitor: Visitor) -> dict[str, Any]:
        """As the planner takes it."""
        return {**self.moments(visitor.organization), "rule": self.cleaned_data.get("rule") or ""}


class DeliveryFilter(Span):
    """Which deliveries."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[_ANY, *DELIVERY_WORDS.items()])
    channel = forms.ChoiceField(label=_("Way"), required=False)

    def __init__(self, asked: QueryDict, visitor: Visitor) -> None:
        super().__init__(asked)
        keys = [(each.key, each.key) for each in channels_of(visitor.organization)]
        self.fields["channel"] = forms.ChoiceField(label=_("Way"), required=False, choices=[_ANY, *keys])
        self.is_valid()

    def wanted(self, visitor: Visitor) -> dict[str, Any]:
        """As the dispatcher takes it."""
        state = self.cleaned_data.get("state")
        return {
            **self.moments(visitor.organization),
            "states": [DeliveryState(state)] if state else [],
            "channel": self.cleaned_data.get("channel") or "",
        }


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None
