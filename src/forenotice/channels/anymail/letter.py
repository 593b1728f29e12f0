"""A message in the form in which django-anymail takes it."""

from typing import Any

from django.core.mail import EmailMultiAlternatives

from forenotice.kernel.message import Address, Message
from forenotice.kernel.news import message_name

NAME = "forenotice"
"""Under this name the provider is told which message it is; with news it tells it back."""


def as_mail(message: Message) -> EmailMultiAlternatives:
    """The mail, with nothing in it that the provider should rewrite or watch.

    The provider makes the bytes, signs them and gives them an id of its own.
    """
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=_written(message.sender),
        to=[_written(message.recipient)],
        reply_to=[_written(message.reply_to)] if message.reply_to else None,
        headers=_headers(message),
    )
    if message.body.lines:
        mail.attach_alternative(message.html, "text/html")
    extra: dict[str, Any] = {"track_opens": False, "track_clicks": False}
    name = message_name(message.message_id)
    extra["metadata"] = {NAME: name or message.message_id}
    for attribute, value in extra.items():
        setattr(mail, attribute, value)
    return mail


def _headers(message: Message) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated", **message.headers}
    if message.unsubscribe:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _written(address: Address) -> str:
    if not address.name.strip():
        return address.email
    escaped = address.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address.email}>'
