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
from forenotice.channels.errors import ChannelRefusedError, UnknownChannelError
from forenotice.channels.models import Channel
from forenotice.channels.states import Disabled, Kind


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
        if channel.retired_at is not None:
            channel.retired_at = channel.disabled_at = None
            channel.disabled_reason = ""
        elif kept == wanted and is_kept(channel.sealed_secrets, _as_text(secrets)):
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


@transaction.atomic
def switch_off(*, organization: Organization, key: str, reason: Disabled, actor: str, now: datetime) -> bool:
    """Let a channel speak no more until it is switched on again; False when it was off already.

    A Zapier hook that says it is gone is retired for good: Zapier makes a new one when it comes back.
    """
    channel = _locked(organization, key)
    if channel.disabled_at is not None:
        return False
    channel.disabled_at, channel.disabled_reason, channel.changed_at = now, reason, now
    if channel.kind == Kind.ZAPIER and reason is Disabled.GONE:
        channel.retired_at = now
    channel.save()
    _audit_switch(channel, "channel.disabled", {"reason": reason}, actor, now)
    return True


@transaction.atomic
def switch_on(*, organization: Organization, key: str, actor: str, now: datetime) -> bool:
    """Let a channel speak again; False when it was on."""
    channel = _locked(organization, key)
    if channel.disabled_at is None:
        return False
    channel.disabled_at, channel.disabled_reason, channel.changed_at = None, "", now
    channel.save()
    _audit_switch(channel, "channel.enabled", {}, actor, now)
    return True


@transaction.atomic
def retire(*, organization: Organization, key: str, actor: str, now: datetime) -> None:
    """Take a channel out for good. Its row stays, because deliveries name it; its key can be used again."""
    channel = _locked(organization, key)
    channel.retired_at = channel.changed_at = now
    channel.disabled_at = channel.disabled_at or now
    channel.sealed_secrets = ""
    channel.save()
    _audit_switch(channel, "channel.retired", {}, actor, now)


def _locked(organization: Organization, key: str) -> Channel:
    rows = Channel.objects.select_for_update().filter(organization=organization, key=key, retired_at=None)
    channel = rows.first()
    if channel is None:
        raise UnknownChannelError(f"There is no channel called {key}.")
    return channel


def _audit_switch(
    channel: Channel, action: str, detail: Mapping[str, Any], actor: str, now: datetime
) -> None:
    record_audit(
        organization=channel.organization,
        action=action,
        subject=channel.key,
        detail={"kind": channel.kind, **detail},
        actor=actor,
        now=now,
    )


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
