"""Whether a declared rule makes sense, and what an owner should know about one that does. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.states import Kind, PayerKind
from forenotice.rules.specification import Audience, RuleSpecification, StepSpecification

_KEY = re.compile(r"[-a-zA-Z0-9_]{1,64}")
_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
_INTERVAL = re.compile(r"\s*(\d{1,3}\s+)?(day|week|month|year)s?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a declared rule: the place (``steps[2].hour``) and a sentence."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}" if self.place else self.sentence


def read_interval(text: str) -> Interval | None:
    """``1 month``, ``3 months`` or ``year`` as an interval; None for anything else."""
    match = _INTERVAL.fullmatch(text)
    if match is None or int(match[1] or 1) == 0:
        return None
    return Interval(int(match[1] or 1), Unit(match[2].lower()))


def is_key(text: str) -> bool:
    """True for what may name a rule or a step: letters, digits, ``-`` and ``_``, 64 at most."""
    return _KEY.fullmatch(text) is not None


def faults(specification: RuleSpecification) -> list[Fault]:
    """Everything that keeps a rule from making sense, in the order of the declaration."""
    found = [*_kind_faults(specification.kinds), *_audience_faults(specification.audience)]
    if not specification.steps:
        found.append(Fault("steps", "A rule needs at least one step, or it never speaks."))
    seen: set[str] = set()
    for index, step in enumerate(specification.steps):
        place = f"steps[{index}]"
        if step.key in seen:
            found.append(Fault(f"{place}.key", f'Two steps are called "{step.key}". Give each its own key.'))
        seen.add(step.key)
        found.extend(_step_faults(place, step))
    if not 1 <= specification.catch_up_hours <= 240:
        found.append(Fault("catch_up", "Catching up takes from 1 hour to 10 days."))
    for name in ("sender_email", "reply_to"):
        found.extend(_address_faults(name, getattr(specification, name)))
    return found


def _kind_faults(kinds: Sequence[str]) -> Iterator[Fault]:
    known = ", ".join(Kind)
    if not kinds:
        yield Fault("kinds", f"Name at least one kind of due date: {known}.")
    for kind in kinds:
        if kind not in set(Kind):
            yield Fault("kinds", f'"{kind}" is not a kind of due date. The kinds are {known}.')


def _audience_faults(audience: Audience) -> Iterator[Fault]:
    for text in audience.intervals:
        if read_interval(text) is None:
            yield Fault("audience.intervals", f'"{text}" is not an interval. Write "1 month" or "year".')
    if audience.payer_kind and audience.payer_kind not in set(PayerKind):
        yield Fault("audience.payer_kind", f'"{audience.payer_kind}" is neither automatic nor manual.')
    if audience.minimum_amount_minor is not None:
        if audience.minimum_amount_minor < 0:
            yield Fault("audience.minimum_amount", "A minimum amount cannot be negative.")
        if not re.fullmatch(r"[A-Z]{3}", audience.currency):
            yield Fault("audience.currency", 'A minimum amount needs its currency, such as "EUR".')
    for country in audience.countries:
        if not re.fullmatch(r"[A-Z]{2}", country):
            yield Fault("audience.countries", f'"{country}" is not a country code of two capital letters.')


def _step_faults(place: str, step: StepSpecification) -> Iterator[Fault]:
    if not is_key(step.key):
        yield Fault(f"{place}.key", f'"{step.key}" cannot be a key. Use letters, digits, "-" and "_".')
    if not step.message:
        yield Fault(f"{place}.message", "Name the message that this step speaks.")
    if not step.channels:
        yield Fault(f"{place}.channels", "Name at least one channel for this step.")
    if (step.window_start is None) != (step.window_end is None):
        yield Fault(f"{place}.window", "A send window needs both its start and its end.")
    elif step.window_start is not None and step.window_end is not None:
        if step.window_start >= step.window_end:
            yield Fault(f"{place}.window", "A send window must start before it ends, on the same day.")
        elif step.hour is not None and not step.window_start <= step.hour <= step.window_end:
            yield Fault(f"{place}.hour", "The hour lies outside the step's own send window.")
    if step.lead.is_in_hours and step.lead.count == 0:
        yield Fault(
            f"{place}.lead", "A lead time in hours must leave at least one. For the day itself: 0 days."
        )
    if step.lead.is_in_hours and step.hour is not None:
        yield Fault(f"{place}.hour", "A lead time in hours names its moment already; leave the hour out.")
    yield from _address_faults(f"{place}.owner_copy", step.owner_copy)


def _address_faults(place: str, address: str) -> Iterator[Fault]:
    if address and not _ADDRESS.fullmatch(address):
        yield Fault(place, f'"{address}" is not an email address.')


def warnings(specification: RuleSpecification, intervals: Sequence[Interval]) -> list[str]:
    """A sentence for each step whose lead time is not shorter than an interval that the rule can meet.

    Such a step would speak of a payment before the one ahead of it has been made.
    """
    asked = [read_interval(text) for text in specification.audience.intervals]
    shortest = min(
        (interval for interval in [*asked, *([] if asked else intervals)] if interval is not None),
        key=lambda interval: interval.shortest_days,
        default=None,
    )
    if shortest is None or not {Kind.RENEWAL, Kind.PAYMENT_DUE} & set(specification.kinds):
        return []
    length = f"{shortest.count} {shortest.unit}{'' if shortest.count == 1 else 's'}"
    return [
        f'Step "{step.key}" speaks {step.lead} before, which is not shorter than an interval of {length}: '
        "members would be told of a payment before the one ahead of it is made."
        for step in specification.steps
        if step.lead.shortest_days >= shortest.shortest_days
    ]


def is_moved(before: StepSpecification, after: StepSpecification) -> bool:
    """True when a changed step speaks on other days than it did. Of moments that have passed by then it says
    what its rule says of such: that they are passed over, or made up for."""
    return before.anchor is not after.anchor or after.lead != before.lead
