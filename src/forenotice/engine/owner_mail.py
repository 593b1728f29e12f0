"""A letter to the owner as a message, and its way out: by email once live, else into the test mailbox."""

import hashlib
from contextlib import closing
from datetime import date, datetime

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.channels.contract import OpenChannel
from forenotice.channels.errors import ChannelError
from forenotice.channels.queries import channels_of, open_channel, open_mailbox
from forenotice.channels.states import MAIL
from forenotice.dispatcher.queries import channel_failures
from forenotice.engine.findings import Finding
from forenotice.engine.letter import About
from forenotice.engine.owner_letters import language_of, write_letter
from forenotice.kernel.message import Address, Html, Message, MessageClass, Outcome, Receipt


def owner_message(
    organization: Organization, finding: Finding, *, on: date, now: datetime, is_one_of_several: bool
) -> Message:
    """The message about a finding on a day; it bears the same id at every try."""
    language = language_of(organization.locale)
    about = About(
        name=organization.name,
        option=f" --organization {organization.key}" if is_one_of_several else "",
        is_rehearsing=organization.mode == Mode.REHEARSAL,
    )
    letter = write_letter(finding, about, language)
    key = "\x1f".join(("owner", organization.key, finding.cause, on.isoformat()))
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    sender = organization.sender_email or organization.alert_email
    domain = sender.rpartition("@")[2]
    return Message(
        message_id=f"{digest[:40]}@{domain if domain.isascii() and domain else 'forenotice.invalid'}",
        sender=Address(sender, "Forenotice"),
        recipient=Address(organization.alert_email),
        subject=" ".join(letter.subject.splitlines()),
        body=Html(letter.html(language)),
        text=letter.text,
        composed_at=now,
        boundary=f"=_{digest[:32]}",
        message_class=MessageClass.REQUIRED,
        locale=language,
    )


def hand_to_one(organization: Organization, message: Message) -> Receipt:
    """Hand one of ours over, on a line of its own: what the dispatcher's lines still answer is not for us."""
    try:
        with closing(_way_out(organization, message.composed_at)) as channel:
            return _hand_over(channel, message)
    except (AccountsError, ChannelError) as error:
        return Receipt(message.message_id, Outcome.LATER, code="not_open", detail=str(error))


def _way_out(organization: Organization, now: datetime) -> OpenChannel[Message]:
    """The first email channel that works, or the first that does not; in a rehearsal the test mailbox."""
    if organization.mode == Mode.LIVE:
        failing = {row.channel_id for row in channel_failures(organization) if row.mode == Mode.LIVE}
        emails = [channel for channel in channels_of(organization) if channel.kind in MAIL]
        emails.sort(key=lambda channel: channel.pk in failing)
        if emails:
            return open_channel(emails[0], clock=lambda: now)
    return open_mailbox(organization, is_durable=True)


def _hand_over(channel: OpenChannel[Message], message: Message) -> Receipt:
    waiting = [message]

    def pull(count: int) -> list[Message]:
        taken, waiting[:] = waiting[:count], waiting[count:]
        return taken

    receipts = [receipt for group in channel.deliver(pull) for receipt in group]
    return receipts[0] if receipts else Receipt(message.message_id, Outcome.LATER, code="no_answer")
