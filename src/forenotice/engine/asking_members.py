"""Members are asked whether an address that was typed on their page is theirs, by a letter with a link."""

import hashlib
from datetime import datetime
from html import escape

import structlog

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.composer.defaults import LANGUAGES
from forenotice.consent.links import Whose, address_url
from forenotice.consent.operations import Asked, take_addresses_to_ask
from forenotice.consent.queries import preference_of
from forenotice.engine.address_words import WORDS
from forenotice.engine.owner_mail import hand_to_one
from forenotice.kernel.message import Address, Html, Message, MessageClass, Outcome

log = structlog.get_logger(__name__)


def ask_members(*, organization: Organization, now: datetime) -> int:
    """Write to the addresses that wait for it; how many letters were taken. A rehearsal asks nobody."""
    if organization.mode != Mode.LIVE:
        return 0
    taken = 0
    for asked in take_addresses_to_ask(organization=organization, now=now):
        receipt = hand_to_one(organization, _letter(organization, asked, now))
        if receipt.outcome is Outcome.ACCEPTED:
            taken += 1
        else:
            log.warning("address_not_asked", code=receipt.code)
    return taken


def _letter(organization: Organization, asked: Asked, now: datetime) -> Message:
    member = asked.member
    link = address_url(Whose(organization.pk, member.pk, now), asked.subject)
    wished = preference_of(member).locale or member.locale or organization.locale
    language = wished.replace("_", "-").split("-")[0].lower()
    language = language if language in LANGUAGES else "en"
    title, ask, ignore = (words.format(organization=organization.name) for words in WORDS[language])
    digest = hashlib.sha256(
        f"address\x1f{organization.key}\x1f{member.pk}\x1f{asked.subject}".encode()
    ).hexdigest()
    sender = organization.sender_email or organization.support_email or organization.alert_email
    domain = sender.rpartition("@")[2]
    return Message(
        message_id=f"{digest[:40]}@{domain if domain.isascii() and domain else 'forenotice.invalid'}",
        sender=Address(sender, " ".join(organization.name.split())),
        recipient=Address(asked.address),
        subject=" ".join(title.split()),
        body=Html(
            f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{escape(title)}</title></head>\n<body><p>{escape(ask)}</p>\n"
            f'<p><a href="{escape(link)}">{escape(link)}</a></p>\n<p>{escape(ignore)}</p></body></html>\n'
        ),
        text=f"{ask}\n\n{link}\n\n{ignore}\n",
        composed_at=now,
        boundary=f"=_{digest[:32]}",
        message_class=MessageClass.REQUIRED,
        locale=language,
    )
