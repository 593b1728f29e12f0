"""Whether an organization speaks to its members yet, and what a program's key may open."""

from enum import StrEnum


class Mode(StrEnum):
    """Rehearsal speaks into the test mailbox only; live speaks to members."""

    REHEARSAL = "rehearsal"
    LIVE = "live"


class Scope(StrEnum):
    """What a key opens. None includes another."""

    READ = "read"
    WRITE = "write"
    HOOKS = "hooks"


SCOPE_SENTENCES: dict[Scope, str] = {
    Scope.READ: "Read whatever the organization owns.",
    Scope.WRITE: "Change it, as an owner can.",
    Scope.HOOKS: "Let Zapier subscribe to reminders, and unsubscribe.",
}
