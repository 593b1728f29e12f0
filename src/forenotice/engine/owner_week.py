"""The numbers of the weekly letter: what was said last week, and what is coming."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.dispatcher.queries import deliveries_between
from forenotice.dispatcher.states import ARRIVED, DeliveryState
from forenotice.engine.causes import Cause
from forenotice.engine.findings import Week
from forenotice.kernel.local_time import start_of_day
from forenotice.planner.queries import reasons_between
from forenotice.planner.queries.numbers import coming_count
from forenotice.planner.states import ReminderState


def find_week(
    organization: Organization, begins_on: date, open_causes: Sequence[Cause], now: datetime
) -> Week:
    """The numbers of the week before a Monday, and of the one from it on."""
    began_at = start_of_day(begins_on, organization.time_zone)
    since = start_of_day(begins_on - timedelta(days=7), organization.time_zone)
    until = start_of_day(begins_on + timedelta(days=7), organization.time_zone)
    messages = deliveries_between(organization, since, began_at, organization.mode)
    reminders: dict[ReminderState, int] = {}
    for (state, _), count in reasons_between(organization, since, began_at).items():
        reminders[state] = reminders.get(state, 0) + count
    return Week(
        begins_on=begins_on,
        accepted=sum(messages.get(state, 0) for state in ARRIVED),
        failed=messages.get(DeliveryState.FAILED, 0) + messages.get(DeliveryState.BOUNCED, 0),
        missed=reminders.get(ReminderState.MISSED, 0),
        skipped=reminders.get(ReminderState.SKIPPED, 0),
        coming=coming_count(organization, now, until),
        open_causes=open_causes,
    )
