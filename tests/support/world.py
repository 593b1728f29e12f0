"""A small organization to test in: members and rules in a line each, and a clock that the test moves.

The builder uses the operations of the rooms themselves. `told` says what a source says, `rule` what an owner
declares; times are given in UTC.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization, go_live
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.ledger.models import DueDate, Subscription
from forenotice.ledger.operations import record_facts, sighted
from forenotice.rules.operations import Declared, declare_rule
from forenotice.rules.specification import Anchor, Audience, RuleSpecification, StepSpecification
from forenotice.sources.operations import declare_source

ACTOR = "test"
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    """An instant in UTC from words: ``2026-03-02 12:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def step(lead: str, key: str = "", **more: Any) -> StepSpecification:
    """A step by its lead time, with a key made from it."""
    fields: dict[str, Any] = {"message": "renewal", "channels": ("mailbox",)} | more
    return StepSpecification(key=key or lead.replace(" ", "-"), lead=LeadTime.parse(lead), **fields)


def specification(
    *steps: StepSpecification | str,
    kinds: Sequence[str] = ("renewal", "trial_end", "payment_due"),
    **more: Any,
) -> RuleSpecification:
    """A rule from its steps; a step may be given as its lead time alone."""
    made = tuple(step(s) if isinstance(s, str) else s for s in steps)
    return RuleSpecification(kinds=tuple(kinds), steps=made, **more)


class World:
    """An organization in its own little world. ``now`` is what its clock shows."""

    def __init__(self, now: datetime = START, *, key: str = "club", live: bool = True, **fields: Any) -> None:
        self.now = now
        values = {"name": "The Club", "time_zone": "UTC", "window_start": time(9), "window_end": time(20)}
        declare_organization(key=key, values=values | fields, actor=ACTOR, now=now)
        self.key = key
        self.facts: dict[str, SubscriptionFacts] = {}
        if live:
            self.go_live()

    @property
    def organization(self) -> Organization:
        """The organization as it stands in the database now."""
        return Organization.objects.get(key=self.key)

    def declare(self, **values: Any) -> None:
        """Change something about the organization."""
        declare_organization(key=self.key, values=values, actor=ACTOR, now=self.now)

    def go_live(self) -> None:
        """Let the organization speak to its members from now on."""
        go_live(organization=self.organization, first_day_cap=None, actor=ACTOR, now=self.now)

    def rule(
        self, key: str, *steps: StepSpecification | str, on: bool = True, name: str = "", **more: Any
    ) -> Declared:
        """Declare a rule, or declare it anew."""
        return declare_rule(
            organization=self.organization,
            key=key,
            name=name or key.capitalize(),
            on=on,
            specification=specification(*steps, **more),
            actor=ACTOR,
            now=self.now,
        )

    def told(self, who: str, *, member: Mapping[str, Any] | None = None, **facts: Any) -> Subscription:
        """Let the source tell of a subscription; what it told before holds where it says nothing."""
        before = self.facts.get(who) or SubscriptionFacts(
            external_id=who,
            member=MemberFacts(external_id=who, email=f"{who}@example.org"),
            product=ProductFacts(external_id="basic", name="Basic"),
            fingerprint=0,
            amount_minor=1_200,
            currency="EUR",
            interval_count=1,
            interval_unit="month",
        )
        words = replace(before, **facts, fingerprint=before.fingerprint + 1)
        if member is not None:
            words = replace(words, member=replace(words.member, **member))
        self.facts[who] = words
        recorded = record_facts(
            organization=self.organization, source="csv", facts=[words], actor=ACTOR, now=self.now
        )
        assert not recorded.refused, recorded.refused
        return self.subscription(who)

    def source(self, key: str = "csv", fresh_for_days: int = 60) -> None:
        """Declare the source that tells, and how long its facts stay fresh."""
        declare_source(
            organization=self.organization,
            key=key,
            kind="csv",
            settings={},
            fresh_for_days=fresh_for_days,
            actor=ACTOR,
            now=self.now,
        )

    def sighted(self, who: str) -> None:
        """Let the source tell of a subscription again, in the same words."""
        sighted(organization=self.organization, subscription_ids=[self.subscription(who).pk], now=self.now)

    def subscription(self, who: str) -> Subscription:
        """The subscription of that id."""
        return Subscription.objects.get(organization__key=self.key, external_id=who)

    def due_date(self, who: str, occasion: str = "payment") -> DueDate:
        """The open due date of a subscription, of one occasion."""
        return DueDate.objects.get(
            organization__key=self.key, subscription__external_id=who, occasion=occasion, closing=""
        )

    def in_days(self, days: int) -> date:
        """The day so many days from the world's today."""
        return (self.now + timedelta(days=days)).date()


__all__ = ["ACTOR", "START", "Anchor", "Audience", "World", "at", "specification", "step"]
