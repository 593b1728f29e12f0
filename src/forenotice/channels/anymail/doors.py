"""The parts of django-anymail that one provider needs, loaded when they are."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from forenotice.channels.anymail.settings import ProviderSettings
from forenotice.channels.errors import ChannelRefusedError

_INSTALL = "Sending by a provider needs django-anymail: pip install 'forenotice[anymail]'"
_ALSO = {
    "amazon_ses": ", and for Amazon: pip install 'django-anymail[amazon-ses]'",
    "resend": ", and for its signatures: pip install 'django-anymail[resend]'",
}


def check_installed() -> None:
    """Raise :class:`ChannelRefusedError` where the extra is missing, or was taken away."""
    if find_spec("anymail") is None:
        raise ChannelRefusedError(f"{_INSTALL}.")


def open_backend(settings: ProviderSettings) -> Any:
    """What hands messages to the provider, with a connection of its own once it is opened.

    It takes its settings from here alone. Raise :class:`ChannelRefusedError`.
    """
    backend = _load(settings, "backends", "EmailBackend")
    try:
        return backend(
            **settings.options,
            requests_timeout=settings.timeout_seconds,
            # A provider that knows no metadata, say, can still send the words.
            ignore_unsupported_features=True,
        )
    except Exception as error:
        raise ChannelRefusedError(f"The settings for {settings.name} make no sense: {error}") from None


def open_events(settings: ProviderSettings) -> Any:
    """What understands the calls of the provider; raise :class:`ChannelRefusedError` if nothing can."""
    if not settings.provider.events:
        raise ChannelRefusedError(f"{settings.name} tells nothing of what became of messages.")
    if not settings.proofs:
        proofs = " or ".join(("webhook_secret", *settings.provider.proofs))
        raise ChannelRefusedError(f"Anybody could call in the name of {settings.name}: set {proofs}.")
    view = _load(settings, "webhooks", settings.provider.events)
    try:
        return view(**({"webhook_secret": []} | dict(settings.proofs) | options_for_events(settings)))
    except Exception:
        proofs = " and ".join(settings.provider.proofs)
        also = _ALSO.get(settings.name, "")
        raise ChannelRefusedError(f"The calls of {settings.name} are signed: set {proofs}{also}.") from None


def options_for_events(settings: ProviderSettings) -> dict[str, Any]:
    """The options that also matter for calls: Amazon's first one is answered with the owner's own key."""
    kept = {
        name: settings.options[name] for name in ("webhook_url", "client_params") if name in settings.options
    }
    if "client_params" in kept:
        # The address of what sends is not the one of what tells.
        kept["client_params"] = {
            name: value for name, value in kept["client_params"].items() if name != "endpoint_url"
        }
    return kept


def _load(settings: ProviderSettings, kind: str, name: str) -> Any:
    try:
        return getattr(import_module(f"anymail.{kind}.{settings.provider.module}"), name)
    except ImportError:
        raise ChannelRefusedError(f"{_INSTALL}{_ALSO.get(settings.name, '')}.") from None
