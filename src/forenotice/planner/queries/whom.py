"""Whom a rule that is being written tells first, and for whom its moment has passed already."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from forenotice.channels.models import Channel
from forenotice.consent.queries import Consent, consent_around
from forenotice.kernel.local_time import instant, local_day
from forenotice.kernel.message import MessageClass
from forenotice.ledger.queries import Known, facts_for
from forenotice.ledger.states import Closing
from forenotice.planner.dialect import Fragment
from forenotice.planner.foresight import Foresight
from forenotice.planner.foretelling import DraftStep, Foretold, Payment, is_over, said_on
from forenotice.planner.queries.drafting import OVER_FOR_GOOD, DraftRule, became, rows
from forenotice.planner.schedule import Window, opening, timing
from forenotice.planner.states import Reason
from forenotice.rules.match import all_of
from forenotice.rules.states import PastMoments

_AT_ONCE = 500
# Of one day, so that the index gives them in their order.
_OPEN = (
    "ledger_duedate d WHERE d.organization_id = %s AND d.due_on = %s"
    f" AND d.closing = '{Closing.OPEN}' AND d.quiet = ''"
)


class FirstTold(NamedTuple):
    """One of those who would be told first; ``withheld`` is why they will not be after all, if so."""

    send_on: date
    step: str
    known: Known
    withheld: Reason | None


class InsideTold(NamedTuple):
    """One for whom a moment passed on ``passed_on``; ``is_now`` where it is made up for.

    ``send_on`` is when they are told of this payment, now or at a later moment, and None if not at all.
    """

    passed_on: date
    send_on: date | None
    is_now: bool
    known: Known
    withheld: Reason | None


@dataclass(frozen=True, slots=True)
class Whom:
    """Finds the members of what a draft foretells; ``local`` is ``now`` on the organization's own clock.

    ``classes`` are of the messages that speak, ``channels`` all that there are.
    """

    rule: DraftRule
    found: Foretold
    classes: Mapping[str, MessageClass]
    channels: Sequence[Channel]
    now: datetime
    local: datetime

    def at_first(self, most: int, few: int) -> tuple[list[FirstTold], list[InsideTold]]:
        """The first who would be told, by day, and some of those inside, read at once.

        Payments after a member's next one are left out.
        """
        first: list[tuple[date, str, Payment, int]] = []
        for send_on, key in sorted(self.found.origins):
            if sum(many for *_, many in first) < most:
                origins = self.found.origins[send_on, key]
                first += [(send_on, key, each, origins[each]) for each in sorted(origins, key=_place)]
        inside = _enough(self.found, few)
        asked = {_Asked(payment, key) for _, key, payment, _ in first}
        ids = self._ids(asked | {_Asked(payment) for payment in inside}, max(most, few))
        places = [
            (send_on, key, due_date_id)
            for send_on, key, payment, many in first
            for due_date_id, _ in ids[_Asked(payment, key)][:many]
        ][:most]
        passed = [(payment, *one) for payment in inside for one in ids[_Asked(payment)]][:few]
        wanted = {place[2] for place in places} | {one[1] for one in passed}
        known, consent = self._around(wanted)
        return (
            [self._told(on, key, known[each], consent) for on, key, each in places if each in known],
            [
                self._inside(payment, known[each], over, consent)
                for payment, each, over in passed
                if each in known
            ],
        )

    def all_inside(self) -> Iterator[InsideTold]:
        """Everybody for whom a moment has passed, by the day of their payment, some at a time."""
        for payment in sorted(self.found.inside, key=_place):
            last = None
            while found := self._page(payment, last):
                known, consent = self._around({each for each, *_ in found})
                yield from (
                    self._inside(payment, known[each], self._over(states), consent)
                    for each, _, *states in found
                    if each in known
                )
                last = found[-1]

    def _around(self, due_date_ids: Collection[int]) -> tuple[Mapping[int, Known], Consent]:
        known = facts_for(self.rule.organization, due_date_ids)
        return known, consent_around(self.rule.organization, known.values())

    @property
    def _states(self) -> Fragment:
        """What became of each step that may have spoken, as columns."""
        state = became(self.now)
        columns = (f", COALESCE(({state.sql}), 0) AS said_{n}" for n, _ in enumerate(self.rule.spoken))
        params = ([*state.params, step_id, self.rule.organization.mode] for _, step_id in self.rule.spoken)
        return Fragment("".join(columns), [param for each in params for param in each])

    def _over(self, states: Sequence[int]) -> Mapping[str, int]:
        """The steps that are over among these, and how."""
        return {key: how for (key, _), how in zip(self.rule.spoken, states, strict=True) if how}

    def _told(self, send_on: date, key: str, plain: Known, consent: Consent) -> FirstTold:
        at = instant(send_on, self._step(key).hour, plain.zone)
        return FirstTold(send_on, key, consent.as_wished(plain, at), self._withheld(key, plain, consent, at))

    def _inside(
        self, payment: Payment, plain: Known, over: Mapping[str, int], consent: Consent
    ) -> InsideTold:
        """What becomes of one: the nearest moment that has passed, or the next one that lies ahead."""
        moments = sorted(
            ((on, step.key, step) for step in self.rule.steps if (on := said_on(step, payment)) is not None),
            key=lambda each: each[:2],
        )
        past = [each for each in moments if is_over(each[2], payment, self.local)]
        passed_on, key, _step = [each for each in past if each[1] not in over][-1]
        ahead = [each for each in moments if each not in past and over.get(each[1]) != OVER_FOR_GOOD]
        at, is_now = None, self.rule.specification.past_moments is PastMoments.SPEAK
        if is_now:
            at = opening(self._window(key), plain.zone, self.now)
            is_now = local_day(at, plain.zone) < plain.due_on
        if not is_now and ahead:
            on, key, step = ahead[0]
            at = instant(on, step.hour, plain.zone)
        if not is_now and not ahead:
            return InsideTold(passed_on, None, False, plain, None)
        assert at is not None  # noqa: S101  It is one or the other.
        withheld = self._withheld(key, plain, consent, at)
        send_on = None if withheld else local_day(at, plain.zone)
        return InsideTold(passed_on, send_on, is_now, consent.as_wished(plain, at), withheld)

    def _withheld(self, key: str, plain: Known, consent: Consent, at: datetime) -> Reason | None:
        words = self.rule.specification.step(key)
        foresight = Foresight(self.classes, self.channels)
        return None if words is None else foresight.withheld(consent.as_wished(plain, at), words, consent, at)

    def _step(self, key: str) -> DraftStep:
        return next(step for step in self.rule.steps if step.key == key)

    def _window(self, key: str) -> Window:
        words, own = self.rule.specification.step(key), self.rule.organization
        window = Window(own.window_start, own.window_end)
        return window if words is None else timing(words, window, 0).window

    def _ids(
        self, wanted: Collection["_Asked"], most: int
    ) -> Mapping["_Asked", Sequence[tuple[int, Mapping[str, int]]]]:
        """The first due dates of each, asked for at once, with the steps that are over."""
        listed = sorted(wanted, key=lambda each: (_place(each.payment), each.step))
        found = {each: list[tuple[int, Mapping[str, int]]]() for each in wanted}
        parts, asked, states = [], list[Any](), self._states
        for number, each in enumerate(listed):
            where, params = self._where(each)
            one = f"SELECT {number:d} AS place, d.id{states.sql} FROM {where}"
            parts.append(f"SELECT * FROM ({one} ORDER BY d.zone, d.id LIMIT {most:d}) p{number:d}")
            asked += [*states.params, *params]
        for place, due_date_id, *over in rows(" UNION ALL ".join(parts), asked) if parts else ():
            found[listed[place]].append((due_date_id, self._over(over)))
        return found

    def _page(self, payment: Payment, last: Sequence[Any] | None) -> list[Sequence[Any]]:
        states = self._states
        where, params = self._where(_Asked(payment))
        if last is not None:
            where, params = f"{where} AND (d.zone, d.id) > (%s, %s)", [*params, last[1], last[0]]
        found = f"SELECT d.id, d.zone{states.sql} FROM {where}"
        return rows(f"{found} ORDER BY d.zone, d.id LIMIT {_AT_ONCE:d}", [*states.params, *params])

    def _where(self, wanted: "_Asked") -> tuple[str, list[Any]]:
        payment, (met, params), silent = wanted.payment, all_of(self.rule.conditions), self._is_silent(wanted)
        where = f"{_OPEN} AND d.kind = %s AND {met} AND {silent.sql}"
        asked = [self.rule.organization.pk, payment.due_on, payment.kind, *params, *silent.params]
        if not self.rule.asks_cancel_by:
            return where, asked
        if payment.cancel_by_on is None:
            return f"{where} AND d.cancel_by_on IS NULL", asked
        return f"{where} AND d.cancel_by_on = %s", [*asked, payment.cancel_by_on]

    def _is_silent(self, wanted: "_Asked") -> Fragment:
        """True where a step has not spoken; or without one, any of those whose moment is over."""
        spoken, state = dict(self.rule.spoken), became(self.now)
        steps = [step.key for step in self.rule.steps if is_over(step, wanted.payment, self.local)]
        keys, how = (steps, "") if not wanted.step else ([wanted.step], f" = {OVER_FOR_GOOD}")
        if any(key not in spoken for key in keys):
            return Fragment("1 = 1", [])
        over = " AND ".join(f"COALESCE(({state.sql}), 0){how or ' > 0'}" for _ in keys)
        params = [[*state.params, spoken[key], self.rule.organization.mode] for key in keys]
        return Fragment(f"NOT ({over or '1 = 0'})", [param for each in params for param in each])


class _Asked(NamedTuple):
    """Payments of which a step is to speak, or where none is named, of which one should have spoken."""

    payment: Payment
    step: str = ""


def _enough(found: Foretold, few: int) -> list[Payment]:
    """Those of which so many are inside, by their days."""
    listed, so_far = list[Payment](), 0
    for payment in sorted(found.inside, key=_place):
        if so_far >= few:
            break
        listed.append(payment)
        so_far += found.inside[payment]
    return listed


def _place(payment: Payment) -> tuple[date, str, date]:
    return payment.due_on, payment.kind, payment.cancel_by_on or date.min
