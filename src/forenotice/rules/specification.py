"""A rule as its owner declares it: kinds, audience, steps, and how it signs. To JSON and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from forenotice.kernel.lead_time import LeadTime
from forenotice.rules.states import PastMoments


class Anchor(StrEnum):
    """What a step's lead time is measured back from."""

    DUE = "due"
    CANCEL_BY = "cancel_by"


@dataclass(frozen=True, slots=True)
class Audience:
    """What a subscription must meet. An empty field asks nothing; of a list, any one entry is enough.

    ``products`` are keys, ids or names; ``intervals`` read ``1 month`` or ``month``; ``countries`` are
    ISO 3166 codes. A minimum amount is in minor units of ``currency``; other currencies never meet it.
    """

    products: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    bundles: tuple[str, ...] = ()
    intervals: tuple[str, ...] = ()
    payer_kind: str = ""
    minimum_amount_minor: int | None = None
    currency: str = ""
    countries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Its JSON form, without what it does not ask."""
        named = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in named.items()
            if value not in ((), "", None)
        }

    @classmethod
    def from_json(cls, words: Mapping[str, Any]) -> "Audience":
        """The audience again from :meth:`to_json`."""
        fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in words.items()}
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class StepSpecification:
    """How long before, with which message, by which channels. ``key`` is what keeps it the same step.

    ``hour`` is on the member's clock, else the start of the send window; the window is the step's own
    where it has one, else the organization's. ``contacts`` also tells the member's further billing
    contacts, and ``owner_copy`` is an address that gets a blind copy.
    """

    key: str
    lead: LeadTime
    message: str
    channels: tuple[str, ...]
    anchor: Anchor = Anchor.DUE
    hour: time | None = None
    window_start: time | None = None
    window_end: time | None = None
    contacts: bool = False
    owner_copy: str = ""

    def to_json(self) -> dict[str, Any]:
        """Its JSON form; hours read ``09:00``."""
        return {
            "key": self.key,
            "lead": str(self.lead),
            "message": self.message,
            "channels": list(self.channels),
            "anchor": str(self.anchor),
            "hour": _clock_to_json(self.hour),
            "window_start": _clock_to_json(self.window_start),
            "window_end": _clock_to_json(self.window_end),
            "contacts": self.contacts,
            "owner_copy": self.owner_copy,
        }

    @classmethod
    def from_json(cls, words: Mapping[str, Any]) -> "StepSpecification":
        """The step again from :meth:`to_json`."""
        return cls(
            key=words["key"],
            lead=LeadTime.parse(words["lead"]),
            message=words["message"],
            channels=tuple(words["channels"]),
            anchor=Anchor(words["anchor"]),
            hour=_clock_from_json(words["hour"]),
            window_start=_clock_from_json(words["window_start"]),
            window_end=_clock_from_json(words["window_end"]),
            contacts=words["contacts"],
            owner_copy=words["owner_copy"],
        )


@dataclass(frozen=True, slots=True)
class RuleSpecification:
    """A rule but for its key, its name and whether it is on. Empty sender fields: the organization's.

    ``catch_up_hours`` is how late its reminders may still leave after an outage.
    """

    kinds: tuple[str, ...]
    steps: tuple[StepSpecification, ...]
    audience: Audience = Audience()
    past_moments: PastMoments = PastMoments.SILENT
    catch_up_hours: int = 48
    sender_name: str = ""
    sender_email: str = ""
    reply_to: str = ""

    def step(self, key: str) -> StepSpecification | None:
        """The step with that key, or None."""
        return next((step for step in self.steps if step.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """Its JSON form, as revisions keep it."""
        return {
            "kinds": list(self.kinds),
            "audience": self.audience.to_json(),
            "steps": [step.to_json() for step in self.steps],
            "past_moments": str(self.past_moments),
            "catch_up_hours": self.catch_up_hours,
            "sender_name": self.sender_name,
            "sender_email": self.sender_email,
            "reply_to": self.reply_to,
        }

    @classmethod
    def from_json(cls, words: Mapping[str, Any]) -> "RuleSpecification":
        """The rule again from :meth:`to_json`."""
        return cls(
            kinds=tuple(words["kinds"]),
            steps=_steps_from_json(words["steps"]),
            audience=Audience.from_json(words["audience"]),
            past_moments=PastMoments(words["past_moments"]),
            catch_up_hours=words["catch_up_hours"],
            sender_name=words["sender_name"],
            sender_email=words["sender_email"],
            reply_to=words["reply_to"],
        )


def _steps_from_json(steps: Iterable[Mapping[str, Any]]) -> tuple[StepSpecification, ...]:
    return tuple(StepSpecification.from_json(words) for words in steps)


def _clock_to_json(clock: time | None) -> str | None:
    return None if clock is None else clock.isoformat("minutes")


def _clock_from_json(words: str | None) -> time | None:
    return None if words is None else time.fromisoformat(words)
