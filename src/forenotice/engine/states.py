"""Why a host may not speak, and the stations that a pulse passes."""

from enum import StrEnum


class Hold(StrEnum):
    """Why everything is held. Nothing but an owner's word lets it go."""

    NO = ""
    COPIED = "copied"
    RESTORED = "restored"


HOLD_SENTENCES = {
    Hold.COPIED: "This database used to live elsewhere: it may be a copy, while the original speaks on.",
    Hold.RESTORED: "This database is older than what this host has already done: a backup was restored.",
}


class Station(StrEnum):
    """The stations of a pulse, in their order."""

    PULL = "pull"
    ROLL = "roll"
    PLAN = "plan"
    MISS = "miss"
    DISPATCH = "dispatch"
    OWNER = "owner"


STATION_SENTENCES = {
    Station.PULL: "Take in what sources have left unfinished.",
    Station.ROLL: "Roll due dates forward that passed without news.",
    Station.PLAN: "Write down the reminders of the next 48 hours.",
    Station.MISS: "Declare what came too late as missed.",
    Station.DISPATCH: "Say what is due.",
    Station.OWNER: "Tell the owner what needs a person.",
}
