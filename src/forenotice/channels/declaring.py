"""Channels made to be as their owner describes them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.accounts.sealing import is_kept, seal
from forenotice.channels.anymail.doors import open_backend
from forenotice.channels.anymail.settings import read_settings as read_provider
from forenotice.channels.email.settings import read_settings
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.models import Channel
from forenotice.channels.plugins import open_plugin
from forenotice.channels.purpose import is_for_programs
from forenotice.channels.queries import allow_list, secrets_of, server_allow_list
from forenotice.channels.returned.settings import read_box_settings
from forenotice.channels.script.settings import read_settings as read_script
from forenotice.channels.states import WEBHOOKS, Kind
from forenotice.channels.webhook.secrets import completed
from forenotice.channels.webhook.session import Destination
from forenotice.channels.webhook.settings import is_signed
from forenotice.channels.webhook.settings import read_settings as read_webhook


@transaction.atomic
def declare_channel(
    *,
    organization: Organization,
    key: str,
    kind: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    actor: str,
    now: datetime,
    references: Mapping[str, str] | None = None,
) -> bool:
    """Make the channel called `key` be as described; return whether that changed anything.

    `references` says where each secret was found; it is kept to be written back. A webhook keeps what was
    given without such a place, and its secret; one that has none gets one.
    Raise :class:`ChannelRefusedError`, and change nothing, when the settings make no sense.
    """
    wanted: dict[str, Any] = {"kind": kind, "settings": dict(settings)}
    wanted["secret_references"] = dict(references or {})
    channel = Channel.objects.select_for_update().filter(organization=organization, key=key).first()
    if kind in WEBHOOKS:
        held, places = (_held(channel), channel.secret_references) if channel is not None else ({}, {})
        secrets = completed(secrets, held, places, now, signs=is_signed(kind, settings))
    wanted |= _examine(kind, settings, secrets)
    if channel is None:
        channel = Channel(organization=organization, key=key, created_at=now)
        action = "channel.declared"
    else:
        _refuse_other_hearers(channel, wanted)
        kept = {name: getattr(channel, name) for name in wanted}
        if kept == wanted and is_kept(channel.sealed_secrets, as_text(secrets)):
            return False
        action = "channel.changed"
    for name, value in wanted.items():
        setattr(channel, name, value)
    channel.changed_at = now
    channel.sealed_secrets = seal(as_text(secrets)) if secrets else ""
    channel.save()
    record_audit(
        organization=organization, action=action, subject=key, detail={"kind": kind}, actor=actor, now=now
    )
    return True


def _refuse_other_hearers(channel: Channel, wanted: Mapping[str, Any]) -> None:
    """What waits for a channel is words or facts, and stays so."""
    other = Channel(kind=wanted["kind"], carries=wanted["carries"])
    if is_for_programs(channel) != is_for_programs(other):
        raise ChannelRefusedError(
            f"The channel {channel.key} is of the kind {channel.kind} and cannot become {other.kind}: one "
            "speaks to people, the other to programs. Declare the new one under a key of its own."
        )


def _held(channel: Channel) -> Mapping[str, str]:
    """The secrets that it has; none when the key that sealed them is lost."""
    try:
        return secrets_of(channel)
    except SealBrokenError:
        return {}


def as_text(secrets: Mapping[str, str]) -> str:
    """Secrets as they are sealed."""
    return json.dumps(dict(secrets), sort_keys=True) if secrets else ""


def _examine(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> dict[str, Any]:
    """Refuse what makes no sense; what else is to be kept of a channel of that kind."""
    if kind not in [*Kind]:
        carries, opened = open_plugin(kind, settings, secrets)
        opened.close()
        return {"carries": carries, "is_idempotent": opened.is_idempotent}
    if kind == Kind.EMAIL:
        read_settings(settings, secrets, allowed=server_allow_list())
        read_box_settings(settings, secrets, server_allow_list())
    elif kind == Kind.ANYMAIL:
        open_backend(read_provider(settings, secrets, server_allow_list())).close()
    elif kind == Kind.MAILBOX:
        unknown = sorted({*settings, *secrets} - {"directory"})
        if unknown:
            raise ChannelRefusedError(f"A mailbox has no setting {unknown[0]}; it knows only directory.")
    elif kind in WEBHOOKS:
        allowed = allow_list()
        Destination(read_webhook(kind, settings, secrets, allowed), allowed)
    elif kind == Kind.SCRIPT:
        read_script(settings, secrets)
    return {"carries": "", "is_idempotent": False}
