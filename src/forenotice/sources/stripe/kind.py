"""Stripe as a kind of source."""

from collections.abc import Mapping
from typing import Any

from forenotice.sources.contract import Opening, OpenSource, SourceKind
from forenotice.sources.errors import SourceRefusedError
from forenotice.sources.stripe.settings import ADDRESS, read_settings
from forenotice.sources.stripe.source import StripeSource


def _plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    return read_settings(settings).plain()


def _open(opening: Opening) -> OpenSource:
    settings, key = read_settings(opening.settings), opening.secrets["api_key"]
    if settings.address != ADDRESS and not opening.allowed.names(settings.host):
        raise SourceRefusedError(
            f"The address {settings.address} is not Stripe's, and would be shown the key. If it is yours, "
            f"add {settings.host} to FORENOTICE_SOURCE_ALLOW."
        )
    if not key.startswith(("sk_", "rk_")) or not key.isascii() or not key.isprintable() or " " in key:
        raise SourceRefusedError("The key is none of Stripe's: it begins with rk_live_, rk_test_ or sk_….")
    if "_live_" in key and not opening.is_live and not settings.allow_live:
        raise SourceRefusedError(
            "The key is of a live account, and you are rehearsing. Use a key of Stripe's test mode, or write "
            "allow_live = true to rehearse with your real members; they hear nothing of it."
        )
    return StripeSource(settings, opening)


KIND = SourceKind(
    read_settings=_plain,
    open_source=_open,
    secrets={"api_key": True, "webhook_secret": False},
    pull_every_minutes=15,
)
