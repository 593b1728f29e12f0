"""Who may hear what, and when: worked out from the promises and from what was told, and by nothing else."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import NamedTuple

from tests.system.calendar import DAY, Lead, last_open, later, local, wall
from tests.system.house import House, Said
from tests.system.words import KINDS, MEMBER_OF, NAMES, Due, Rule, Step, Subscription

CATCH_UP = timedelta(hours=48)
SLACK = timedelta(minutes=15)


class About(NamedTuple):
    """What a message is about: the due date, its last day to cancel, and a name that tells it from others."""

    name: tuple[object, ...]
    due: Due
    cancel_by: Due | None
    is_told: bool


class Belief:
    """What has been said so far, and whether it was right to say it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.heard: set[tuple[object, ...]] = set()

    def hear(self, new: list[Said]) -> None:
        """Judge what one pulse said."""
        told: dict[tuple[object, ...], list[tuple[Said, datetime]]] = {}
        for said in new:
            subscription = self.house.subscriptions[said.who]
            rule = self.house.rules[said.rule]
            step = next((step for step in rule.steps if step.key == said.step), None)
            assert step is not None, f"{said}: that step is no part of its rule"
            about = self.about(said, subscription)
            key = (said.rule, said.step, about.name, said.recipient)
            assert key not in self.heard, f"{said}: said twice"
            self.heard.add(key)
            faults = [*self._standing(said.who, rule), *self._words(said, subscription, about)]
            faults += self._moment(said, rule, step, about)
            assert not faults, f"{said}: {'; '.join(faults)}"
            told.setdefault((said.rule, about.name), []).append((said, self._send_at(step, about, said.who)))
        for (rule_key, *_), together in told.items():
            self._is_only_one(self.house.rules[str(rule_key)], together)

    def about(self, said: Said, subscription: Subscription) -> About:
        """What it is about, as far as the words tell."""
        zone = self.house.zones[MEMBER_OF[said.who]]
        if said.rule == "card":
            digits, expires_on = subscription.card or ("", said.due_on)
            return About(("card", MEMBER_OF[said.who], digits), Due(expires_on, None), None, True)
        if said.rule == "term":
            return About(("term", said.who), Due(said.ends_on or said.due_on, None), None, True)
        k = subscription.which(said.due_on)
        is_told = said.due_on == subscription.due_on(zone)
        at = subscription.due.at
        if not is_told:
            clock = None if at is None else local(at, zone).time()
            at = None if clock is None else wall(said.due_on, clock, zone)
        shift = said.due_on - subscription.due_on(zone)
        cancel_by = subscription.cancel_by_on
        return About(
            ("payment", said.who, k),
            Due(said.due_on, at),
            None if cancel_by is None else Due(cancel_by + shift, None),
            is_told,
        )

    def _standing(self, who: int, rule: Rule) -> Iterator[str]:
        """Why nobody may speak of it at all."""
        house, subscription = self.house, self.house.subscriptions[who]
        facts = subscription.facts
        if not house.is_live:
            yield "in a rehearsal"
        if not rule.words["on"]:
            yield "the rule is off"
        if not rule.words["required"] and MEMBER_OF[who] in house.unwilling:
            yield "the member wants no courtesy"
        if not house.recipients(rule.key, MEMBER_OF[who]):
            yield "nobody may be written to"
        if subscription.quiet:
            yield "its standing asks for silence"
        if rule.key != "term":
            if facts["amount"] == 0:
                yield "nothing is to be paid"
            if facts["total"] is not None and (facts["made"] or 0) >= facts["total"]:
                yield "the last payment was made"
        audience = rule.words["audience"]
        if audience == "manual" and facts["payer"] != "manual":
            yield "not its audience: it pays by itself"
        if audience == "vip" and not facts["vip"]:
            yield "not its audience: no tag"
        if audience == "1500" and (facts["amount"] or 0) < 1_500:
            yield "not its audience: too little"

    def _is_fresh(self, who: int, at: datetime) -> bool:
        """Whether its source has told of it recently enough."""
        seen_at = self.house.subscriptions[who].seen_at
        return seen_at is not None and seen_at >= at - self.house.fresh_for

    def _words(self, said: Said, subscription: Subscription, about: About) -> Iterator[str]:
        """Whether it says what the source says, to those who are to hear it, while that is fresh."""
        facts, zone = subscription.facts, self.house.zones[MEMBER_OF[said.who]]
        if said.recipient not in self.house.recipients(said.rule, MEMBER_OF[said.who]):
            yield "not to them"
        if not self._is_fresh(said.who, self.house.now):
            yield "its facts are stale"
        if said.minor != facts["amount"]:
            yield f"the amount is {facts['amount']}"
        if said.is_automatic != (facts["payer"] == "automatic"):
            yield "that is not how it is paid"
        if said.rule == "card":
            if subscription.card is None or subscription.card[0] not in said.card:
                yield "that is not the card"
            if facts["payer"] == "manual":
                yield "no card pays for it"
            return
        if said.rule == "term":
            if said.ends_on != subscription.term_ends_on:
                yield "the term ends on another day"
            return
        if about.name[2] in subscription.paid:
            yield "somebody recorded that it was paid"
        if said.days_left != (said.due_on - self.house.local(MEMBER_OF[said.who]).date()).days:
            yield "the days left are wrong"
        if said.rule == "law" and facts["payer"] == "manual" and not said.is_trial:
            yield "a payment by hand is not of its kind"
        if not about.is_told:
            yield from self._went_on(said, subscription, zone)

    def _went_on(self, said: Said, subscription: Subscription, zone: str) -> Iterator[str]:
        """A payment that was not told of comes after one that was, when time has passed over that."""
        facts = subscription.facts
        day = subscription.due_on(zone)
        has_passed = local(self.house.latest, zone).date() > day or subscription.due.at is not None
        if not has_passed and not subscription.paid:
            yield "no source named that day"
        nearest = min(abs((later(day, subscription.unit, n) - said.due_on).days) for n in range(1, 80))
        if nearest > 4:
            yield "it lies no interval after the day that was told"
        if said.is_trial:
            yield "a trial does not go on"
        if facts["total"] is not None and facts["made"] is not None and facts["total"] <= facts["made"]:
            yield "the last payment was made"

    def _moment(self, said: Said, rule: Rule, step: Step, about: About) -> Iterator[str]:
        """Whether it is neither too early nor too late, and by day for the member."""
        house, zone, now = self.house, self.house.zones[MEMBER_OF[said.who]], self.house.now
        anchor = about.due if step.anchor == "due" else about.cancel_by
        if anchor is None or anchor.on > about.due.on:
            yield "there is nothing to measure from"
            return
        if now >= _ends(anchor, step.lead, zone) or now >= _ends(about.due, Lead(0, "day"), zone):
            yield f"too late: {anchor}"
        clock = local(now, zone)
        window = (datetime.combine(clock, house.opens), datetime.combine(clock, house.closes) + SLACK)
        if house.is_fine and not window[0] <= clock <= window[1]:
            yield f"at {clock}, outside the window"
        # An instant of a payment that went on is known to the hour only where the clocks change.
        slack = timedelta() if about.is_told else timedelta(hours=2)
        moments = self._moments(rule, step, about, said.who)
        if now < moments[0] - slack:
            yield f"too early for {moments[0]}"
        if not rule.words["speaks_of_past"] and house.is_fine and now > moments[-1] + CATCH_UP + slack:
            yield f"too late for {moments[-1]}"

    def _moments(self, rule: Rule, step: Step, about: About, who: int) -> list[datetime]:
        """The moment that the rule names, and any that the member has wished for."""
        own = self._send_at(step, about, who)
        rivals = [
            each.lead for each in rule.steps if each.anchor == step.anchor and not each.lead.is_in_hours
        ]
        is_first = not step.lead.is_in_hours and step.lead.hours == max(lead.hours for lead in rivals)
        if rule.words["required"] or not is_first:
            return [own]
        leads = [Lead(days, "day") for days in self.house.wished[MEMBER_OF[who]]]
        return sorted([own, *(self._send_at(step._replace(lead=lead), about, who) for lead in leads)])

    def _send_at(self, step: Step, about: About, who: int) -> datetime:
        """The moment that the rule names."""
        house, zone = self.house, self.house.zones[MEMBER_OF[who]]
        anchor = (about.due if step.anchor == "due" else about.cancel_by) or about.due
        hour = min(max(step.hour or house.opens, house.opens), house.closes)
        by_day = wall(step.lead.before(anchor.on), hour, zone)
        if anchor.at is None or (step.lead.count and not step.lead.is_in_hours):
            return by_day
        hours = step.lead.count if step.lead.is_in_hours else 1
        by_clock = last_open(anchor.at - timedelta(hours=hours), zone, house.opens, house.closes)
        return by_clock if step.lead.is_in_hours else min(by_day, by_clock)

    def owed(self, until: datetime) -> set[tuple[datetime, str, str, str]]:
        """What must be said until then of payments that were told of, as far as there is no doubt at all."""
        return {
            owed
            for who in range(len(self.house.subscriptions))
            for rule in self.house.rules.values()
            for owed in self._owed(who, rule, until)
        }

    def _owed(self, who: int, rule: Rule, until: datetime) -> Iterator[tuple[datetime, str, str, str]]:
        house, subscription = self.house, self.house.subscriptions[who]
        zone, facts = house.zones[MEMBER_OF[who]], subscription.facts
        due = Due(subscription.due_on(zone), subscription.due.at)
        passes_at = due.at or wall(due.on + DAY, time(), zone)
        kind = "payment_due" if facts["payer"] == "manual" else "renewal"
        kind = "trial_end" if facts["standing"] == "trialing" else kind
        if not house.is_live or passes_at <= house.latest or kind not in KINDS[rule.key]:
            return
        if facts["k"] in subscription.paid or self._may_be_moved(rule, who):
            return
        cancel_by = subscription.cancel_by_on
        about = About(
            ("payment", who, facts["k"]), due, None if cancel_by is None else Due(cancel_by, None), True
        )
        for step in rule.steps:
            anchor = due if step.anchor == "due" else about.cancel_by
            send_at = self._send_at(step, about, who)
            if not house.now < send_at <= until or anchor is None or anchor.on > due.on:
                continue
            is_in_time = send_at < min(_ends(anchor, step.lead, zone), _ends(due, step.lead, zone))
            is_free = not self._has_been_said(rule, about, who) and not house.is_missed(who, rule.key)
            is_free = is_free and not self._has_rival(rule, step, about, who)
            if is_in_time and is_free and self._is_fresh(who, send_at) and not any(self._standing(who, rule)):
                yield send_at, rule.key, step.key, NAMES[who]

    def _may_be_moved(self, rule: Rule, who: int) -> bool:
        """Whether the member has ever wished to hear the rule sooner or later."""
        return not rule.words["required"] and bool(self.house.wished[MEMBER_OF[who]])

    def _has_been_said(self, rule: Rule, about: About, who: int) -> bool:
        """Whether any step of the rule has spoken of it."""
        anybody = rule.recipients(MEMBER_OF[who])
        return any((rule.key, key, about.name, each) in self.heard for key in "abc" for each in anybody)

    def _has_rival(self, rule: Rule, step: Step, about: About, who: int) -> bool:
        """Whether another step of the rule may speak in its place."""
        send_at = self._send_at(step, about, who)
        others = [other for other in rule.steps if other is not step]
        return not rule.words["required"] and any(
            abs(self._send_at(other, about, who) - send_at) < DAY for other in others
        )

    def _is_only_one(self, rule: Rule, together: list[tuple[Said, datetime]]) -> None:
        """Of several courtesy steps of one rule that are due at once, the nearest speaks alone."""
        if rule.words["required"] or not self.house.is_fine or self._may_be_moved(rule, together[0][0].who):
            return
        leads = {step.key: step.lead.hours for step in rule.steps}
        weights = {(send_at, leads[said.step]) for said, send_at in together}
        assert len(weights) == 1, f"these speak at once: {together}"


def _ends(due: Due, lead: Lead, zone: str) -> datetime:
    """From when on it is too late: the instant, else the day; on the day itself for "0 days" alone."""
    if due.at is not None:
        return due.at
    return wall(due.on + DAY if lead.count == 0 else due.on, time(), zone)
