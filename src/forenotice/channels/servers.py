"""Where the mail servers and databases that owners name may stand, if the operator says so. Pure.

Whoever runs an instance for themselves has their mail server and database beside it, and nothing is refused.
Who runs one for others names the places that are not public and may be called all the same: then nobody can
make this machine call what only it reaches.
"""

from forenotice.channels.addresses import AllowList, as_address, plain_host, refusal

SETTING = "FORENOTICE_SERVER_ALLOW"
EVERYWHERE = "*"
_HERE = "localhost"


class ServerRefusedError(OSError):
    """The operator lets nobody call there."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"Whoever runs this instance does not let it call {host}; they allow it by {SETTING}."
        )


def server_places(text: str) -> AllowList | None:
    """The places that the setting names; None when servers may stand anywhere. Raise `ValueError`."""
    return None if text.strip() == EVERYWHERE else AllowList.parse(text)


def refuse_by_its_name(host: str, allowed: AllowList | None) -> None:
    """Raise :class:`ServerRefusedError` for a host whose words tell already that it is not public."""
    if allowed is None:
        return
    try:
        plain = plain_host(host)
    except ValueError:
        raise ServerRefusedError(host) from None
    address = as_address("127.0.0.1" if plain == _HERE else plain)
    if address is not None and refusal(plain, address, allowed):
        raise ServerRefusedError(host)


def refuse_this_machine(allowed: AllowList | None) -> None:
    """Raise :class:`ServerRefusedError` for files and sockets of this very machine, unless it is named."""
    refuse_by_its_name(_HERE, allowed)
