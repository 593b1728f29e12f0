"""Endpoints that are made and changed one at a time, by the API or at the command line.

A blueprint declares the same channels as a whole; what is made here, it exports and keeps.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, NamedTuple

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.accounts.sealing import seal
from forenotice.channels.declaring import as_text, declare_channel
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.models import Channel
from forenotice.channels.once import hand_over_once
from forenotice.channels.purpose import is_for_programs
from forenotice.channels.queries import channel_by_key, secrets_of
from forenotice.channels.states import WEBHOOKS, Kind
from forenotice.channels.switching import locked
from forenotice.channels.webhook.extra_headers import HEADER
from forenotice.channels.webhook.keys import key_of
from forenotice.channels.webhook.secrets import OVERLAP, completed, new_secret
from forenotice.channels.webhook.settings import is_signed, remarks_on
from forenotice.kernel.message import Receipt
from forenotice.kernel.payload import Payload

__all__ = ["OVERLAP", "Endpoint", "change_endpoint", "create_endpoint", "rotate_secret", "try_endpoint"]


class Endpoint(NamedTuple):
    """An endpoint as it is now. ``secret`` is there only when it was just made, to be shown this once."""

    channel: Channel
    secret: str = ""
    remarks: tuple[str, ...] = ()


@transaction.atomic
def create_endpoint(
    *,
    organization: Organization,
    settings: Mapping[str, Any],
    actor: str,
    now: datetime,
    kind: Kind = Kind.WEBHOOK,
    key: str = "",
    secret: str = "",
    secret_headers: Mapping[str, str] | None = None,
) -> Endpoint:
    """Make a webhook, or a hook of Zapier's, under a key of its own.

    Without `secret` one is made. `secret_headers` are sealed; what is in ``settings["headers"]`` is not.
    Raise :class:`ChannelRefusedError` when the settings make no sense, or when the key is in use.
    """
    key = key or f"{kind}-{token_hex(4)}"
    if Channel.objects.filter(organization=organization, key=key, retired_at=None).exists():
        raise ChannelRefusedError(f"There is a channel called {key} already; choose another key.")
    given = {f"{HEADER}{name}": text for name, text in (secret_headers or {}).items()}
    if kind == Kind.WEBHOOK and is_signed(kind, settings):
        given["secret"] = secret or new_secret()
    declare_channel(
        organization=organization, key=key, kind=kind, settings=settings, secrets=given, actor=actor, now=now
    )
    made = "" if secret else given.get("secret", "")
    return Endpoint(channel_by_key(organization, key), made, tuple(remarks_on(settings)))


@transaction.atomic
def change_endpoint(
    *,
    organization: Organization,
    key: str,
    settings: Mapping[str, Any],
    actor: str,
    now: datetime,
    secret_headers: Mapping[str, str] | None = None,
) -> Endpoint:
    """Let an endpoint have other settings, all of them; its secret and its secret headers stay.

    `secret_headers` adds to those, or takes away one whose text is empty. Raise
    :class:`ChannelRefusedError`, and :class:`UnknownChannelError`.
    """
    channel = _endpoint(organization, key)
    new = {f"{HEADER}{name}": text for name, text in (secret_headers or {}).items()}
    held = secrets_of(channel)
    places = {name: place for name, place in channel.secret_references.items() if name in held.keys() - new}
    declare_channel(
        organization=organization,
        key=key,
        kind=channel.kind,
        settings=settings,
        secrets={name: held[name] for name in places} | new,
        references=places,
        actor=actor,
        now=now,
    )
    return Endpoint(channel_by_key(organization, key), remarks=tuple(remarks_on(settings)))


@transaction.atomic
def rotate_secret(
    *,
    organization: Organization,
    key: str,
    actor: str,
    now: datetime,
    secret: str = "",
    overlap: timedelta = OVERLAP,
) -> str:
    """Sign with another secret from now on, and with the one before as well for `overlap`; return it.

    Without `secret` one is made. Raise :class:`ChannelRefusedError` where a blueprint says what the secret
    is, or nothing is signed.
    """
    channel = _endpoint(organization, key)
    if place := channel.secret_references.get("secret"):
        raise ChannelRefusedError(
            f"The secret of {key} comes from {place}. Change it there and apply the blueprint again; the one "
            "before still signs for a day."
        )
    if not is_signed(channel.kind, channel.settings):
        raise ChannelRefusedError(f"What {key} is told is not signed, so it has no secret.")
    fresh = secret or new_secret()
    try:
        key_of(fresh)
    except ValueError as error:
        raise ChannelRefusedError(str(error)) from None
    held, places = secrets_of(channel), channel.secret_references
    given = {name: text for name, text in held.items() if name in places} | {"secret": fresh}
    secrets = completed(given, held, places, now, signs=True, overlap=overlap)
    channel.sealed_secrets, channel.changed_at = seal(as_text(secrets)), now
    channel.save()
    _audit(channel, "channel.secret_rotated", {"overlap_hours": overlap / timedelta(hours=1)}, actor, now)
    return fresh


def try_endpoint(
    *, organization: Organization, key: str, payload: Payload, actor: str, now: datetime
) -> Receipt:
    """Hand one payload over, such as a sample, whether the channel is switched on or not.

    No reminder knows of it, but the audit trail does. Raise :class:`ChannelRefusedError` when the settings
    make no sense any more, :class:`UnknownChannelError`, and `accounts.errors.SealBrokenError`.
    """
    channel = channel_by_key(organization, key)
    if not is_for_programs(channel):
        raise ChannelRefusedError(f"The channel {key} speaks to people; try it with a message.")
    receipt = hand_over_once(channel, payload, clock=lambda: now)
    _audit(channel, "channel.tried", {"outcome": receipt.outcome, "code": receipt.code}, actor, now)
    return receipt


def _endpoint(organization: Organization, key: str) -> Channel:
    channel = locked(organization, key)
    if channel.kind not in WEBHOOKS:
        raise ChannelRefusedError(
            f"The channel {key} calls no web address; it is of the kind {channel.kind}."
        )
    return channel


def _audit(channel: Channel, action: str, detail: Mapping[str, Any], actor: str, now: datetime) -> None:
    organization, subject = channel.organization, channel.key
    record_audit(
        organization=organization, action=action, subject=subject, detail=detail, actor=actor, now=now
    )
