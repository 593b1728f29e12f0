"""What is found for a word to the owner: counts and the owner's own names, nothing about a member. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from forenotice.channels.states import Disabled
from forenotice.dispatcher.states import UnreachedCause
from forenotice.engine.causes import Cause
from forenotice.engine.states import Hold


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing may be said from this host, and why."""

    hold: Hold
    cause: ClassVar = Cause.HELD


@dataclass(frozen=True, slots=True)
class PulseBroken:
    """Since when the pulse breaks off (on the owner's clock), and the name of the last error."""

    since: datetime
    fault: str
    cause: ClassVar = Cause.PULSE_BROKEN


@dataclass(frozen=True, slots=True)
class MissedReminders:
    """How many reminders were missed, by the name of the rule and the key of the step."""

    by_step: Sequence[tuple[str, str, int]]
    cause: ClassVar = Cause.MISSED

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, _, count in self.by_step)


@dataclass(frozen=True, slots=True)
class UnknownMessages:
    """How many messages nobody knows the fate of, by the key of their channel."""

    by_channel: Sequence[tuple[str, int]]
    cause: ClassVar = Cause.UNKNOWN

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.by_channel)


@dataclass(frozen=True, slots=True)
class UnreachedMembers:
    """How many required messages reached their members by no mail, by the cause."""

    by_cause: Sequence[tuple[UnreachedCause, int]]
    cause: ClassVar = Cause.UNREACHED

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.by_cause)


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """Sources whose newest file had rows that were rejected: key, how many, and the file to correct."""

    by_source: Sequence[tuple[str, int, str]]
    cause: ClassVar = Cause.REJECTED_ROWS

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count, _ in self.by_source)


@dataclass(frozen=True, slots=True)
class StaleSources:
    """Sources that have been silent for too long: key, and on which day each last told anything.

    ``pushed`` are the keys of those that a program tells, so that no file is to be imported.
    """

    by_source: Sequence[tuple[str, date]]
    pushed: Sequence[str] = ()
    cause: ClassVar = Cause.STALE_SOURCE

    @property
    def files(self) -> list[str]:
        """The keys of the others."""
        return [source for source, _ in self.by_source if source not in self.pushed]


@dataclass(frozen=True, slots=True)
class FailingSources:
    """Sources that cannot be asked: key, since when (on the owner's clock), and why."""

    sources: Sequence[tuple[str, datetime, str]]
    cause: ClassVar = Cause.SOURCE_FAILING


@dataclass(frozen=True, slots=True)
class FailingChannels:
    """Channels that take messages from nobody: key, since when (on the owner's clock), its last words."""

    channels: Sequence[tuple[str, datetime, str]]
    cause: ClassVar = Cause.CHANNEL_FAILING


@dataclass(frozen=True, slots=True)
class SwitchedOffChannels:
    """Channels that we switched off ourselves: key, and why."""

    channels: Sequence[tuple[str, Disabled]]
    cause: ClassVar = Cause.CHANNEL_OFF


@dataclass(frozen=True, slots=True)
class DiskNearlyFull:
    """How many bytes are left on the disk of this folder, and how many it holds in all."""

    folder: str
    free_bytes: int
    total_bytes: int
    cause: ClassVar = Cause.DISK_NEARLY_FULL


@dataclass(frozen=True, slots=True)
class Week:
    """The week before ``begins_on``, a Monday, and the week from it on, in numbers.

    ``accepted`` and ``failed`` count messages; ``missed``, ``skipped`` and ``coming`` count reminders, the
    last as far as can be foreseen. ``open_causes`` is what needs the owner at this moment.
    """

    begins_on: date
    accepted: int
    failed: int
    missed: int
    skipped: int
    coming: int
    open_causes: Sequence[Cause] = ()
    cause: ClassVar = Cause.WEEKLY


Finding = (
    Held
    | PulseBroken
    | MissedReminders
    | UnknownMessages
    | UnreachedMembers
    | RejectedRows
    | StaleSources
    | FailingSources
    | FailingChannels
    | SwitchedOffChannels
    | DiskNearlyFull
    | Week
)

_GIB = 1024**3
_LEAST_FREE = 500 * 1024**2
# Five hundredths of a large disk are still room for years, so the share only counts on a small remainder.
_AMPLE = 10 * _GIB


def is_nearly_full(*, total_bytes: int, free_bytes: int) -> bool:
    """Whether a disk has less than 500 MB left, or less than a twentieth of itself and 10 GB."""
    return free_bytes < _LEAST_FREE or free_bytes < min(total_bytes * 0.05, _AMPLE)
