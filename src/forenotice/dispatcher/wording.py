"""A reminder that may be said becomes finished messages, each with the proof of what it was made of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.composer.compose import Composed, Envelope, compose_from
from forenotice.composer.fill import Context, without_live_links
from forenotice.composer.render import names_used
from forenotice.composer.texts import CompiledText
from forenotice.dispatcher.identity import boundary
from forenotice.dispatcher.recipients import Recipient
from forenotice.dispatcher.states import Role
from forenotice.kernel.message import Address, Message
from forenotice.rules.specification import RuleSpecification

NOBODY = "reminders@forenotice.invalid"
"""The sender of an organization that has not said yet who signs; it can only ever reach a test mailbox."""


@dataclass(frozen=True, slots=True)
class Signature:
    """In whose name something is said, and where answers go."""

    sender: Address
    reply_to: Address | None


def signature(organization: Organization, rule: RuleSpecification, channel: Channel) -> Signature:
    """Who signs: the rule's sender, else the channel's, else the organization's."""
    own = channel.settings.get("from") or {}
    email = rule.sender_email or own.get("email") or organization.sender_email or organization.support_email
    name = rule.sender_name or own.get("name") or organization.sender_name or organization.name
    reply_to = Address(rule.reply_to) if rule.reply_to else None
    return Signature(Address(email or NOBODY, _one_line(name)), reply_to)


@dataclass(frozen=True, slots=True)
class Worded:
    """A finished message and its proof, as JSON."""

    message: Message
    proof: str


def envelope(
    *, message_id: str, signed: Signature, recipient: Recipient, list_id: str, now: datetime
) -> Envelope:
    """What goes around the words. Seconds are all that a Date header can hold."""
    return Envelope(
        message_id=message_id,
        sender=signed.sender,
        recipient=Address(recipient.email, recipient.name),
        composed_at=now.replace(microsecond=0),
        boundary=boundary(message_id),
        reply_to=signed.reply_to,
        headers={"List-Id": list_id} if list_id else {},
    )


def list_id(organization: Organization, rule_key: str, signed: Signature) -> str:
    """The header by which a member can sort these reminders (RFC 2919)."""
    domain = signed.sender.email.rpartition("@")[2]
    return f"<{rule_key}.{organization.key}.{domain}>" if domain.isascii() else ""


def in_words(text: CompiledText, context: Context, around: Envelope, role: Role) -> Worded:
    """The message for one recipient; the owner's copy has no live link of the member's in it.

    Raise :class:`~forenotice.composer.errors.RenderError` when it cannot be put into words.
    """
    composed = compose_from(text, without_live_links(context) if role is Role.OWNER_COPY else context, around)
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
        headers=proof["headers"],
    )
    context: Context = proof["context"]
    return compose_from(text, context, around).message


def _proof(text: CompiledText, composed: Composed) -> str:
    message = composed.message
    proof: dict[str, Any] = {
        "text": text.name,
        "context": {name: composed.context.get(name, "") for name in names_used(text)},
        "at": message.composed_at.isoformat(),
        "boundary": message.boundary,
        "from": [message.sender.email, message.sender.name],
        "to_name": message.recipient.name,
        "headers": dict(message.headers),
    }
    proof["context"]["locale"] = composed.context["locale"]
    if message.reply_to is not None:
        proof["reply_to"] = [message.reply_to.email, message.reply_to.name]
    if composed.warnings:
        proof["warnings"] = composed.warnings
    return json.dumps(proof, ensure_ascii=False, separators=(",", ":"))


def _one_line(name: str) -> str:
    return " ".join(name.split())
