"""The tabs of this room that show reminders, each by how they stand."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from forenotice.planner.states import ReminderState

TABS: dict[str, tuple[ReminderState, Promise]] = {
    "scheduled": (ReminderState.PLANNED, gettext_lazy("Scheduled")),
    "sent": (ReminderState.RELEASED, gettext_lazy("Sent")),
    "withheld": (ReminderState.SKIPPED, gettext_lazy("Withheld")),
    "missed": (ReminderState.MISSED, gettext_lazy("Missed")),
    "cancelled": (ReminderState.CANCELLED, gettext_lazy("No longer needed")),
}
TAB_WORDS = [(name, words) for name, (_, words) in TABS.items()]
