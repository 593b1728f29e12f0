"""What may happen, as values that print well, and how Hypothesis draws them.

A payment is the ``k``-th of its subscription. A source that moves a date keeps within a fraction of the
interval around the day on which that payment belongs, so that it is never in doubt which payment is meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.system.calendar import Lead

ZONES = (
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
)
STARTS = (
    "2026-03-02",
    "2026-03-24",  # Europe's clocks go forward on the 29th.
    "2026-04-20",  # Cairo has no midnight on the 24th.
    "2026-10-21",  # Europe's clocks go back on the 25th.
    "2026-12-23",
    "2027-01-25",  # A month before 28 February.
    "2028-02-22",  # The 29th.
)
MEMBERS = ("m0@example.org", "m1@example.org")
CONTACT, OWNER = "books@ana.example", "owner@club.example"
SHIFT = {"week": 1, "month": 2, "quarter": 8, "year": 20}
LEADS = (
    *(Lead(days, "day") for days in (3, 1, 7, 0, 3, 1)),
    *(Lead(hours, "hour") for hours in (12, 36, 72, 1)),
    *(Lead(2, "week"), Lead(1, "month")),
)


@dataclass(frozen=True)
class Tell:
    """A source tells of a subscription: the named facts are new, the others as before."""

    who: int
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class TellAll:
    """A source tells of everybody in the words of last time; but of ``gone`` no more."""

    gone: tuple[int, ...] = ()


@dataclass(frozen=True)
class Move:
    """A member now lives in another zone, which the source tells with their next subscription."""

    member: int
    zone: str


@dataclass(frozen=True)
class Edit:
    """The owner declares a rule anew with these words changed."""

    rule: str
    words: Mapping[str, Any]


@dataclass(frozen=True)
class Wait:
    """Time goes by, backwards too, with a pulse at the end of each piece; the mail server has its moods."""

    hours: int
    times: int = 1
    mood: str = "fine"


@dataclass(frozen=True)
class Live:
    """The owner goes live, or returns to rehearsal."""

    on: bool


@dataclass(frozen=True)
class Window:
    """The organization's send window becomes another one."""

    opens: int
    closes: int


@dataclass(frozen=True)
class Wish:
    """A member wants courtesy reminders, or wants none."""

    member: int
    courtesy: bool


@dataclass(frozen=True)
class Sooner:
    """A member wants to hear so many days before, sooner or later than the rules say; 0 for as they say."""

    member: int
    days: int


@dataclass(frozen=True)
class Suppress:
    """An address must not be used from now on, or may be used again."""

    address: str
    on: bool


@dataclass(frozen=True)
class Hand:
    """Somebody at the desk says something of a subscription against its source."""

    who: int
    what: str


Event = Hand | Tell | TellAll | Move | Edit | Wait | Live | Window | Wish | Sooner | Suppress


WHO = st.integers(0, 4)


def facts() -> st.SearchStrategy[Mapping[str, Any]]:
    """Some facts of a subscription that a source tells anew. Most leave it something to speak of."""
    every: dict[str, st.SearchStrategy[Any]] = {
        "step": st.sampled_from([0, 1, 0, 2, -1]),
        "shift": st.integers(-2, 2),
        "minute": st.sampled_from([None, 0, 30, 330, 600, 945, 1410]),
        "amount": st.sampled_from([1_200, 1_550, 1_200, 1_550, None, 0]),
        "standing": st.sampled_from(["active", "trialing", "paused", "past_due", "cancelled", "ended"]),
        "leaves": st.booleans(),
        "payer": st.sampled_from(["automatic", "manual"]),
        "vip": st.booleans(),
        "total": st.sampled_from([None, 3, 2]),
        "made": st.sampled_from([None, 1, 0, 2, 3]),
        "cancel_by": st.sampled_from([2, 10, 0, None]),
        "card": st.sampled_from([0, 1, 2, None]),
        "term": st.sampled_from([20, 21, 9, None]),
        "names": st.booleans(),
    }
    dates = st.lists(st.sampled_from(["shift", "step", "minute", "cancel_by"]), min_size=1, max_size=2)
    others = st.lists(st.sampled_from(sorted(every)), min_size=1, max_size=2)
    some = st.one_of(dates, dates, others)
    changed = some.flatmap(lambda names: st.fixed_dictionaries({name: every[name] for name in names}))
    quiet = st.sampled_from(
        [
            *({"standing": standing} for standing in ("paused", "past_due", "cancelled", "ended")),
            *({"leaves": True}, {"amount": 0}, {"total": 2, "made": 2}),
        ]
    )
    awake = st.just({"standing": "active", "leaves": False, "amount": 1_550, "total": None})
    return st.one_of(changed, changed, changed, quiet, awake)


def rule_words(steps: int = 3) -> dict[str, st.SearchStrategy[Any]]:
    """What an owner may write into a rule."""
    one = st.tuples(st.sampled_from(LEADS), st.sampled_from(["due", "due", "due", "cancel_by"]))
    return {
        "on": st.sampled_from([True] * 4 + [False]),
        "steps": st.lists(one, min_size=steps - 1, max_size=steps).map(tuple),
        "audience": st.sampled_from(["all"] * 5 + ["vip", "1500", "manual"]),
        "speaks_of_past": st.sampled_from([False, False, True]),
        "required": st.sampled_from([False, False, True]),
        "hour": st.sampled_from([None, None, 18]),
    }


def rules() -> st.SearchStrategy[Mapping[str, Mapping[str, Any]]]:
    """The rules that an owner begins with."""
    words, on = rule_words(), {"on": st.just(True)}
    return st.fixed_dictionaries(
        {
            "pay": st.fixed_dictionaries(words | on),
            "law": st.fixed_dictionaries(rule_words(2) | on | {"required": st.just(True)}),
            "card": st.fixed_dictionaries(rule_words(2)),
            "term": st.fixed_dictionaries(rule_words(2)),
        }
    )


def edits() -> st.SearchStrategy[Edit]:
    """A change of one or two words of one rule."""
    words = rule_words()
    some = st.lists(st.sampled_from(sorted(words)), min_size=1, max_size=2, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: words[name] for name in names})
    )
    return st.builds(Edit, st.sampled_from(["pay", "pay", "law", "card", "term"]), some)


MOODS = ("fine", "later", "hangs up after", "hangs up before", "never", "no mailbox", "closes")


def waits(*, moods: bool) -> st.SearchStrategy[Wait]:
    """A day or two with pulses in them; sometimes hours, an outage, or a clock that jumps."""
    mood = st.sampled_from(MOODS if moods else MOODS[:1])
    steady = st.builds(Wait, st.sampled_from([12, 6, 8]), st.sampled_from([2, 4, 6]))
    odd = st.one_of(
        st.builds(Wait, st.sampled_from([6, 3, 1]), st.integers(1, 6), mood),
        st.builds(Wait, st.sampled_from([30, 49, 90, -1, -30, 240, 900, -200, -900])),
    )
    return st.sampled_from([steady, steady, steady, steady, odd]).flatmap(lambda chosen: chosen)


def happenings() -> st.SearchStrategy[Event]:
    """Anything that may happen next, except that time goes by."""
    told = st.builds(Tell, WHO, facts())
    rare: st.SearchStrategy[Event] = st.one_of(
        st.builds(TellAll, st.lists(WHO, max_size=1).map(tuple)),
        st.builds(Move, st.integers(0, 1), st.sampled_from(ZONES)),
        st.sampled_from([Live(on=True), Live(on=True), Live(on=False)]),
        st.sampled_from([Window(9, 20), Window(7, 12), Window(13, 23)]),
    )
    consent: st.SearchStrategy[Event] = st.one_of(
        st.builds(Wish, st.integers(0, 1), st.booleans()),
        st.builds(Sooner, st.integers(0, 1), st.sampled_from([1, 2, 4, 6, 9, 20, 0])),
        st.builds(Suppress, st.sampled_from((*MEMBERS, CONTACT, OWNER)), st.booleans()),
    )
    by_hand = st.builds(
        Hand, WHO, st.sampled_from(["pay", "pay", "pay", "pause", "resume", "dearer", "cancel"])
    )
    some: list[st.SearchStrategy[Event]] = [told, told, told, by_hand, edits(), consent, rare]
    return st.sampled_from(some).flatmap(lambda chosen: chosen)


def stories(least: int = 6, most: int = 14, *, moods: bool = True) -> st.SearchStrategy[list[Event]]:
    """Some weeks in which things happen, while the mail server has its moods or none."""
    some = st.lists(happenings(), min_size=1, max_size=3)
    pairs = st.lists(st.tuples(waits(moods=moods), some), min_size=least, max_size=most)
    return pairs.map(lambda found: [event for wait, happened in found for event in (wait, *happened)])


@dataclass(frozen=True)
class Beginning:
    """How it all starts: a day, rules, zones, and five subscriptions of two members."""

    day: str
    rules: Mapping[str, Mapping[str, Any]]
    zones: tuple[str, str]
    units: tuple[str, ...]
    days: tuple[int, ...]
    fresh_for_days: int
    live: bool


def beginnings() -> st.SearchStrategy[Beginning]:
    """Any beginning."""
    unit = st.sampled_from(["month", "month", "week", "quarter", "year"])
    return st.builds(
        Beginning,
        st.sampled_from(STARTS),
        rules(),
        st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
        st.tuples(*[unit] * 5),
        st.tuples(*[st.sampled_from([8, 5, 12, 9, 3, 15, 20, 1])] * 5),
        st.sampled_from([45, 45, 45, 9]),
        st.sampled_from([True] * 6 + [False]),
    )
