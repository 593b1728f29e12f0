"""Reads of channels, and the channels themselves, opened."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest

from forenotice.accounts.models import Organization
from forenotice.accounts.sealing import unseal
from forenotice.channels.addresses import AllowList
from forenotice.channels.anymail.doors import check_installed
from forenotice.channels.anymail.settings import read_settings as read_provider
from forenotice.channels.contract import OpenChannel, Parcel
from forenotice.channels.email.carrier import EmailChannel
from forenotice.channels.email.settings import read_settings
from forenotice.channels.errors import UnknownChannelError
from forenotice.channels.mailbox.carrier import MailboxChannel
from forenotice.channels.mailbox.shelf import (
    Letter,
    Pile,
    find_letters,
    list_messages,
    neighbours,
    read_message,
)
from forenotice.channels.models import Channel, ReturnBox
from forenotice.channels.plugins import open_plugin
from forenotice.channels.script.carrier import ScriptChannel
from forenotice.channels.script.settings import read_settings as read_script
from forenotice.channels.servers import server_places
from forenotice.channels.states import WEBHOOKS, Disabled, Kind
from forenotice.channels.webhook.settings import read_settings as read_webhook
from forenotice.channels.webhook.settings import remarks_on
from forenotice.kernel.news import News
from forenotice.kernel.once import read_once

__all__ = [
    "Letter",
    "Pile",
    "channel_by_id",
    "channel_by_key",
    "channel_rows",
    "channels_of",
    "find_letters",
    "list_messages",
    "mail_account",
    "mail_accounts",
    "mailbox_directory",
    "neighbours",
    "news_told_to",
    "open_channel",
    "open_mailbox",
    "read_message",
    "remarks_on",
    "switched_off_since",
    "unread_mailboxes",
]


def channels_of(organization: Organization) -> list[Channel]:
    """Every channel of `organization`, by key, also those that were taken out."""
    rows = Channel.objects.filter(organization=organization).order_by("key")
    return list(read_once(("channels", organization.pk), lambda: list(rows)))


def switched_off_since(organization: Organization, since: datetime) -> list[Channel]:
    """The channels that we switched off ourselves after a moment, by key."""
    rows = Channel.objects.filter(organization=organization, disabled_at__gt=since, retired_at=None)
    return list(rows.filter(disabled_reason__in=[Disabled.GONE, Disabled.FAILING]).order_by("key"))


def unread_mailboxes(organization: Organization, since: datetime) -> list[ReturnBox]:
    """The mailboxes for what comes back that could not be read since a moment or longer, by channel."""
    rows = ReturnBox.objects.filter(organization=organization, failing_since__lte=since)
    rows = rows.filter(channel__retired_at=None).select_related("channel")
    return list(rows.order_by("channel__key"))


def channel_by_key(organization: Organization, key: str) -> Channel:
    """The channel of that name, unless it was taken out; raise :class:`UnknownChannelError`."""
    channel = Channel.objects.filter(organization=organization, key=key, retired_at=None).first()
    if channel is None:
        raise UnknownChannelError(f"There is no channel called {key}; declare it in the blueprint.")
    return channel


def mail_accounts(organization: Organization) -> list[Channel]:
    """The mail accounts of `organization`, by key, without those that were taken out."""
    return list(channel_rows(organization, Kind.EMAIL).order_by("key"))


def mail_account(organization: Organization, key: str) -> Channel:
    """The mail account of that name; raise :class:`UnknownChannelError`."""
    channel = channel_by_key(organization, key)
    if channel.kind != Kind.EMAIL:
        raise UnknownChannelError(f"{key} is no mail account; it is of the kind {channel.kind}.")
    return channel


def channel_rows(organization: Organization, kind: Kind) -> "QuerySet[Channel]":
    """The channels of one kind that were not taken out."""
    return Channel.objects.filter(organization=organization, kind=kind, retired_at=None)


def channel_by_id(organization: Organization, kind: Kind, channel_id: int) -> Channel:
    """One of those by our own number; raise :class:`UnknownChannelError`."""
    channel = channel_rows(organization, kind).filter(pk=channel_id).first()
    if channel is None:
        raise UnknownChannelError(f"There is no {kind} of the number {channel_id}.")
    return channel


def mailbox_directory(organization: Organization, channel: Channel | None = None) -> Path:
    """The folder of a mailbox channel, or of the test mailbox that every organization has."""
    home = Path(settings.FORENOTICE_HOME)
    own = channel.settings.get("directory") if channel is not None else None
    return home / own if own else home / "mailbox" / organization.key


def scripts_directory() -> Path:
    """The one folder whose programs are run."""
    return Path(settings.FORENOTICE_SCRIPTS or Path(settings.FORENOTICE_HOME) / "scripts")


def open_mailbox(organization: Organization, *, is_durable: bool = False) -> OpenChannel[Parcel]:
    """The organization's test mailbox, which catches whatever a rehearsal says."""
    return MailboxChannel(mailbox_directory(organization), is_durable=is_durable)


def open_channel(
    channel: Channel, *, clock: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
) -> OpenChannel[Any]:
    """The channel, ready to carry messages; no connection is made before there is one to carry.

    `clock` tells the moment of a try, where that is signed. `monotonic` counts seconds for time-outs and the
    rate limit. Raise :class:`ChannelRefusedError` when the settings make no sense any more, and
    `accounts.errors.SealBrokenError` when the secrets cannot be opened.
    """
    organization, secrets = channel.organization, secrets_of(channel)
    if channel.kind == Kind.MAILBOX:
        return MailboxChannel(mailbox_directory(organization, channel), is_durable=True)
    if channel.kind in WEBHOOKS:
        # It takes a fifth of a second and 20 MB, which only those shall pay who have a webhook.
        from forenotice.channels.webhook.carrier import WebhookChannel

        read = read_webhook(channel.kind, channel.settings, secrets, allow_list())
        return WebhookChannel(read, clock=clock, allowed=allow_list())
    if channel.kind == Kind.SCRIPT:
        script = read_script(channel.settings, secrets)
        return ScriptChannel(
            script, folder=scripts_directory(), organization=organization.key, monotonic=monotonic
        )
    if channel.kind == Kind.ANYMAIL:
        check_installed()
        # Whoever has no such channel need not even have the extra that it is made of.
        from forenotice.channels.anymail.carrier import AnymailChannel

        return AnymailChannel(
            read_provider(channel.settings, secrets, server_allow_list()), monotonic=monotonic
        )
    if channel.kind == Kind.EMAIL:
        read_email = read_settings(
            channel.settings, secrets, settings.FORENOTICE_SECRET_KEYS[0], server_allow_list()
        )
        return EmailChannel(read_email, monotonic=monotonic)
    return open_plugin(channel.kind, channel.settings, secrets)[1]


def news_told_to(channel: Channel, request: HttpRequest, now: datetime) -> tuple[Sequence[News], int]:
    """What a provider tells when it calls, and how many events of it nobody understands.

    Raise a `ChannelError` for a call that is not to be believed.
    """
    check_installed()
    # As above.
    from forenotice.channels.anymail.hearing import read_call

    call = read_call(read_provider(channel.settings, secrets_of(channel)), request, now)
    return call.news, call.garbled


def server_allow_list() -> AllowList | None:
    """The places where mail servers may stand though they are not public; None for anywhere."""
    return _server_places(settings.FORENOTICE_SERVER_ALLOW)


def allow_list() -> AllowList:
    """The hosts and networks that the operator lets webhooks call though they are not public."""
    return _allow_list(settings.FORENOTICE_WEBHOOK_ALLOW)


_server_places = lru_cache(maxsize=8)(server_places)
_allow_list = lru_cache(maxsize=8)(AllowList.parse)


def kept_secrets(organization: Organization) -> Mapping[str, str]:
    """The secrets of an organization's channels, by where each was found (``env:SMTP_PASSWORD``).

    Raise `accounts.errors.SealBrokenError` when they cannot be opened.
    """
    kept: dict[str, str] = {}
    for channel in Channel.objects.filter(organization=organization):
        secrets = secrets_of(channel)
        kept |= {found: secrets[name] for name, found in channel.secret_references.items() if name in secrets}
    return kept


def secrets_of(channel: Channel) -> Mapping[str, str]:
    """The secrets of a channel, by name; for this room only."""
    if not channel.sealed_secrets:
        return {}
    secrets: dict[str, str] = json.loads(unseal(channel.sealed_secrets))
    return secrets
