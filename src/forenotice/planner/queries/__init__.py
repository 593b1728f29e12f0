"""Reads of the planner: what will be said, why something was or was not, and how much of each."""

from forenotice.planner.foresight import Foresight
from forenotice.planner.foretelling import Foretold, PaymentSort
from forenotice.planner.operations.turns import PLANNER
from forenotice.planner.queries.counting import (
    InsideCount,
    count_planned,
    inside_by_day,
    inside_counts,
    inside_through,
    reasons_between,
)
from forenotice.planner.queries.days import (
    LeavingDay,
    PastDay,
    RuleCount,
    Uncounted,
    WithheldCount,
    last_left,
    leaving_by_day,
    past_by_day,
    rule_counts,
    uncounted,
    withheld,
)
from forenotice.planner.queries.drafting import (
    DraftRule,
    Piece,
    count_piece,
    drafted,
    due_by,
    foretold,
    last_due_on,
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
from forenotice.planner.queries.of_member import reminders_of_member, reminders_of_members, rows_of_members
from forenotice.planner.queries.soundness import LongLead, long_leads
from forenotice.planner.queries.upcoming import Upcoming, each_upcoming, upcoming
from forenotice.planner.queries.whom import FirstTold, InsideTold, Whom
from forenotice.planner.queries.without_rule import (
    SortWithoutRule,
    WithoutRule,
    payments_without_rule,
    sorts_without_rule,
)

__all__ = [
    "PLANNER",
    "ConditionTold",
    "DecisionTold",
    "DraftRule",
    "DueTold",
    "FirstTold",
    "Foresight",
    "Foretold",
    "InsideCount",
    "InsideTold",
    "Leaving",
    "LeavingDay",
    "LeavingPage",
    "LongLead",
    "PastDay",
    "PaymentSort",
    "Piece",
    "Place",
    "ReminderTold",
    "RuleCount",
    "SortWithoutRule",
    "StepTold",
    "Uncounted",
    "Upcoming",
    "Whom",
    "WithheldCount",
    "WithoutRule",
    "count_piece",
    "count_planned",
    "decisions_of",
    "drafted",
    "due_by",
    "each_upcoming",
    "explain",
    "foretold",
    "inside_by_day",
    "inside_counts",
    "inside_through",
    "last_due_on",
    "last_left",
    "leaving_by_day",
    "leaving_on",
    "list_reminders",
    "long_leads",
    "next_planned",
    "past_by_day",
    "payments_without_rule",
    "reasons_between",
    "reminder_by_id",
    "reminder_rows",
    "reminders_of_member",
    "reminders_of_members",
    "reminders_told",
    "rows_of_members",
    "rule_counts",
    "sorts_without_rule",
    "told_ahead",
    "uncounted",
    "upcoming",
    "withheld",
]
