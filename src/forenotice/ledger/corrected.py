"""What a person set by hand, laid over what a source says for as long as it says the same. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.states import Part

SET: Mapping[str, tuple[str, ...]] = {
    Part.DUE: ("next_on", "next_at"),
    Part.AMOUNT: ("amount_minor",),
    Part.STANDING: ("standing", "cancel_at_period_end"),
    Part.TRIAL: ("trial_ends_on", "trial_ends_at"),
    Part.TERM: ("term_ends_on",),
    Part.CANCEL_BY: ("cancel_by_on", "cancel_by_at"),
}
"""The columns that a correction of each part sets."""

_WATCHED: Mapping[str, tuple[str, ...]] = {
    Part.DUE: (*SET[Part.DUE], "period_key", "trial_ends_on", "trial_ends_at"),
    Part.AMOUNT: (*SET[Part.AMOUNT], "currency"),
    Part.STANDING: SET[Part.STANDING],
    Part.TRIAL: SET[Part.TRIAL],
    Part.TERM: SET[Part.TERM],
    Part.CANCEL_BY: SET[Part.CANCEL_BY],
}
# Of a source, also what gives the columns their meaning: when any of it changes, the source speaks anew.


class Held(NamedTuple):
    """A correction: the part, its columns as they were set, and what the source said then. Plain JSON."""

    part: str
    value: Mapping[str, Any]
    told: Mapping[str, Any]


def said_of(part: str, facts: SubscriptionFacts) -> dict[str, Any]:
    """What facts say of a part, as plain JSON."""
    return {name: _plain(getattr(facts, name)) for name in _WATCHED[part]}


def still_hold(held: Iterable[Held], told: SubscriptionFacts) -> list[Held]:
    """The corrections of parts of which the source says what it said before."""
    return [each for each in held if said_of(each.part, told) == each.told]


def lay_over(facts: SubscriptionFacts, held: Iterable[Held]) -> SubscriptionFacts:
    """The facts with what was set by hand in their place."""
    found = {name: _read(name, each.value[name]) for each in held for name in SET[each.part]}
    return replace(facts, **found) if found else facts


def undone(facts: SubscriptionFacts, held: Held) -> SubscriptionFacts:
    """The facts as the source says them in the part of a correction."""
    return replace(facts, **{name: _read(name, held.told[name]) for name in SET[held.part]})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    if value is None or not name.endswith(("_on", "_at")):
        return value
    return datetime.fromisoformat(value) if name.endswith("_at") else date.fromisoformat(value)
