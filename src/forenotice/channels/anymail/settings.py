"""What the owner of a provider's channel says about it, read and checked. Pure."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from forenotice.channels.addresses import AllowList
from forenotice.channels.anymail.providers import PROVIDERS, SECRETS, WEBHOOK_SECRET, Provider
from forenotice.channels.declared import number_in, refuse_server, text_in
from forenotice.channels.errors import ChannelRefusedError, UnfitMessageError
from forenotice.channels.headers import wire_address

_OURS = ("provider", "connections", "rate_per_minute", "timeout_seconds", "from")
_ANY = ("api_url",)


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """A provider with its keys, and how hard to lean on it.

    ``options`` are for sending and ``proofs`` for believing its calls, both as django-anymail names them.
    ``rate_per_minute`` of 0 means as fast as it takes them.
    """

    name: str
    provider: Provider
    options: Mapping[str, Any]
    proofs: Mapping[str, str]
    connections: int = 4
    rate_per_minute: int = 0
    timeout_seconds: int = 30


def read_settings(
    settings: Mapping[str, Any], secrets: Mapping[str, str], allowed: AllowList | None = None
) -> ProviderSettings:
    """Read what a blueprint says of a provider's channel; raise :class:`ChannelRefusedError`.

    ``allowed`` are the places where it may stand though they are not public; None for anywhere.
    """
    name = text_in(settings, "provider")
    if name not in PROVIDERS:
        raise ChannelRefusedError(f"The setting provider must be one of {', '.join(PROVIDERS)}.")
    provider = PROVIDERS[name]
    known = (*provider.needs, *provider.knows, *_ANY)
    _refuse_unknown(name, settings, secrets, (*known, *provider.proofs))
    _refuse_half_a_sender(settings)
    given = {one: secrets.get(one) or text_in(settings, one) for one in known}
    if given["api_url"]:
        refuse_server(urlsplit(given["api_url"]).hostname or given["api_url"], allowed)
    missing = [one for one in provider.needs if not given[one]]
    if missing:
        raise ChannelRefusedError(f"The provider {name} needs {' and '.join(missing)}.")
    proofs = {one: secrets[one] for one in (WEBHOOK_SECRET, *provider.proofs) if secrets.get(one)}
    if ":" not in proofs.get(WEBHOOK_SECRET, ":"):
        raise ChannelRefusedError("The secret webhook_secret must be a name and a password: name:password.")
    return ProviderSettings(
        name=name,
        provider=provider,
        options=_options(name, {one: value for one, value in given.items() if value}),
        proofs=proofs,
        connections=number_in(settings, "connections", 1, 32, 4),
        rate_per_minute=number_in(settings, "rate_per_minute", 0, 1_000_000, 0),
        timeout_seconds=number_in(settings, "timeout_seconds", 1, 300, 30),
    )


def _options(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Amazon's key goes to its own library; without one, that looks where Amazon's machines keep theirs."""
    if name != "amazon_ses":
        return given
    names = {
        "region_name": "region_name",
        "access_key_id": "aws_access_key_id",
        "secret_access_key": "aws_secret_access_key",
        "api_url": "endpoint_url",
    }
    client = {theirs: given.pop(ours) for ours, theirs in names.items() if ours in given}
    return given | ({"client_params": client} if client else {})


def _refuse_unknown(
    provider: str, settings: Mapping[str, Any], secrets: Mapping[str, str], known: Iterable[str]
) -> None:
    for name in settings:
        if name in SECRETS:
            raise ChannelRefusedError(
                f"{name} is a secret: write {name} = {{ env = ... }} or {{ file = ... }}."
            )
    possible = {*_OURS, WEBHOOK_SECRET, *known}
    for name in sorted({*settings, *secrets} - possible):
        near = difflib.get_close_matches(name, possible, n=1)
        hint = f"; did you mean {near[0]}?" if near else "; remove it."
        raise ChannelRefusedError(f"A channel by {provider} has no setting {name}{hint}")


def _refuse_half_a_sender(settings: Mapping[str, Any]) -> None:
    """``from`` is who signs the messages of this channel, for those who compose them."""
    wanted = settings.get("from", {})
    if not isinstance(wanted, Mapping) or set(wanted) - {"name", "email"}:
        raise ChannelRefusedError("The setting from must be a table with email and name.")
    email, name = text_in(wanted, "email"), text_in(wanted, "name")
    if name and not email:
        raise ChannelRefusedError("A sender needs an address: set from.email beside from.name.")
    try:
        wire_address(email or "nobody@example.org")
    except UnfitMessageError:
        raise ChannelRefusedError("from.email must be an address such as office@example.org.") from None
