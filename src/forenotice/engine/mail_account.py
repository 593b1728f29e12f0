"""The mail account by which an organization speaks: tried with a letter to its owner, and then kept."""

import secrets as chance
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from forenotice.accounts.models import Organization
from forenotice.channels.operations import AccountChecked, check_mail_account, declare_channel
from forenotice.engine.owner_letters import language_of
from forenotice.kernel.message import Address, Html, Message, MessageClass

CHANNEL = "email"
"""The key of the channel that is set up on a page."""

_SUBJECTS = {
    "en": "It works: Forenotice can send by your mail account",
    "fr": "Cela fonctionne : Forenotice peut envoyer par votre compte de messagerie",
}
_TEXTS = {
    "en": "This letter came by the mail account that you have just set up. Nothing else was sent.",
    "fr": "Cette lettre est passée par le compte que vous venez d’indiquer. Rien d’autre n’a été envoyé.",
}


def try_mail_account(
    *,
    organization: Organization,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    to: str,
    language: str,
    now: datetime,
) -> AccountChecked:
    """Send a letter to somebody by an account that is not kept yet; raise the channels' errors."""
    words = language_of(language)
    sender = organization.sender_email or to
    message = Message(
        message_id=f"{chance.token_hex(16)}@{sender.rpartition('@')[2]}",
        sender=Address(sender, organization.sender_name),
        recipient=Address(to),
        subject=_SUBJECTS[words],
        body=Html(f"<p>{_TEXTS[words]}</p>"),
        text=_TEXTS[words],
        composed_at=now,
        boundary=f"=_{chance.token_hex(16)}",
        message_class=MessageClass.REQUIRED,
        locale=words,
    )
    return check_mail_account(
        organization=organization, settings=settings, secrets=secrets, message=message, now=now
    )


def keep_mail_account(
    *,
    organization: Organization,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    actor: str,
    now: datetime,
) -> bool:
    """Let reminders leave by this account; return whether that changed anything."""
    return declare_channel(
        organization=organization,
        key=CHANNEL,
        kind="email",
        settings=settings,
        secrets=secrets,
        actor=actor,
        now=now,
    )
