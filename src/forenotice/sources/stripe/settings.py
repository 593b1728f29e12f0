"""What an owner declares of a Stripe account. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from forenotice.channels.addresses import plain_host
from forenotice.sources.errors import SettingsRefusedError

ADDRESS = "https://api.stripe.com"


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """``address`` is where the API is; ``allow_live`` lets a rehearsal read a live account.

    ``account`` is a connected account that is read in the name of the platform whose key it is.
    """

    address: str = ADDRESS
    allow_live: bool = False
    account: str = ""

    def plain(self) -> dict[str, Any]:
        """Only what differs from the usual."""
        return {name: value for name, value in asdict(self).items() if value != getattr(_USUAL, name)}

    @property
    def host(self) -> str:
        """The host of the address."""
        return plain_host(urlsplit(self.address).hostname or "")


def read_settings(settings: Mapping[str, Any]) -> StripeSettings:
    """The settings, checked; raise :class:`~forenotice.sources.errors.SettingsRefusedError`."""
    known = asdict(_USUAL)
    for name, value in settings.items():
        if name not in known:
            raise SettingsRefusedError(
                f'A source of the kind "stripe" has no setting "{name}". It knows {", ".join(known)}.'
            )
        if type(value) is not type(known[name]):
            wanted = "true or false" if isinstance(known[name], bool) else "a text"
            raise SettingsRefusedError(f"The setting {name} must be {wanted}.")
    found = StripeSettings(**settings)
    parts = urlsplit(found.address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise SettingsRefusedError(f'The setting address must be like "{ADDRESS}", without a path.')
    if found.account and not found.account.startswith("acct_"):
        raise SettingsRefusedError('The setting account must be the id of an account, such as "acct_1Abc".')
    return found


_USUAL = StripeSettings()
