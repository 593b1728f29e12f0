"""A trial: the words that a member would read, sent to somebody who wants to see them arrive."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.channels.contract import OpenChannel
from forenotice.channels.models import Channel
from forenotice.channels.queries import channel_by_key
from forenotice.composer.boosters.show import shows_booster
from forenotice.composer.compose import context_for
from forenotice.composer.facts import Facts
from forenotice.composer.texts import CompiledText
from forenotice.dispatcher.boosters import choose, facts_with, shown_lately
from forenotice.dispatcher.errors import NothingToTryError
from forenotice.dispatcher.identity import message_id
from forenotice.dispatcher.recipients import Recipient
from forenotice.dispatcher.situation import Situation, StepAtWork, situation_of
from forenotice.dispatcher.spoken import facts_to_speak
from forenotice.dispatcher.states import Role
from forenotice.dispatcher.wording import envelope, in_words
from forenotice.kernel.message import Message, Receipt
from forenotice.ledger.queries import Known, facts_for

_MARK = "[Test] "


@dataclass(frozen=True, slots=True)
class Trial:
    """A message as a step would say it of a due date, on its way to an address that is no member's."""

    message: Message
    channel: Channel


def prepare_trial(
    *,
    organization: Organization,
    address: str,
    due_date_id: int,
    rule: str,
    step: str,
    channel: str = "",
    now: datetime,
) -> Trial:
    """The message, made of a member's real facts as they stand, by the step's first channel or another one.

    As in every copy that somebody else than the member reads, links that act for the member are left out.
    Raise :class:`NothingToTryError` when the step, its words or its channel are not there.
    """
    situation = situation_of(organization, now)
    at_work = _step(situation, rule, step)
    known = facts_for(organization, [due_date_id])[due_date_id]
    message = situation.messages.get(at_work.specification.message) if at_work.specification else None
    if message is None:
        raise NothingToTryError(f'The step "{step}" of the rule "{rule}" has no published words.')
    by = channel_by_key(organization, channel) if channel else next(iter(at_work.channels), None)
    if by is None:
        raise NothingToTryError(f'The step "{step}" of the rule "{rule}" has no channel.')
    signed = situation.signature(at_work, by)
    text = message.text_for(known.locale, organization.locale)
    facts = facts_to_speak(known, *situation.speakers(signed), now)
    context = context_for(text, _with_booster(facts, known, at_work, text, situation, now))
    name = message_id(_digest(organization, address, now), signed.sender.email)
    around = envelope(
        message_id=name, signed=signed, recipient=Recipient(address, "", Role.OWNER_COPY), now=now
    )
    return Trial(_marked(in_words(text, context, around, Role.OWNER_COPY).message), by)


def send_trial(
    *, organization: Organization, trial: Trial, carrier: OpenChannel, actor: str, now: datetime
) -> Receipt:
    """Hand the message over, once; no reminder knows of it, but the audit trail does."""
    waiting = [trial.message]
    receipts = [
        receipt
        for group in carrier.deliver(lambda wanted: [waiting.pop() for _ in range(min(wanted, len(waiting)))])
        for receipt in group
    ]
    record_audit(
        organization=organization,
        action="channel.tried",
        subject=trial.channel.key,
        detail={"outcome": receipts[0].outcome},
        actor=actor,
        now=now,
    )
    return receipts[0]


def _step(situation: Situation, rule: str, step: str) -> StepAtWork:
    for at_work in situation.steps.values():
        if (at_work.rule.key, at_work.key) == (rule, step) and at_work.specification is not None:
            return at_work
    raise NothingToTryError(f'The rule "{rule}" has no step "{step}".')


def _with_booster(
    facts: Facts, known: Known, step: StepAtWork, text: CompiledText, situation: Situation, now: datetime
) -> Facts:
    """The facts with the booster that this member would be shown today."""
    if not situation.library.offers or not shows_booster(text):
        return facts
    organization = situation.organization
    seen = shown_lately(organization, organization.mode, [known.member_id], situation.library.reach)
    lately = seen.get(known.member_id, [])
    return facts_with(facts, choose(known, step, text, situation, seen=lately, now=now))


def _marked(message: Message) -> Message:
    return message._replace(subject=_MARK + message.subject)


def _digest(organization: Organization, address: str, now: datetime) -> str:
    """A name of its own for every trial."""
    parts = (organization.key, "trial", address, now.isoformat())
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
