"""What is ready to be said is put into words, before anything is claimed: words that fail claim nothing."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

import structlog
from django.conf import settings

from forenotice.accounts.states import Mode
from forenotice.channels.models import Channel
from forenotice.composer.errors import RenderError
from forenotice.consent.links import Whose, makes_links, unsubscribe_url
from forenotice.dispatcher.candidates import Waiting
from forenotice.dispatcher.identity import DeliveryKey, about, message_id
from forenotice.dispatcher.naming import key_of
from forenotice.dispatcher.operations.claims import NewDelivery
from forenotice.dispatcher.payloads import delivery_payload_id, in_payload, names_of
from forenotice.dispatcher.preparing import Ready
from forenotice.dispatcher.recipients import Recipient
from forenotice.dispatcher.retry import Hours
from forenotice.dispatcher.states import DeliveryReason, DeliveryState, Role
from forenotice.dispatcher.wording import Signature, Worded, envelope, in_words
from forenotice.kernel.message import MessageClass

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class FirstTry:
    """A reminder to be released, with all its deliveries; those in words leave at once."""

    reminder_id: int
    hours: Hours
    about: str
    due_on: date
    deliveries: list[NewDelivery] = field(default_factory=list)
    worded: list[Worded[Any]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many messages leave at once."""
        return len(self.worded)


class NextTry(NamedTuple):
    """A waiting delivery to be tried again; without words when it cannot be put into any."""

    delivery_id: int
    hours: Hours
    about: str
    due_on: date
    worded: Worded[Any] | None
    before: int = 0
    was_taken: bool = False

    @property
    def size(self) -> int:
        """How many messages leave at once."""
        return 0 if self.worded is None else 1


Draft = FirstTry | NextTry


def draft(ready: Ready, channel: Channel, *, count: int, now: datetime) -> Draft:
    """Put at most `count` messages into words; what is more waits as a delivery in the queue."""
    waiting = ready.candidate.waiting
    if waiting is not None:
        return _next_try(ready, waiting, channel, now)
    return _first_try(ready, channel, count, now)


def _next_try(ready: Ready, waiting: Waiting, channel: Channel, now: datetime) -> NextTry:
    signed = ready.signature(channel)
    if waiting.role is Role.PROGRAM:
        worded = _payload(ready, waiting, channel, signed, now)
    else:
        worded = _words(ready, signed, waiting.message_id, ready.recipients[0], now)
    was_taken = waiting.replay_of == DeliveryState.ACCEPTED
    known = ready.known
    return NextTry(
        *(waiting.delivery_id, ready.hours, _about(ready), known.due_on, worded, waiting.before, was_taken)
    )


def _first_try(ready: Ready, channel: Channel | None, left: int, now: datetime) -> FirstTry:
    found = FirstTry(ready.candidate.reminder_id, ready.hours, _about(ready), ready.known.due_on)
    for way in ready.step.channels:
        channel_id, signed = way.pk, ready.signature(way)
        is_ours = channel is not None and channel_id == channel.pk
        for recipient in ready.recipients:
            name = message_id(_key(ready, way, recipient.email).digest(), signed.sender.email)
            state, reason = DeliveryState.QUEUED, DeliveryReason.RELEASED
            if is_ours and len(found.worded) < left:
                worded = _words(ready, signed, name, recipient, now)
                if worded is None:
                    state, reason = DeliveryState.FAILED, DeliveryReason.NOT_RENDERED
                else:
                    found.worded.append(worded)
                    state, reason = DeliveryState.ATTEMPTING, DeliveryReason.CLAIMED
            found.deliveries.append(
                NewDelivery(
                    found.reminder_id,
                    channel_id,
                    recipient.email,
                    recipient.role,
                    name,
                    state,
                    reason,
                    ready.known.member_id if ready.booster is not None else None,
                    ready.booster,
                )
            )
    found.deliveries += _to_programs(ready)
    return found


def to_queues_only(ready: Ready, now: datetime) -> FirstTry:
    """A reminder that no channel leads: all its deliveries wait, each for its own channel."""
    return _first_try(ready, None, 0, now)


def _to_programs(ready: Ready) -> list[NewDelivery]:
    return [
        NewDelivery(
            ready.candidate.reminder_id,
            way.pk,
            way.key,
            Role.PROGRAM,
            delivery_payload_id(_key(ready, way, way.key)),
            DeliveryState.QUEUED,
            DeliveryReason.RELEASED,
        )
        for way in ready.programs
    ]


def _payload(
    ready: Ready, waiting: Waiting, channel: Channel, signed: Signature, now: datetime
) -> Worded[Any] | None:
    organization, mode = ready.situation.organization, ready.candidate.mode
    names = names_of(ready.known, ready.step, organization, mode, ready.text.message_class)
    try:
        worded = in_payload(waiting, channel, ready.facts(signed, now), names)
    except ValueError as error:
        log.error("not_rendered", reminder=ready.candidate.reminder_id, reason=type(error).__name__)
        return None
    return _with_doubt(worded, ready.candidate.unconfirmed)


def _words(
    ready: Ready, signed: Signature, name: str, recipient: Recipient, now: datetime
) -> Worded[Any] | None:
    around = envelope(
        message_id=name,
        signed=signed,
        recipient=recipient,
        now=now,
        unsubscribe=_unsubscribe(ready, recipient, now),
    )
    try:
        worded = in_words(ready.text, ready.context(signed, now, recipient.role), around, recipient.role)
    except RenderError as error:
        log.error("not_rendered", reminder=ready.candidate.reminder_id, reason=str(error))
        return None
    return _with_doubt(worded, ready.candidate.unconfirmed)


def _with_doubt(worded: Worded[Any], unconfirmed: str) -> Worded[Any]:
    """The proof also keeps why the source could not confirm what is said, if it could not."""
    if not unconfirmed:
        return worded
    kept = json.dumps({"unconfirmed": unconfirmed[:300]})
    return Worded(worded.message, f"{kept[:-1]},{worded.proof[1:]}")


def _unsubscribe(ready: Ready, recipient: Recipient, now: datetime) -> str:
    """Where a member stops courtesy by one click; what law demands, and copies for others, offer no such.

    By the rule (RFC 8058) it works by https or not at all.
    """
    is_offered = recipient.role is Role.MEMBER and ready.text.message_class is MessageClass.COURTESY
    if not (is_offered and settings.FORENOTICE_BASE_URL.startswith("https:") and makes_links()):
        return ""
    is_rehearsal = ready.candidate.mode == Mode.REHEARSAL
    organization_id = ready.situation.organization.pk
    return unsubscribe_url(Whose(organization_id, ready.known.member_id, now, is_rehearsal))


def _about(ready: Ready) -> str:
    """What the send journal calls it."""
    return about(key_of(ready.known, ready.step, ready.situation.organization, ready.candidate.mode))


def _key(ready: Ready, channel: Channel, recipient: str) -> DeliveryKey:
    organization, mode = ready.situation.organization, ready.candidate.mode
    return key_of(ready.known, ready.step, organization, mode, channel=channel.key, recipient=recipient)
