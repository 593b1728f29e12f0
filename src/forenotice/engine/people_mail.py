"""Mail to the people who enter the console, such as a link to choose a new password."""

import hashlib
from datetime import datetime
from html import escape

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.queries import first_organization
from forenotice.channels.errors import ChannelError
from forenotice.channels.operations import hand_over_once
from forenotice.channels.queries import channels_of
from forenotice.channels.states import MAIL
from forenotice.kernel.message import Address, Html, Message, MessageClass, Outcome


def mail_to_person(email: str, *, language: str = "", subject: str, text: str, now: datetime) -> bool:
    """Write to a person by the first mail account that takes it; False when there is none, or none took it.

    Whoever runs a mail account can read what leaves by it, and a person may enter several organizations. So
    it is that of the first organization of this machine, whose owner runs the machine. A rehearsal is about
    members: this leaves during one too.
    """
    house = first_organization()
    sender = house.sender_email or house.alert_email if house else ""
    if house is None or not sender:
        return False
    for channel in channels_of(house):
        if channel.kind not in MAIL or channel.disabled_at:
            continue
        message = _message(email, language or house.locale, sender, subject, text, now)
        try:
            receipt = hand_over_once(channel, message, clock=lambda: now)
        except (AccountsError, ChannelError):
            continue
        if receipt.outcome in (Outcome.ACCEPTED, Outcome.UNKNOWN):
            return True
    return False


def _message(email: str, locale: str, sender: str, subject: str, text: str, now: datetime) -> Message:
    key = "\x1f".join((email, subject, now.isoformat()))
    digest = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    domain = sender.rpartition("@")[2]
    return Message(
        message_id=f"{digest[:40]}@{domain if domain.isascii() and domain else 'forenotice.invalid'}",
        sender=Address(sender, "Forenotice"),
        recipient=Address(email),
        subject=subject,
        body=Html(f"<p>{escape(text)}</p>".replace("\n", "<br>\n")),
        text=text,
        composed_at=now,
        boundary=f"=_{digest[:32]}",
        message_class=MessageClass.REQUIRED,
        locale=locale,
    )
