"""A reminder that may be said becomes the payload that a program is told, once and for all tries."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.channels.purpose import MEMBERMOUSE
from forenotice.composer.facts import Facts
from forenotice.composer.payload.body import Names, Withdrawal, body_of
from forenotice.composer.payload.query import query_of
from forenotice.dispatcher.candidates import Frozen, Waiting
from forenotice.dispatcher.identity import DeliveryKey, payload_id
from forenotice.dispatcher.naming import key_of
from forenotice.dispatcher.situation import StepAtWork
from forenotice.dispatcher.wording import Worded
from forenotice.kernel.message import MessageClass
from forenotice.kernel.payload import Payload, PayloadType
from forenotice.ledger.queries import Known
from forenotice.ledger.states import CLOSING_SENTENCES, QUIET_SENTENCES, Closing, Quiet


def names_of(
    known: Known, step: StepAtWork, organization: Organization, mode: str, message_class: MessageClass
) -> Names:
    """What a reminder and its things are called towards the outside."""
    key = key_of(known, step, organization, mode)
    return Names(
        reminder_id=f"rem_{key.digest()}",
        mode=mode,
        organization=organization.key,
        rule=step.rule.key,
        step=step.key,
        lead_time=str(step.specification.lead) if step.specification else "",
        message_class=message_class,
        product=known.product_key,
        source=known.source,
        subscription=known.subscription_key,
    )


def in_payload(waiting: Waiting, channel: Channel, facts: Facts, names: Names) -> Worded[Payload]:
    """The payload of a waiting delivery: what its first try said, else what is true now."""
    of = PayloadType(f"reminder.{waiting.type}")
    frozen = waiting.frozen or _freeze(waiting, channel, facts, names)
    payload = Payload(waiting.message_id, of, frozen.body, frozen.composed_at, waiting.recipient, frozen.flat)
    return Worded(payload, _proof(payload))


def payload_of_proof(proof: Mapping[str, Any], message_id: str, recipient: str) -> Payload:
    """The very payload that a try handed over."""
    flat = tuple((name, value) for name, value in proof.get("flat", ()))
    at = datetime.fromisoformat(proof["at"])
    return Payload(message_id, PayloadType(proof["type"]), proof["payload"].encode(), at, recipient, flat)


def delivery_payload_id(key: DeliveryKey) -> str:
    """The ``webhook-id`` of a delivery, which follows from its key."""
    return payload_id(key.digest())


def lapse_sentence(reason: str) -> str:
    """Why what was told no longer holds, in plain English. Whoever said that it was paid is all one."""
    if reason == Closing.PAID:
        return "The payment was made."
    if reason in [*Closing]:
        return CLOSING_SENTENCES[Closing(reason)]
    return QUIET_SENTENCES[Quiet(reason)]


def _freeze(waiting: Waiting, channel: Channel, facts: Facts, names: Names) -> Frozen:
    withdrawal = None
    if waiting.lapse is not None and PayloadType(f"reminder.{waiting.type}") is PayloadType.WITHDRAWN:
        reason, at = waiting.lapse
        withdrawal = Withdrawal(str(reason), lapse_sentence(reason), at)
    is_flat = channel.settings.get("form") == MEMBERMOUSE
    flat = query_of(facts, names, withdrawal) if is_flat else ()
    return Frozen(body_of(facts, names, withdrawal), facts.now.replace(microsecond=0), flat)


def _proof(payload: Payload) -> str:
    kept: dict[str, Any] = {
        "type": payload.type,
        "at": payload.composed_at.isoformat(),
        "payload": payload.body.decode(),
    }
    if payload.flat:
        kept["flat"] = payload.flat
    return json.dumps(kept, ensure_ascii=False)
