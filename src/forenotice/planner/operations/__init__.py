"""Writes of the planner, by the station of the pulse they belong to."""

from forenotice.planner.operations.asking_now import speak_now
from forenotice.planner.operations.by_hand import cancel_by_hand, send_now
from forenotice.planner.operations.counting import DAYS_AHEAD, count_ahead
from forenotice.planner.operations.lapses import Lapse, open_lapses, settle_lapses
from forenotice.planner.operations.lateness import Missed, declare_missed
from forenotice.planner.operations.past import count_past
from forenotice.planner.operations.planning import Planned, plan, replan
from forenotice.planner.operations.speaking import Withheld, release, supersede, withhold

__all__ = [
    "DAYS_AHEAD",
    "Lapse",
    "Missed",
    "Planned",
    "Withheld",
    "cancel_by_hand",
    "count_ahead",
    "count_past",
    "declare_missed",
    "open_lapses",
    "plan",
    "release",
    "replan",
    "send_now",
    "settle_lapses",
    "speak_now",
    "supersede",
    "withhold",
]
