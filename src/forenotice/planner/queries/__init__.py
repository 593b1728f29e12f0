"""Reads of the planner: what will be said, why something was or was not, and how much of each."""

from forenotice.planner.queries.counting import InsideCount, inside_counts, reasons_between
from forenotice.planner.queries.days import (
    LeavingDay,
    LeftDay,
    Uncounted,
    WithheldCount,
    last_left,
    leaving_by_day,
    left_by_day,
    uncounted,
    withheld,
)
from forenotice.planner.queries.explaining import (
    ConditionTold,
    DecisionTold,
    DueTold,
    StepTold,
    decisions_of,
    explain,
)
from forenotice.planner.queries.listing import (
    ReminderTold,
    list_reminders,
    next_planned,
    reminder_by_id,
    reminder_rows,
    reminders_told,
)
from forenotice.planner.queries.of_member import reminders_of_member
from forenotice.planner.queries.soundness import LongLead, long_leads
from forenotice.planner.queries.upcoming import Upcoming, upcoming
from forenotice.planner.queries.without_rule import WithoutRule, payments_without_rule

__all__ = [
    "ConditionTold",
    "DecisionTold",
    "DueTold",
    "InsideCount",
    "LeavingDay",
    "LeftDay",
    "LongLead",
    "ReminderTold",
    "StepTold",
    "Uncounted",
    "Upcoming",
    "WithheldCount",
    "WithoutRule",
    "decisions_of",
    "explain",
    "inside_counts",
    "last_left",
    "leaving_by_day",
    "left_by_day",
    "list_reminders",
    "long_leads",
    "next_planned",
    "payments_without_rule",
    "reasons_between",
    "reminder_by_id",
    "reminder_rows",
    "reminders_of_member",
    "reminders_told",
    "uncounted",
    "upcoming",
    "withheld",
]
