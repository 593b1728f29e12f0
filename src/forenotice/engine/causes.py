"""For what the owner gets word from us; a pure file."""

from enum import StrEnum


class Cause(StrEnum):
    """A reason to write to the owner, at most once a day each."""

    HELD = "held"
    PULSE_BROKEN = "pulse_broken"
    MISSED = "missed"
    UNKNOWN = "unknown"
    UNREACHED = "unreached"
    REJECTED_ROWS = "rejected_rows"
    STALE_SOURCE = "stale_source"
    SOURCE_FAILING = "source_failing"
    CHANNEL_FAILING = "channel_failing"
    CHANNEL_OFF = "channel_off"
    DISK_NEARLY_FULL = "disk_nearly_full"
    WEEKLY = "weekly"


CAUSE_SENTENCES = {
    Cause.HELD: "Everything is held, because this may be a copy or a restored backup.",
    Cause.PULSE_BROKEN: "The pulse breaks off each time, so that no reminder is prepared.",
    Cause.MISSED: "Reminders came too late to be said and were not said.",
    Cause.UNKNOWN: "Of some messages we do not know whether they arrived; a person must decide.",
    Cause.UNREACHED: "Messages that law demands reached their members by no mail; letters are to be posted.",
    Cause.REJECTED_ROWS: "Rows of the newest file could not be understood and were left out.",
    Cause.STALE_SOURCE: "A source has told us nothing for longer than its facts are good for.",
    Cause.SOURCE_FAILING: "A source that we ask has not answered, or not let us in, for an hour.",
    Cause.CHANNEL_FAILING: "A channel takes messages from nobody at present.",
    Cause.CHANNEL_OFF: "A program that hears of reminders is gone, or failed for days, and was switched off.",
    Cause.DISK_NEARLY_FULL: "The disk that holds our rows is nearly full.",
    Cause.WEEKLY: "The weekly letter: what was said last week, and what is coming.",
}
