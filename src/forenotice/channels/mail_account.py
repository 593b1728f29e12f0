"""One mail account as a person fills it in; what else its channel says stays as it is.

A person is asked for the server, the port, the encryption, the user name and the password. A channel may hold
much more: a key to sign mail with, a sender of its own, a mailbox for what comes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.channels.declaring import declare_channel
from forenotice.channels.errors import PasswordKeptElsewhereError
from forenotice.channels.models import Channel
from forenotice.channels.queries import mail_account, secrets_of
from forenotice.channels.states import Kind

_ASKED = ("host", "port", "security", "username")
_PASSWORD = "password"  # noqa: S105 (the name of a secret)


@dataclass(frozen=True, slots=True)
class AccountAsked:
    """What was filled in. An empty password means the one that is sealed; an empty key, a new account."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str = field(default="", repr=False)
    key: str = ""


@dataclass(frozen=True, slots=True)
class AccountWhole:
    """The whole of a channel with what was filled in."""

    settings: Mapping[str, Any]
    secrets: Mapping[str, str] = field(repr=False)
    references: Mapping[str, str]


def whole_account(organization: Organization, asked: AccountAsked) -> AccountWhole:
    """What the channel would be; raise :class:`ChannelRefusedError` and :class:`UnknownChannelError`.

    A sealed password is for the server that it was given for: whoever names another one types it again.
    """
    told = {name: getattr(asked, name) for name in _ASKED if getattr(asked, name)}
    given = {_PASSWORD: asked.password} if asked.password else {}
    if not asked.key:
        return AccountWhole(told, given, {})
    channel = mail_account(organization, asked.key)
    held, places = dict(secrets_of(channel)), dict(channel.secret_references)
    if _PASSWORD in held and asked.username and not asked.password:
        was = str(channel.settings.get("host", ""))
        if was.lower() != asked.host.lower():
            raise PasswordKeptElsewhereError(was, asked.host)
    else:
        held.pop(_PASSWORD, None)
        places.pop(_PASSWORD, None)
    others = {name: value for name, value in channel.settings.items() if name not in _ASKED}
    return AccountWhole(others | told, held | given, places)


@transaction.atomic
def keep_mail_account(*, organization: Organization, asked: AccountAsked, actor: str, now: datetime) -> str:
    """Let a channel be as filled in, or a new one; return its name, and raise as :func:`whole_account`."""
    whole = whole_account(organization, asked)
    key = asked.key or _free_key(organization)
    declare_channel(
        organization=organization,
        key=key,
        kind=Kind.EMAIL,
        settings=whole.settings,
        secrets=whole.secrets,
        references=whole.references,
        actor=actor,
        now=now,
    )
    return key


def _free_key(organization: Organization) -> str:
    """``email``, or the next that no channel has: what is there is never overwritten by a new account.

    Only a test mailbox gives way, which a rehearsal had stand there for as long as there was none.
    """
    rows = Channel.objects.filter(organization=organization)
    taken = set(rows.exclude(key="email", kind=Kind.MAILBOX).values_list("key", flat=True))
    names = ("email", *(f"email-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
