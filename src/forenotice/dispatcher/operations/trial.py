"""A trial: the words that a member would read, for somebody who wants to see them, or to see them arrive."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.channels.models import Channel
from forenotice.channels.operations import hand_over_once
from forenotice.channels.purpose import is_for_programs
from forenotice.channels.queries import channel_by_key, open_mailbox
from forenotice.composer.boosters.pick import pick
from forenotice.composer.boosters.show import shows_booster
from forenotice.composer.compose import compose_from, context_for
from forenotice.composer.facts import Facts
from forenotice.composer.fill import with_dead_links
from forenotice.composer.queries import draft_texts, message_told, published_texts
from forenotice.composer.texts import CompiledText, PublishedMessage
from forenotice.consent.links import Whose
from forenotice.dispatcher.boosters import choose, facts_with, shown_lately
from forenotice.dispatcher.errors import NothingToTryError
from forenotice.dispatcher.example import Example, Wish, example_for, example_of
from forenotice.dispatcher.identity import message_id
from forenotice.dispatcher.member_links import EVERY_LINK, with_member_links
from forenotice.dispatcher.recipients import Recipient, recipients
from forenotice.dispatcher.situation import Situation, shown_of, situation_of
from forenotice.dispatcher.states import Role
from forenotice.dispatcher.wording import NOBODY, Signature, envelope, signature
from forenotice.kernel.local_time import local_day
from forenotice.kernel.message import Message, Outcome, Receipt
from forenotice.planner.queries import Upcoming

_MARK = "[Test] "


@dataclass(frozen=True, slots=True)
class Trial:
    """A message as a member would read it ``at`` a moment, with links that lead nowhere.

    ``zone`` and ``name`` are the member's, ``sample`` is that of a made-up one. ``warnings`` are the smart
    tags that had nothing to say. ``channel`` is None where the organization has none.
    """

    message: Message
    channel: Channel | None
    at: datetime
    zone: str
    revision: int
    name: str
    sample: str
    warnings: tuple[str, ...]


def prepare_trial(
    *,
    organization: Organization,
    wish: Wish,
    words: PublishedMessage | None = None,
    address: str = "",
    channel: str = "",
    now: datetime,
) -> Trial:
    """The message, made as it is for a real reminder, by the step's first channel or another one.

    As in every copy that somebody else than the member reads, no link acts for the member. With an
    ``address`` it is a test for that mailbox: marked as one, and dated `now`. ``words`` that are still being
    written take the place of those that are kept. Raise :class:`NothingToTryError` when there are no words,
    no payment or no channel to make it of.
    """
    situation = situation_of(organization, now) if words is None else shown_of(organization)
    message = words or _message(situation, wish)
    example = example_for(wish, situation, now)
    by = _channel(situation, example, channel)
    if address and by is None:
        raise NothingToTryError("There is no channel to send it by. Declare one in the blueprint.")
    return _made(situation, wish, message, example, by, address, now)


def prepare_ahead(
    *, organization: Organization, ahead: Sequence[Upcoming], now: datetime
) -> Iterator[tuple[Upcoming, Trial]]:
    """The message of each reminder to come, as it will be said at its own moment; its links are dead."""
    situation = shown_of(organization, published_texts(organization))
    for one in ahead:
        wish = Wish(one.message, member=one.subscription)
        example = example_of(one, wish, situation, now)
        by = _channel(situation, example, "")
        yield one, _made(situation, wish, _message(situation, wish), example, by, "", now)


def rehearse_ahead(*, organization: Organization, ahead: Sequence[Upcoming], now: datetime) -> int:
    """Put the messages of reminders to come into the test mailbox now; no reminder knows of it.

    Return how many arrived there.
    """
    waiting = [trial.message for _, trial in prepare_ahead(organization=organization, ahead=ahead, now=now)]
    with closing(open_mailbox(organization)) as mailbox:
        receipts = mailbox.deliver(lambda wanted: [waiting.pop(0) for _ in range(min(wanted, len(waiting)))])
        return sum(receipt.outcome is Outcome.ACCEPTED for group in receipts for receipt in group)


def _made(
    situation: Situation,
    wish: Wish,
    message: PublishedMessage,
    example: Example,
    by: Channel | None,
    address: str,
    now: datetime,
) -> Trial:
    organization = situation.organization
    signed = _signature(situation, example, by)
    facts = example.facts(*situation.speakers(signed), situation)
    text = message.text_for(example.locale, organization.locale)
    if example.known is not None:
        whose = Whose(organization.pk, example.known.member_id, now, is_rehearsal=True)
        ways = (EVERY_LINK, text.message_class, situation.card_pages)
        facts = with_dead_links(with_member_links(facts, whose, example.known, *ways))
    context = context_for(text, _with_booster(facts, example, text, situation))
    around = envelope(
        message_id=message_id(_digest(organization, wish, address, now, example), signed.sender.email),
        signed=signed,
        recipient=Recipient(address, "", Role.OWNER_COPY) if address else _reader(facts),
        now=now if address else example.at,
    )
    composed = compose_from(text, context, around)
    return Trial(
        message=_marked(composed.message) if address else composed.message,
        channel=by,
        at=example.at,
        zone=facts.zone,
        revision=message.revision,
        name=f"{facts.member.first_name} {facts.member.last_name}".strip() or facts.member.id,
        sample=example.sample,
        warnings=composed.warnings,
    )


def send_trial(*, organization: Organization, trial: Trial, actor: str, now: datetime) -> Receipt:
    """Hand the message over, once; no reminder knows of it, but the audit trail does."""
    if trial.channel is None:
        raise NothingToTryError("A preview is not for sending: make the trial for an address.")
    receipt = hand_over_once(trial.channel, trial.message, clock=lambda: now)
    record_audit(
        organization=organization,
        action="channel.tried",
        subject=trial.channel.key,
        detail={"outcome": receipt.outcome},
        actor=actor,
        now=now,
    )
    return receipt


def _message(situation: Situation, wish: Wish) -> PublishedMessage:
    messages = draft_texts(situation.organization) if wish.is_draft else situation.messages
    found = messages.get(wish.message)
    if found is None:
        told = message_told(situation.organization, wish.message)
        if told.draft is None or wish.is_draft:
            raise NothingToTryError(f'The message "{told.key}" has no draft.')
        raise NothingToTryError(f'The message "{told.key}" is only a draft. To see it, add: --draft')
    return found


def _channel(situation: Situation, example: Example, key: str) -> Channel | None:
    if key:
        named = channel_by_key(situation.organization, key)
        if is_for_programs(named):
            raise NothingToTryError(f"The channel {key} tells programs, and those read no messages.")
        return named
    channels = example.step.channels if example.step is not None else ()
    others = (channel for channel in situation.channels.values() if not is_for_programs(channel))
    return next(iter((*channels, *others)), None)


def _signature(situation: Situation, example: Example, by: Channel | None) -> Signature:
    if example.step is not None and by is not None:
        return situation.signature(example.step, by)
    return signature(situation.organization, "", None, by)


def _reader(facts: Facts) -> Recipient:
    """The member as a recipient; somebody who cannot be reached where there is no address."""
    name = f"{facts.member.first_name} {facts.member.last_name}".strip()
    found = recipients(email=facts.member.email, name=name, contacts=(), owner_copy="")
    return found[0] if found else Recipient(NOBODY, "", Role.MEMBER)


def _with_booster(facts: Facts, example: Example, text: CompiledText, situation: Situation) -> Facts:
    """The facts with the booster that this member would be shown on that day; a sample saw none before."""
    library, organization, known = situation.library, situation.organization, example.known
    if not library.offers or not shows_booster(text):
        return facts
    if known is not None and example.step is not None:
        step_id = next(number for number, step in situation.steps.items() if step is example.step)
        itself = (0, 0) if example.is_after else (step_id, known.due_date_id)
        seen = shown_lately(organization, organization.mode, [known.member_id], library.reach, besides=itself)
        lately = seen.get(known.member_id, [])
        return facts_with(facts, choose(known, example.step, text, situation, seen=lately, now=example.at))
    chosen = pick(
        library,
        product=known.product_key if known is not None else "",
        country=facts.member.billing.country,
        locale=text.locale,
        on=local_day(example.at, facts.zone),
        fields=facts.member.custom,
        seen=(),
        seed=f"{organization.key}|{facts.member.id}",
    )
    return facts_with(facts, chosen)


def _marked(message: Message) -> Message:
    return message._replace(subject=_MARK + message.subject)


def _digest(organization: Organization, wish: Wish, address: str, now: datetime, example: Example) -> str:
    """A name of its own for every trial."""
    step = f"{example.step.rule.key}/{example.step.key}" if example.step is not None else ""
    around = (address, now.isoformat(), step, example.at.isoformat())
    parts = (organization.key, "trial", *map(str, wish), *around)
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
