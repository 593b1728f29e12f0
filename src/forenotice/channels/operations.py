"""Writes to channels."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.accounts.sealing import is_kept, seal
from forenotice.channels.email.settings import read_settings
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.models import Channel
from forenotice.channels.states import Kind


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

    `references` says where each secret was found; it is kept to be written back.
    Raise :class:`ChannelRefusedError`, and change nothing, when the settings make no sense.
    """
    _refuse_nonsense(key, kind, settings, secrets)
    wanted = {"kind": kind, "settings": dict(settings), "secret_references": dict(references or {})}
    channel = Channel.objects.select_for_update().filter(organization=organization, key=key).first()
    if channel is None:
        channel = Channel(organization=organization, key=key, created_at=now)
        action = "channel.declared"
    else:
        kept = {name: getattr(channel, name) for name in wanted}
        if kept == wanted and is_kept(channel.sealed_secrets, _as_text(secrets)):
            return False
        action = "channel.changed"
    for name, value in wanted.items():
        setattr(channel, name, value)
    channel.changed_at = now
    channel.sealed_secrets = seal(_as_text(secrets)) if secrets else ""
    channel.save()
    record_audit(
        organization=organization, action=action, subject=key, detail={"kind": kind}, actor=actor, now=now
    )
    return True


def _as_text(secrets: Mapping[str, str]) -> str:
    return json.dumps(dict(secrets), sort_keys=True) if secrets else ""


def _refuse_nonsense(key: str, kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    if kind == Kind.EMAIL:
        read_settings(settings, secrets)
    elif kind == Kind.MAILBOX:
        unknown = sorted({*settings, *secrets} - {"directory"})
        if unknown:
            raise ChannelRefusedError(f"A mailbox has no setting {unknown[0]}; it knows only directory.")
    else:
        known = " or ".join(Kind)
        raise ChannelRefusedError(f"The channel {key} is of the kind {kind}; write {known}.")
