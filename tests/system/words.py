"""What the source and the owner say in these tests, as the tests keep it and as the service hears it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from forenotice.composer.texts import MessageSource
from forenotice.kernel.lead_time import LeadTime
from forenotice.kernel.message import MessageClass
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.rules.specification import Anchor, Audience, RuleSpecification, StepSpecification
from forenotice.rules.states import PastMoments
from tests.system.calendar import DAY, Lead, later, local, months_later
from tests.system.events import CONTACT, MEMBERS, OWNER, SHIFT

NAMES = ("ana", "ben", "cid", "dov", "eva")
AT_FIRST: tuple[Mapping[str, Any], ...] = (
    {"amount": 1_550},
    {"amount": 1_550, "payer": "manual"},
    {"card": 1, "total": 3, "made": 0},
    {"amount": 1_550, "minute": 600, "term": 20},
    {"standing": "trialing", "minute": 30},
)
MEMBER_OF = (0, 1, 0, 1, 1)
OVER = ("cancelled", "ended")
KINDS = {
    "pay": ("renewal", "trial_end", "payment_due"),
    "law": ("renewal", "trial_end"),
    "card": ("card_expiry",),
    "term": ("term_end",),
}
LINES = (
    "due={{ payment.due_date }}\nleft={{ payment.days_left }}\nminor={{ payment.amount_minor }}\n"
    "order={{ order.number }}\nends={{ term.ends }}\ncard={{ payment.method }}\n"
    "expires={{ payment.method_expires }}\n"
    "trial={% if payment.is_trial_end %}1{% endif %}\nauto={% if payment.is_automatic %}1{% endif %}\n"
)


class Due(NamedTuple):
    """The next payment in the words of the source: the day it is on, and the instant if that is known."""

    on: date
    at: datetime | None


@dataclass
class Subscription:
    """One subscription: where its payments belong, what its source told last, and what was set by hand.

    ``by_hand`` holds, for a part, what was set and what the source said then. ``paid`` are the payments that
    somebody recorded as made, until the source has gone on.
    """

    base: date
    unit: str
    source: dict[str, Any] = field(
        default_factory=lambda: {
            "k": 0,
            "shift": 0,
            "minute": None,
            "amount": 1_200,
            "standing": "active",
            "leaves": False,
            "payer": "automatic",
            "vip": False,
            "total": None,
            "made": None,
            "cancel_by": None,
            "card": None,
            "term": None,
            "names": False,
        }
    )
    seen_at: datetime | None = None
    is_gone: bool = False
    version: int = 0
    by_hand: dict[str, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    paid: set[int] = field(default_factory=set)

    @property
    def facts(self) -> dict[str, Any]:
        """What counts: the source's words, and over them what was set by hand."""
        found = dict(self.source)
        for value, _ in self.by_hand.values():
            found |= value
        return found

    def set_by_hand(self, part: str, **value: Any) -> None:
        """Set a part against the source; what it says as well needs no setting."""
        said = {name: self.source[name] for name in value}
        self.by_hand.pop(part, None)
        if said != value:
            self.by_hand[part] = (value, said)

    def hear(self, facts: Mapping[str, Any]) -> None:
        """Let these facts be new."""
        before = self._due_words()
        self.source |= {name: value for name, value in facts.items() if name != "step"}
        self.source["k"] = max(0, self.source["k"] + facts.get("step", 0))
        self.version += 1
        for part, (_, said) in list(self.by_hand.items()):
            if any(self.source[name] != words for name, words in said.items()):
                del self.by_hand[part]
        if self._due_words() != before and self.source["k"] not in self.paid:
            self.paid.clear()

    def _due_words(self) -> tuple[Any, ...]:
        return (self.due, self.source["k"] if self.source["names"] else None)

    def belongs_on(self, k: int) -> date:
        """Where the k-th payment belongs."""
        return later(self.base, self.unit, k)

    def which(self, day: date) -> int:
        """Which payment a day near to where one belongs is about."""
        return min(range(-2, 60), key=lambda k: abs((self.belongs_on(k) - day).days))

    @property
    def due(self) -> Due:
        """The payment that was told of last, before its member's zone makes a day of an instant."""
        share = self.source["shift"] * SHIFT[self.unit] // 2
        day = self.belongs_on(self.source["k"]) + timedelta(days=share)
        minute = self.source["minute"]
        return Due(day, None if minute is None else datetime.combine(day, time(), UTC) + minute * DAY / 1440)

    def due_on(self, zone: str) -> date:
        """The member's day of it."""
        on, at = self.due
        return on if at is None else local(at, zone).date()

    @property
    def cancel_by_on(self) -> date | None:
        """The last day to cancel, as told."""
        days = self.facts["cancel_by"]
        return None if days is None else self.due.on - timedelta(days=days)

    @property
    def card(self) -> tuple[str, date] | None:
        """The last digits and the last day of the card, as told."""
        months = self.facts["card"]
        if months is None:
            return None
        last = months_later(self.base.replace(day=1), months + 1, 1) - DAY
        return f"000{months}", last

    @property
    def term_ends_on(self) -> date | None:
        """The last day of the term, as told."""
        days = self.facts["term"]
        return None if days is None else self.base + timedelta(days=days)

    @property
    def quiet(self) -> bool:
        """Whether its standing alone asks for silence."""
        silent = ("paused", "past_due", *OVER)
        return self.is_gone or self.facts["leaves"] or self.facts["standing"] in silent

    def told(self, who: int, zone: str) -> SubscriptionFacts:
        """What the source says of it."""
        facts, (on, at) = self.source, self.due
        count, unit = (3, "month") if self.unit == "quarter" else (1, self.unit)
        digits, expires_on = self.card or ("", None)
        is_trial = facts["standing"] == "trialing"
        return SubscriptionFacts(
            external_id=NAMES[who],
            order_number=NAMES[who],
            member=member(MEMBER_OF[who], zone),
            product=ProductFacts(external_id="basic", name="Basic"),
            fingerprint=self.version,
            standing=facts["standing"],
            cancel_at_period_end=facts["leaves"],
            payer_kind=facts["payer"],
            amount_minor=facts["amount"],
            currency="EUR",
            interval_count=count,
            interval_unit=unit,
            period_key=f"p{facts['k']}" if facts["names"] else "",
            next_on=on if at is None else None,
            next_at=at,
            trial_ends_on=on if is_trial and at is None else None,
            trial_ends_at=at if is_trial else None,
            term_ends_on=self.term_ends_on,
            cancel_by_on=self.cancel_by_on,
            total_payments=facts["total"],
            payments_made=facts["made"],
            card_brand="Visa" if digits else "",
            card_last4=digits,
            card_expires_on=expires_on,
            tags="|vip|" if facts["vip"] else "",
        )


def member(number: int, zone: str) -> MemberFacts:
    """One of the two members; the first has somebody else who pays the bills."""
    details = {"contacts": [{"email": CONTACT}]} if number == 0 else {}
    return MemberFacts(f"m{number}", email=MEMBERS[number], zone=zone, details=details)


class Step(NamedTuple):
    """A step as its owner wrote it."""

    key: str
    lead: Lead
    anchor: str
    hour: time | None


@dataclass
class Rule:
    """A rule as its owner wrote it last."""

    key: str
    words: dict[str, Any]

    @property
    def steps(self) -> list[Step]:
        """Its steps; what is measured in hours has no hour of its own."""
        hour = self.words["hour"]
        return [
            Step("abc"[n], lead, anchor, None if hour is None or lead.is_in_hours else time(hour))
            for n, (lead, anchor) in enumerate(self.words["steps"])
        ]

    def recipients(self, member: int) -> set[str]:
        """Who receives what it says to a member: the bills' payer too, and for the law the owner."""
        more = {CONTACT} if self.key == "pay" and member == 0 else set()
        return {MEMBERS[member]} | more | ({OWNER} if self.key == "law" else set())

    def specification(self) -> RuleSpecification:
        """As the service reads it."""
        audience = {
            "all": Audience(),
            "manual": Audience(payer_kind="manual"),
            "vip": Audience(tags=("vip",)),
            "1500": Audience(minimum_amount_minor=1_500, currency="EUR"),
        }[self.words["audience"]]
        words = "required" if self.words["required"] else "courtesy"
        return RuleSpecification(
            kinds=KINDS[self.key],
            steps=tuple(
                StepSpecification(
                    key=step.key,
                    lead=LeadTime.parse(str(step.lead)),
                    message=f"{words}-{step.key}",
                    channels=("mail",),
                    anchor=Anchor(step.anchor),
                    hour=step.hour,
                    contacts=self.key == "pay",
                    owner_copy=OWNER if self.key == "law" else "",
                )
                for step in self.steps
            ),
            audience=audience,
            past_moments=PastMoments.SPEAK if self.words["speaks_of_past"] else PastMoments.SILENT,
            reply_to=f"{self.key}@club.example",
        )


def messages() -> dict[str, tuple[MessageClass, MessageSource]]:
    """The owner's words: each says which step it is, and everything that can be checked."""
    return {
        f"{words}-{key}": (
            MessageClass(words),
            MessageSource(subject=f"step {key}", preheader="", html="<p>Hello</p>", text=LINES),
        )
        for words in ("required", "courtesy")
        for key in "abc"
    }
