"""The kinds of sources that are asked, each found only when there is one of it."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from forenotice.sources.contract import SourceKind
from forenotice.sources.errors import SettingsRefusedError

# Modules and their secrets by kind. What a kind needs is only read once there is one of it: some packages
# take a quarter of a second, or are not installed.
_KINDS: Mapping[str, tuple[str, Sequence[str]]] = {
    "stripe": ("forenotice.sources.stripe.kind", ("api_key", "webhook_secret")),
    "sql": ("forenotice.sources.sql_query.opening", ("password",)),
    "woocommerce": ("forenotice.sources.woocommerce.shop", ("consumer_key", "consumer_secret")),
}


def asked_kinds() -> tuple[str, ...]:
    """Their names, in the order in which they are told."""
    return tuple(_KINDS)


def secret_names(name: str) -> Sequence[str]:
    """The settings of a kind that are secrets."""
    return _KINDS[name][1]


def kind_of(name: str) -> SourceKind:
    """The kind of that name: ``KIND`` of its module. Raise :class:`SettingsRefusedError` for another."""
    if name not in _KINDS:
        known = ", ".join(f'"{kind}"' for kind in ("csv", "push", *_KINDS))
        raise SettingsRefusedError(f'"{name}" is not a kind of source. Write one of {known}.')
    return cast("Any", import_module(_KINDS[name][0])).KIND  # type: ignore[no-any-return]
