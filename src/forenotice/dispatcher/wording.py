"""A reminder that may be said becomes finished messages, each with the proof of what it was made of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, NamedTuple

from forenotice.accounts.models import Organization
from forenotice.channels.contract import Carried
from forenotice.channels.mime import MIME_FORM
from forenotice.channels.models import Channel
from forenotice.composer.compose import Composed, Envelope, compose_from
from forenotice.composer.fill import Context, without_live_links
from forenotice.composer.render import names_used
from forenotice.composer.renderer import renderer
from forenotice.composer.texts import CompiledText
from forenotice.dispatcher.identity import boundary
from forenotice.dispatcher.recipients import Recipient
from forenotice.dispatcher.states import Role
from forenotice.kernel.message import Address, Message
from forenotice.rules.specification import RuleSpecification

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quoted = json.encoder.encode_basestring


NOBODY = "reminders@forenotice.invalid"
"""The sender of an organization that has not said yet who signs; it can only ever reach a test mailbox."""


@dataclass(frozen=True, slots=True)
class Signature:
    """In whose name something is said, and where answers go."""

    sender: Address
    reply_to: Address | None
    headers: Mapping[str, str]


def signature(
    organization: Organization, rule_key: str, rule: RuleSpecification | None, channel: Channel | None
) -> Signature:
    """Who signs: the rule's sender, else the channel's, else the organization's.

    The List-Id (RFC 2919) is what a member can sort these reminders by. Only a trial has no rule.
    """
    own = (channel.settings.get("from") or {}) if channel else {}
    ruled = (rule.sender_email, rule.sender_name, rule.reply_to) if rule else ("", "", "")
    email = ruled[0] or own.get("email") or organization.sender_email or organization.support_email
    name = ruled[1] or own.get("name") or organization.sender_name or organization.name
    reply_to = Address(ruled[2]) if ruled[2] else None
    sender = Address(email or NOBODY, " ".join(name.split()))
    domain = sender.email.rpartition("@")[2]
    headers = {"List-Id": f"<{rule_key}.{organization.key}.{domain}>"} if rule and domain.isascii() else {}
    return Signature(sender, reply_to, headers)


class Worded(NamedTuple, Generic[Carried]):
    """A finished message, or a payload, and its proof, as JSON."""

    message: Carried
    proof: str


def envelope(
    *, message_id: str, signed: Signature, recipient: Recipient, now: datetime, unsubscribe: str = ""
) -> Envelope:
    """What goes around the words. Seconds are all that a Date header can hold."""
    return Envelope(
        message_id=message_id,
        sender=signed.sender,
        recipient=Address(recipient.email, recipient.name),
        composed_at=now.replace(microsecond=0),
        boundary=boundary(message_id),
        reply_to=signed.reply_to,
        headers=signed.headers,
        unsubscribe=unsubscribe,
    )


def in_words(text: CompiledText, context: Context, around: Envelope, role: Role) -> Worded[Message]:
    """The message for one recipient; the owner's copy has no live link of the member's in it.

    Raise :class:`~forenotice.composer.errors.RenderError` when it cannot be put into words.
    """
    if role is Role.OWNER_COPY:
        context = without_live_links(context)
    composed = compose_from(text, context, around)
    return Worded(composed.message, _proof(text, composed))


def words_again(text: CompiledText, proof: Mapping[str, Any], message_id: str, recipient: str) -> Message:
    """The very message that a proof is of, byte for byte, made from what it keeps."""
    reply_to = proof.get("reply_to")
    around = Envelope(
        message_id=message_id,
        sender=Address(*proof["from"]),
        recipient=Address(recipient, proof["to_name"]),
        composed_at=datetime.fromisoformat(proof["at"]),
        boundary=proof["boundary"],
        reply_to=Address(*reply_to) if reply_to else None,
        headers=dict(proof["headers"]),
        unsubscribe=proof.get("unsubscribe", ""),
    )
    context: Context = proof["context"]
    return compose_from(text, context, around).message


def renderer_name() -> str:
    """What makes messages here: another name may make other bytes of the same proof."""
    return f"{renderer()}, mime {MIME_FORM}"


def _proof(text: CompiledText, composed: Composed) -> str:
    message, context = composed.message, composed.context
    # What was not known is left out. Most values are words, and each of them alone is written fastest.
    kept = ",".join(
        [
            f"{name}{_quoted(value) if isinstance(value, str) else _to_json_number(value)}"
            for key, name in _names(text)
            if (value := context.get(key, "")) != ""
        ]
    )
    warnings = f',"warnings":{_to_json(composed.warnings)}' if composed.warnings else ""
    if message.unsubscribe:
        warnings += f',"unsubscribe":{_quoted(message.unsubscribe)}'
    return (
        f'{{"context":{{{kept}}},"boundary":{_quoted(message.boundary)},'
        f'"to_name":{_quoted(message.recipient.name)}{warnings},{_shared(text, message)}}}'
    )


def _to_json_number(value: int) -> str:
    return ("false", "true")[value] if isinstance(value, bool) else str(value)


def _shared(text: CompiledText, message: Message) -> str:
    """What the proofs of messages written in one moment have in common."""
    reply_to = message.reply_to
    named = (text.name, message.composed_at, message.sender, reply_to, tuple(message.headers.items()))
    return _shared_json(*named)


@lru_cache(maxsize=64)
def _shared_json(
    name: str,
    at: datetime,
    sender: Address,
    reply_to: Address | None,
    headers: tuple[tuple[str, str], ...],
) -> str:
    shared: dict[str, Any] = {
        "text": name,
        "at": at.isoformat(),
        "from": [sender.email, sender.name],
        # PostgreSQL keeps a list in its order, and a mapping in an order of its own.
        "headers": headers,
        "renderer": renderer_name(),
    }
    if reply_to is not None:
        shared["reply_to"] = [reply_to.email, reply_to.name]
    return _to_json(shared)[1:-1]


@lru_cache(maxsize=256)
def _names(text: CompiledText) -> tuple[tuple[str, str], ...]:
    """What must be kept to fill in a text again: the context's names, also as they begin an entry of JSON."""
    return tuple((name, f"{_to_json(name)}:") for name in ("locale", *names_used(text)))
