"""What one dispatch did, counted while it goes on and told at its end."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from forenotice.dispatcher.states import DeliveryState


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What came of a dispatch. ``withheld`` and ``withdrawn`` count reminders and deliveries by reason.

    ``failures`` says of each channel that failed for everybody why it did. ``is_capped`` says that the
    first day's cap kept reminders back.
    """

    released: int = 0
    accepted: int = 0
    later: int = 0
    failed: int = 0
    unknown: int = 0
    withheld: Mapping[str, int] = field(default_factory=dict)
    withdrawn: Mapping[str, int] = field(default_factory=dict)
    orphans_unknown: int = 0
    orphans_queued: int = 0
    failures: Mapping[str, str] = field(default_factory=dict)
    is_capped: bool = False

    @property
    def handed_over(self) -> int:
        """How many messages were handed to a channel, whatever it answered."""
        return self.accepted + self.later + self.failed + self.unknown


_NAMES = {
    DeliveryState.ACCEPTED: "accepted",
    DeliveryState.QUEUED: "later",
    DeliveryState.FAILED: "failed",
    DeliveryState.UNKNOWN: "unknown",
}


@dataclass(slots=True)
class Tally:
    """The same while it is still going on."""

    counts: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    withdrawn: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    is_capped: bool = False

    def landed(self, state: DeliveryState) -> None:
        """Count an answer by the state that it led to."""
        self.counts[_NAMES[state]] += 1

    def claimed(self, released: int, departures: int, *, is_capped: bool) -> None:
        """Count what one pull claimed."""
        self.counts["released"] += released
        self.counts["pulled"] += departures
        self.is_capped = self.is_capped or is_capped

    @property
    def handed_over(self) -> int:
        """How many messages were pulled so far."""
        return self.counts["pulled"]

    def add(self, other: "Tally") -> None:
        """Count what was counted beside."""
        self.counts += other.counts
        self.withheld += other.withheld
        self.withdrawn += other.withdrawn
        self.failures |= other.failures
        self.is_capped = self.is_capped or other.is_capped

    def close(self) -> Dispatched:
        """The result."""
        return Dispatched(
            released=self.counts["released"],
            accepted=self.counts["accepted"],
            later=self.counts["later"],
            failed=self.counts["failed"],
            unknown=self.counts["unknown"],
            withheld=dict(self.withheld),
            withdrawn=dict(self.withdrawn),
            orphans_unknown=self.counts["orphans_unknown"],
            orphans_queued=self.counts["orphans_queued"],
            failures=self.failures,
            is_capped=self.is_capped,
        )
