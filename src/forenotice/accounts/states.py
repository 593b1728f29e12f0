"""Whether an organization speaks to its members yet, what a program's key opens, and what a person may do."""

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


class Role(StrEnum):
    """What a person may do in an organization; each may also do what the ones after it may."""

    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"

    def includes(self, other: "Role") -> bool:
        """Whether whoever has this role may do what needs the ``other``."""
        ranks = list(Role)
        return ranks.index(self) <= ranks.index(other)


class Bearer(StrEnum):
    """Who brings an invitation to the person, and so what it shows of whoever opens it.

    By mail, that the address is theirs. From the machine, at the command line, that whoever runs it vouches
    for them. An owner who passes a link on could open it, too, so it shows nothing.
    """

    OWNER = "owner"
    MAIL = "mail"
    MACHINE = "machine"


# Of a person's address. With "person:" before it, it stands in columns of 200 that tell who did something.
LONGEST_ADDRESS = 193


class Theme(StrEnum):
    """How a person wants the console to look."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


SCOPE_SENTENCES: dict[Scope, str] = {
    Scope.READ: "Read whatever the organization owns.",
    Scope.WRITE: "Change it, as an owner can.",
    Scope.HOOKS: "Let Zapier subscribe to reminders, and unsubscribe.",
}
