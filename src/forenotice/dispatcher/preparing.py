"""Candidates get their last look: those that may be said come out ready, the others with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from forenotice.accounts.states import Mode
from forenotice.channels.models import Channel
from forenotice.channels.purpose import wants
from forenotice.composer.boosters.show import shows_booster
from forenotice.composer.compose import context_for
from forenotice.composer.facts import Facts, LinkFacts
from forenotice.composer.fill import Context
from forenotice.composer.texts import CompiledText
from forenotice.consent.links import Whose
from forenotice.consent.queries import Consent, consent_around
from forenotice.dispatcher.boosters import Chosen, choose, facts_with, shown_lately
from forenotice.dispatcher.candidates import Candidate
from forenotice.dispatcher.identity import about
from forenotice.dispatcher.last_look import Sight, Verdict, look, look_back
from forenotice.dispatcher.member_links import links_named, with_member_links
from forenotice.dispatcher.naming import key_of
from forenotice.dispatcher.recipients import Recipient, reachable, recipients
from forenotice.dispatcher.remembered import was_said
from forenotice.dispatcher.retry import Hours, all_day
from forenotice.dispatcher.situation import Situation, StepAtWork
from forenotice.dispatcher.spoken import facts_to_speak
from forenotice.dispatcher.states import DeliveryType, Role, UnreachedCause
from forenotice.dispatcher.wording import Signature
from forenotice.kernel.message import MessageClass
from forenotice.kernel.payload import PayloadType
from forenotice.ledger.queries import Known, facts_for
from forenotice.planner.bare import marks
from forenotice.planner.schedule import Timing, due_moment, opening
from forenotice.planner.states import Reason, ReminderState
from forenotice.rules.match import all_of
from forenotice.rules.specification import Anchor, StepSpecification


@dataclass(slots=True)
class Ready:
    """A candidate that may be said: to whom, in which words, and in which hours; `programs` hear it too."""

    candidate: Candidate
    known: Known
    step: StepAtWork
    text: CompiledText
    hours: Hours
    recipients: tuple[Recipient, ...]
    situation: Situation = field(repr=False)
    programs: tuple[Channel, ...] = ()
    chosen: Chosen | None = None
    has_place: bool = False
    _context: Context | None = None

    @property
    def booster(self) -> str | None:
        """The key of the booster that is shown, empty if none fits; None where the words have no place."""
        return (self.chosen[0].key if self.chosen else "") if self.has_place else None

    def signature(self, channel: Channel) -> Signature:
        """In whose name it is said."""
        return self.situation.signature(self.step, channel)

    def context(self, signed: Signature, now: datetime, role: Role = Role.MEMBER) -> Context:
        """What the words are filled with, worked out once for the member.

        Links by which a member acts are in nobody else's copy, nor among the words of its booster: a contact
        has those that the source gave for paying, the owner none at all.
        """
        if role is Role.OWNER_COPY:
            return self._filled(self.facts(signed, now)._replace(links=LinkFacts()))
        if role is Role.CONTACT:
            return self._filled(self.facts(signed, now))
        if self._context is None:
            self._context = self._filled(self._linked(self.facts(signed, now), now))
        return self._context

    def facts(self, signed: Signature, now: datetime) -> Facts:
        """All that may be said of it."""
        return facts_to_speak(self.known, *self.situation.speakers(signed), now)

    def _linked(self, facts: Facts, now: datetime) -> Facts:
        names = links_named(self.text)
        if self.chosen is not None:
            names += links_named(self.chosen[1])
        if not names:
            return facts
        is_rehearsal = self.candidate.mode == Mode.REHEARSAL
        us = self.situation
        whose = Whose(us.organization.pk, self.known.member_id, now, is_rehearsal)
        return with_member_links(facts, whose, self.known, names, self.text.message_class, us.card_pages)

    def _filled(self, facts: Facts) -> Context:
        return context_for(self.text, facts_with(facts, self.chosen))


@dataclass(frozen=True, slots=True)
class Deferred:
    """A candidate whose send window has closed: it may leave when the window opens next."""

    candidate: Candidate
    until: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """What the last look at some candidates came to."""

    ready: list[Ready]
    refused: list[tuple[Candidate, Verdict]]
    deferred: list[Deferred]
    unreached: dict[int, UnreachedCause] = field(default_factory=dict)
    """Reminders whose words law demands and no mail may or can bring to their members, and why."""


NOTHING = CompiledText("", "", "", "", "", MessageClass.COURTESY)
"""Stands for the words where none are needed."""

NO_WORDS = Verdict(ReminderState.SKIPPED, Reason.NO_MESSAGE)
SAID_BEFORE = Verdict(ReminderState.SKIPPED, Reason.SAID_BEFORE)
_CAUSES = {
    Reason.SUPPRESSED: UnreachedCause.SUPPRESSED,
    Reason.NO_RECIPIENT: UnreachedCause.NO_ADDRESS,
}
TOO_LATE = Verdict(ReminderState.MISSED, Reason.TOO_LATE)


def look_at(candidates: Sequence[Candidate], situation: Situation, now: datetime) -> Looked:
    """Read the facts anew and look at each candidate."""
    known = facts_for(situation.organization, {candidate.due_date_id for candidate in candidates})
    consent = consent_around(situation.organization, known.values(), _more_addresses(candidates, situation))
    audience = _audience(candidates, situation)
    looked = Looked([], [], [])
    seen = _shown(candidates, known, situation)
    for candidate in candidates:
        facts = known.get(candidate.due_date_id)
        step = situation.steps.get(candidate.step_id)
        if facts is None or step is None:
            continue  # Deleted by hand together with its organization's rows; its reminder goes with it.
        if situation.said and _was_said(candidate, facts, step, situation):
            looked.refused.append((candidate, SAID_BEFORE))
            continue
        _judge(candidate, consent.as_wished(facts, now), step, situation, consent, audience, now, looked)
        if seen and looked.ready and looked.ready[-1].candidate is candidate and not is_program(candidate):
            _choose(looked.ready[-1], seen, now)
    looked.unreached.update(
        (candidate.reminder_id, _CAUSES[verdict.reason])
        for candidate, verdict in looked.refused
        if _needs_paper(candidate, verdict, situation)
    )
    return looked


def _was_said(candidate: Candidate, known: Known, step: StepAtWork, situation: Situation) -> bool:
    """Whether the send journal told of it. What was released since waits for its next try all the same."""
    if candidate.waiting is not None or candidate.mode != Mode.LIVE:
        return False
    return was_said(situation.said, about(key_of(known, step, situation.organization, Mode.LIVE)), known)


def _shown(
    candidates: Sequence[Candidate], known: Mapping[int, Known], situation: Situation
) -> dict[int, list[str]]:
    """What the members of these candidates were shown lately; nothing where no booster is on offer."""
    if not situation.library.offers:
        return {}
    members = {
        known[candidate.due_date_id].member_id: candidate.mode
        for candidate in candidates
        if candidate.due_date_id in known
    }
    reach = situation.library.reach
    found: dict[int, list[str]] = {member_id: [] for member_id in members}
    for mode in set(members.values()):
        asked = [member_id for member_id, theirs in members.items() if theirs == mode]
        found |= shown_lately(situation.organization, mode, asked, reach)
    return found


def _choose(ready: Ready, seen: dict[int, list[str]], now: datetime) -> None:
    """Give a candidate its booster, and remember it for the member's next one."""
    if not shows_booster(ready.text):
        return
    ready.has_place = True
    waiting = ready.candidate.waiting
    lately = seen[ready.known.member_id]
    only = waiting.booster if waiting is not None else None
    ready.chosen = choose(
        ready.known, ready.step, ready.text, ready.situation, seen=lately, now=now, only=only
    )
    if waiting is None:
        lately.insert(0, ready.booster or "")


def _judge(
    candidate: Candidate,
    known: Known,
    step: StepAtWork,
    situation: Situation,
    consent: Consent,
    audience: frozenset[tuple[int, int]],
    now: datetime,
    looked: Looked,
) -> None:
    text = _text(known, step, situation)
    wanted = _recipients(candidate, known, step.specification)
    hearers = (
        wanted if not consent.suppressed else reachable(wanted, lambda one: consent.may_write_to(one, now))
    )
    programs = _programs(known, step)
    due_at = _due_moment(known, step.timing) if step.timing is not None else candidate.latest_at
    latest_at = due_at if _may_wait(candidate) else candidate.latest_at
    sight = Sight(
        closing=known.closing,
        quiet=known.quiet,
        is_rule_on=step.is_rule_on,
        is_step_kept=step.specification is not None,
        is_in_audience=(step.rule.rule_id, known.due_date_id) in audience and _has_anchor(known, step),
        seen_at=known.seen_at,
        fresh_since=situation.fresh_since.get(known.source),
        has_recipient=bool(hearers or programs),
        has_message=text is not None,
        has_channel=bool(step.channels or programs or candidate.waiting),
        latest_at=latest_at,
        due_at=due_at,
        is_unwanted=text is not None and not consent.wants(known.member_id, text.message_class),
        is_suppressed=len(hearers) < len(wanted),
    )
    is_withdrawal = _is_withdrawal(candidate)
    verdict = look_back(sight, now) if is_withdrawal else look(sight, now)
    if verdict is None and is_withdrawal:
        # What was said is taken back whatever became of the step and its words since.
        ready = Ready(candidate, known, step, text or NOTHING, all_day(due_at), hearers, situation)
        looked.ready.append(ready)
        return
    if verdict is not None or text is None or step.timing is None:
        looked.refused.append((candidate, verdict or NO_WORDS))
        return
    hours = Hours(step.timing.window, known.zone, min(latest_at, due_at))
    if is_program(candidate):
        hours = all_day(due_at)
    ready = Ready(candidate, known, step, text, hours, hearers, situation, programs)
    _take_in_its_hours(ready, wanted, now, looked)


def _note_a_member_left_out(ready: Ready, wanted: tuple[Recipient, ...], looked: Looked) -> None:
    """Others may hear what law demands; a member to whom no mail may go needs paper all the same."""
    candidate = ready.candidate
    if ready.text.message_class is not MessageClass.REQUIRED or not _is_for_member(candidate):
        return
    if all(one.role is not Role.MEMBER for one in ready.recipients):
        has_address = any(one.role is Role.MEMBER for one in wanted)
        cause = UnreachedCause.SUPPRESSED if has_address else UnreachedCause.NO_ADDRESS
        looked.unreached[candidate.reminder_id] = cause


def _needs_paper(candidate: Candidate, verdict: Verdict, situation: Situation) -> bool:
    """Whether law demands what no mail may bring to the member."""
    is_cause = verdict.reason in _CAUSES
    return is_cause and _is_for_member(candidate) and situation.is_required(candidate.step_id)


def _is_for_member(candidate: Candidate) -> bool:
    """Whether it is meant for a real member, and not only for others who are told beside them."""
    is_for_member = candidate.waiting is None or candidate.waiting.role is Role.MEMBER
    return is_for_member and candidate.mode == Mode.LIVE


def _take_in_its_hours(ready: Ready, wanted: tuple[Recipient, ...], now: datetime, looked: Looked) -> None:
    """Let it be said now if its hours are open, else when they open next, if that is not too late."""
    candidate, hours = ready.candidate, ready.hours
    if hours.are_open(now, candidate.since):
        looked.ready.append(ready)
        _note_a_member_left_out(ready, wanted, looked)
        return
    opens_at = opening(hours.window, hours.zone, now)
    if opens_at <= hours.latest_at:
        looked.deferred.append(Deferred(candidate, opens_at))
    else:
        looked.refused.append((candidate, TOO_LATE))


def is_program(candidate: Candidate) -> bool:
    """Whether it waits to be told to a program."""
    return candidate.waiting is not None and candidate.waiting.role is Role.PROGRAM


def _may_wait(candidate: Candidate) -> bool:
    """Whether it may be told until the due date.

    A program that was told once has no night and no bad surprise; and what was lost, somebody sends again.
    """
    return is_program(candidate) or (candidate.waiting is not None and bool(candidate.waiting.replay_of))


def _is_withdrawal(candidate: Candidate) -> bool:
    return candidate.waiting is not None and candidate.waiting.type is DeliveryType.WITHDRAWN


def _programs(known: Known, step: StepAtWork) -> tuple[Channel, ...]:
    """The programs that asked to be told of such a due date."""
    if not step.programs:
        return ()
    product = (known.product_key, known.product_name)
    return tuple(way for way in step.programs if wants(way, PayloadType.DUE, known.kind, product))


def _text(known: Known, step: StepAtWork, situation: Situation) -> CompiledText | None:
    message = situation.messages.get(step.specification.message) if step.specification else None
    return message.text_for(known.locale, situation.organization.locale) if message else None


def _recipients(
    candidate: Candidate, known: Known, specification: StepSpecification | None
) -> tuple[Recipient, ...]:
    name = " ".join(part for part in (known.first_name, known.last_name) if part)
    waiting = candidate.waiting
    if waiting is not None:
        own_name = name if waiting.role is Role.MEMBER else ""
        return (Recipient(waiting.recipient, own_name, waiting.role),)
    if specification is None:
        return ()
    return recipients(
        email=known.email,
        name=name,
        contacts=known.contacts if specification.contacts else (),
        owner_copy=specification.owner_copy,
    )


def _more_addresses(candidates: Sequence[Candidate], situation: Situation) -> Iterator[str]:
    """The addresses that are no member's: owners' copies, and those to which something is waiting to go."""
    for step in situation.steps.values():
        if step.specification is not None and step.specification.owner_copy:
            yield step.specification.owner_copy
    for candidate in candidates:
        if candidate.waiting is not None:
            yield candidate.waiting.recipient


def _has_anchor(known: Known, step: StepAtWork) -> bool:
    """Whether there is anything to measure the step's lead time from."""
    if step.timing is None or step.timing.anchor is Anchor.DUE:
        return True
    return known.cancel_by_on is not None and known.cancel_by_on <= known.due_on


def _due_moment(known: Known, when: Timing) -> datetime:
    if when.anchor is Anchor.CANCEL_BY and known.cancel_by_on is not None:
        return due_moment(when, known.cancel_by_on, known.cancel_by_at, known.zone)
    return due_moment(when, known.due_on, known.due_at, known.zone)


def _audience(candidates: Sequence[Candidate], situation: Situation) -> frozenset[tuple[int, int]]:
    """Which rules meet which due dates, asked of the same conditions that planning asks."""
    by_rule: dict[int, set[int]] = {}
    for candidate in candidates:
        step = situation.steps.get(candidate.step_id)
        if step is not None:
            by_rule.setdefault(step.rule.rule_id, set()).add(candidate.due_date_id)
    conditions = {step.rule.rule_id: step.rule.conditions for step in situation.steps.values()}
    found: set[tuple[int, int]] = set()
    with connection.cursor() as cursor:
        for rule_id, ids in by_rule.items():
            sql, params = all_of(conditions[rule_id])
            cursor.execute(
                "SELECT d.id FROM ledger_duedate d WHERE d.organization_id = %s"
                f" AND d.id IN ({marks(len(ids))}) AND {sql}",
                [situation.organization.pk, *ids, *params],
            )
            found.update((rule_id, row[0]) for row in cursor.fetchall())
    return frozenset(found)
