"""Reads of the planner: what will be said, why something was or was not, and how much of each."""

from forenotice.planner.queries.counting import InsideCount, inside_counts, reasons_between
from forenotice.planner.queries.explaining import ConditionTold, DecisionTold, DueTold, StepTold, explain
from forenotice.planner.queries.listing import ReminderTold, list_reminders
from forenotice.planner.queries.soundness import LongLead, long_leads
from forenotice.planner.queries.upcoming import Upcoming, upcoming

__all__ = [
    "ConditionTold",
    "DecisionTold",
    "DueTold",
    "InsideCount",
    "LongLead",
    "ReminderTold",
    "StepTold",
    "Upcoming",
    "explain",
    "inside_counts",
    "list_reminders",
    "long_leads",
    "reasons_between",
    "upcoming",
]
