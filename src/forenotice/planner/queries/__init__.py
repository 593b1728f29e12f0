"""Reads of the planner: what will be said, why something was or was not, and how much of each."""

from forenotice.planner.foretelling import Foretold
from forenotice.planner.operations.turns import PLANNER
from forenotice.planner.queries.counting import InsideCount, count_planned, inside_counts, reasons_between
from forenotice.planner.queries.days import (
    LeavingDay,
    LeftDay,
    PastDay,
    RuleCount,
    Uncounted,
    WithheldCount,
    last_left,
    leaving_by_day,
    left_by_day,
    past_by_day,
    rule_counts,
    uncounted,
    withheld,
)
from forenotice.planner.queries.drafting import (
    DraftRule,
    FirstTold,
    Piece,
    count_piece,
    drafted,
    due_by,
    first_told,
    foretold,
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
from forenotice.planner.queries.of_day import Leaving, LeavingPage, Place, leaving_on, told_ahead
from forenotice.planner.queries.of_member import reminders_of_member
from forenotice.planner.queries.soundness import LongLead, long_leads
from forenotice.planner.queries.upcoming import Upcoming, each_upcoming, upcoming
from forenotice.planner.queries.without_rule import WithoutRule, payments_without_rule

__all__ = [
    "PLANNER",
    "ConditionTold",
    "DecisionTold",
    "DraftRule",
    "DueTold",
    "FirstTold",
    "Foretold",
    "InsideCount",
    "Leaving",
    "LeavingDay",
    "LeavingPage",
    "LeftDay",
    "LongLead",
    "PastDay",
    "Piece",
    "Place",
    "ReminderTold",
    "RuleCount",
    "StepTold",
    "Uncounted",
    "Upcoming",
    "WithheldCount",
    "WithoutRule",
    "count_piece",
    "count_planned",
    "decisions_of",
    "drafted",
    "due_by",
    "each_upcoming",
    "explain",
    "first_told",
    "foretold",
    "inside_counts",
    "last_left",
    "leaving_by_day",
    "leaving_on",
    "left_by_day",
    "list_reminders",
    "long_leads",
    "next_planned",
    "past_by_day",
    "payments_without_rule",
    "reasons_between",
    "reminder_by_id",
    "reminder_rows",
    "reminders_of_member",
    "reminders_told",
    "rule_counts",
    "told_ahead",
    "uncounted",
    "upcoming",
    "withheld",
]
