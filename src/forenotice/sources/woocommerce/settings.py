"""How an owner declares a shop as a source, checked without any network. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from forenotice.channels.addresses import plain_host
from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.people import read_link
from forenotice.sources.unreadable import UnreadableError, quoted

KEY, SECRET = "consumer_key", "consumer_secret"
BY_HAND = ("bacs", "cheque", "cod", "manual")
"""Ways of paying that WooCommerce brings and that charge nobody by themselves."""

_NUMBER = "{id}"
_PAGE = f"/my-account/view-subscription/{_NUMBER}/"
_GATEWAY = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_EXAMPLE = "https://shop.example"
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """Where a shop is (``path`` is the folder in which it lies there), and what it does not say of itself.

    ``account_page`` is the address of a subscription in the member's account, with ``{id}`` for its number;
    empty for none. ``manual_gateways`` are the ways of paying that charge nobody by themselves.
    """

    url: str
    scheme: str
    host: str
    port: int
    path: str
    account_page: str
    manual_gateways: frozenset[str]


def read_settings(declared: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are kept; raise :class:`SettingsRefusedError` with what to write instead."""
    unknown = sorted(set(declared) - {"url", "account_page", "manual_gateways"})
    if unknown:
        raise SettingsRefusedError(f'"{unknown[0]}" is no setting of a WooCommerce shop.')
    kept: dict[str, Any] = {"url": _url(declared.get("url", ""))}
    if "account_page" in declared:
        kept["account_page"] = _account_page(declared["account_page"])
    if "manual_gateways" in declared:
        kept["manual_gateways"] = _gateways(declared["manual_gateways"])
    return kept


def shop_settings(kept: Mapping[str, Any]) -> ShopSettings:
    """The same, taken apart."""
    url = kept["url"]
    parts = urlsplit(url)
    return ShopSettings(
        url=url,
        scheme=parts.scheme,
        host=plain_host(parts.hostname or ""),
        port=parts.port or (443 if parts.scheme == "https" else 80),
        path=parts.path,
        account_page=kept.get("account_page", url + _PAGE),
        manual_gateways=frozenset(kept.get("manual_gateways", BY_HAND)),
    )


def _url(declared: Any) -> str:
    if not isinstance(declared, str) or not declared.strip():
        raise SettingsRefusedError(f'url is missing: write the address of the shop, such as "{_EXAMPLE}".')
    url = declared.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        plain_host(parts.hostname or "")
        is_plain = parts.scheme in ("http", "https") and (parts.port or 1) > 0
    except ValueError as error:
        raise SettingsRefusedError(f"url: {error}.") from None
    if not is_plain or len(url) > _LONGEST or not re.fullmatch(r"[!-~]+", url):
        raise SettingsRefusedError(f'url: write the address of the shop, such as "{_EXAMPLE}".')
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingsRefusedError(
            "url: leave out everything but the address; keys are secrets of their own."
        )
    if "/wp-json" in parts.path:
        raise SettingsRefusedError(
            "url: write the address of the shop itself, without /wp-json and the rest."
        )
    return url


def _account_page(declared: Any) -> str:
    if declared == "":
        return ""
    if not isinstance(declared, str) or _NUMBER not in declared or len(declared) > _LONGEST:
        raise SettingsRefusedError(
            f"account_page: write the address of a subscription with {_NUMBER} for its number, such as "
            f'"{_EXAMPLE}{_PAGE}", or "" for none.'
        )
    try:
        read_link(declared.replace(_NUMBER, "1"))
    except UnreadableError as error:
        raise SettingsRefusedError(f"account_page: {error}") from None
    return declared.strip()


def _gateways(declared: Any) -> list[str]:
    if isinstance(declared, str) or not isinstance(declared, Sequence):
        raise SettingsRefusedError('manual_gateways: write a list, such as ["bacs", "cheque"].')
    for each in declared:
        if not isinstance(each, str) or not _GATEWAY.fullmatch(each):
            raise SettingsRefusedError(f"manual_gateways: {quoted(str(each))} cannot be the id of a gateway.")
    return sorted(set(declared))
