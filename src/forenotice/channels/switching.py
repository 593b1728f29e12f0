"""Channels switched off and on again, or taken out for good."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.channels.errors import UnknownChannelError
from forenotice.channels.models import Channel
from forenotice.channels.states import Disabled, Kind


@transaction.atomic
def switch_off(*, organization: Organization, key: str, reason: Disabled, actor: str, now: datetime) -> bool:
    """Let a channel speak no more until it is switched on again; False when it was off already.

    A Zapier hook that says it is gone is retired for good: Zapier makes a new one when it comes back.
    """
    channel = locked(organization, key)
    if channel.disabled_at is not None:
        return False
    channel.disabled_at, channel.disabled_reason, channel.changed_at = now, reason, now
    _audit_switch(channel, "channel.disabled", {"reason": reason}, actor, now)
    if channel.kind == Kind.ZAPIER and reason is Disabled.GONE:
        _retire(channel, now)
    channel.save()
    return True


@transaction.atomic
def switch_on(*, organization: Organization, key: str, actor: str, now: datetime) -> bool:
    """Let a channel speak again; False when it was on."""
    channel = locked(organization, key)
    if channel.disabled_at is None:
        return False
    channel.disabled_at, channel.disabled_reason, channel.changed_at = None, "", now
    channel.save()
    _audit_switch(channel, "channel.enabled", {}, actor, now)
    return True


@transaction.atomic
def retire(*, organization: Organization, key: str, actor: str, now: datetime) -> None:
    """Take a channel out for good. Its row stays, because deliveries name it; its key can be used again.

    Whoever uses the key again is another channel, and hears nothing of what this one was told.
    """
    channel = locked(organization, key)
    _audit_switch(channel, "channel.retired", {}, actor, now)
    _retire(channel, now)
    channel.save()


def _retire(channel: Channel, now: datetime) -> None:
    channel.key = f"{channel.key[:40]}-retired-{channel.pk}"
    channel.retired_at = channel.changed_at = now
    channel.disabled_at = channel.disabled_at or now
    channel.sealed_secrets = ""


def locked(organization: Organization, key: str) -> Channel:
    """The row of a channel, for this transaction alone; raise :class:`UnknownChannelError`."""
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
