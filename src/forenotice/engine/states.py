"""Why a host may not speak, the stations that a pulse passes, and how something long stands."""

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
    COUNT = "count"
    OUTCOMES = "outcomes"
    OWNER = "owner"


STATION_SENTENCES = {
    Station.PULL: "Take in what sources have left unfinished.",
    Station.ROLL: "Roll due dates forward that passed without news.",
    Station.PLAN: "Write down the reminders of the next 48 hours.",
    Station.MISS: "Declare what came too late as missed.",
    Station.DISPATCH: "Say what is due.",
    Station.COUNT: "Count the days anew whose numbers changed.",
    Station.OUTCOMES: "Write down what followed reminders.",
    Station.OWNER: "Tell the owner what needs a person.",
}


class Need(StrEnum):
    """What an owner should look at, the most pressing first."""

    PULSE_BROKEN = "pulse_broken"
    UNKNOWN = "unknown"
    UNREACHED = "unreached"
    HALF_PARTED = "half_parted"
    SOURCE_FAILING = "source_failing"
    STALE_SOURCE = "stale_source"
    CHANNEL_FAILING = "channel_failing"
    CHANNEL_OFF = "channel_off"
    NO_WAY_OUT = "no_way_out"
    REJECTED_ROWS = "rejected_rows"
    UNCLEAR_ROWS = "unclear_rows"
    MISSED = "missed"
    BOUNCED = "bounced"


NEED_SENTENCES = {
    Need.PULSE_BROKEN: "Reminders cannot be prepared: the pulse breaks off each time. The log says where.",
    Need.UNKNOWN: "Of these messages nobody knows whether they arrived; a person must decide.",
    Need.UNREACHED: "These messages, which law demands, reached their members by no mail; post letters.",
    Need.HALF_PARTED: "Putting this source away broke off, and has to be finished.",
    Need.SOURCE_FAILING: "This source has not answered for an hour.",
    Need.STALE_SOURCE: "This source has told nothing for longer than its facts are good for.",
    Need.CHANNEL_FAILING: "These channels take messages from nobody at present.",
    Need.CHANNEL_OFF: "These channels were switched off, because what they spoke to is gone or failing.",
    Need.NO_WAY_OUT: "These reminders were not said, because their rule names no way out that exists.",
    Need.REJECTED_ROWS: "These rows of the newest file could not be understood and were left out.",
    Need.UNCLEAR_ROWS: "These rows that a source told could not be understood.",
    Need.MISSED: "These reminders came too late to be said and were not said.",
    Need.BOUNCED: "Mail to these addresses came back.",
}


class UndertakingState(StrEnum):
    """How something long stands. Whatever ended badly may be begun again."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    BROKEN_OFF = "broken_off"


UNDERTAKING_SENTENCES = {
    UndertakingState.RUNNING: "It is being done.",
    UndertakingState.DONE: "It came to its end.",
    UndertakingState.FAILED: "It could not be done, and says why.",
    UndertakingState.BROKEN_OFF: "Whoever worked at it is gone: a restart, or a machine that stopped.",
}
