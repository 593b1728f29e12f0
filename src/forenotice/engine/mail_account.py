"""The mail account by which an organization speaks: tried with a letter to its owner before it is kept."""

import secrets as chance
from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.channels.operations import AccountAsked, AccountChecked, check_mail_account
from forenotice.channels.queries import mail_account
from forenotice.engine.owner_letters import language_of
from forenotice.kernel.message import Address, Html, Message, MessageClass

_SUBJECTS = {
    "en": "It works: Forenotice can send by your mail account",
    "fr": "Cela fonctionne : Forenotice peut envoyer par votre compte de messagerie",
}
_TEXTS = {
    "en": "This letter came by the mail account that you have just set up. Nothing else was sent.",
    "fr": "Cette lettre est passée par le compte que vous venez d’indiquer. Rien d’autre n’a été envoyé.",
}


def try_mail_account(
    *, organization: Organization, asked: AccountAsked, to: str, language: str, now: datetime
) -> AccountChecked:
    """Send a letter to somebody by an account that is not kept yet; raise the channels' errors."""
    words = language_of(language)
    own = mail_account(organization, asked.key).settings.get("from", {}) if asked.key else {}
    sender = own.get("email") or organization.sender_email or to
    message = Message(
        message_id=f"{chance.token_hex(16)}@{sender.rpartition('@')[2]}",
        sender=Address(sender, own.get("name") or organization.sender_name),
        recipient=Address(to),
        subject=_SUBJECTS[words],
        body=Html(f"<p>{_TEXTS[words]}</p>"),
        text=_TEXTS[words],
        composed_at=now,
        boundary=f"=_{chance.token_hex(16)}",
        message_class=MessageClass.REQUIRED,
        locale=words,
    )
    return check_mail_account(organization=organization, asked=asked, message=message, now=now)
