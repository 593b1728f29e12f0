"""Where the mail servers and databases that owners name may stand, if the operator says so. Pure.

Whoever runs an instance for themselves has their mail server and database beside it, and nothing is refused.
Who runs one for others names the places that are not public and may be called all the same: then nobody can
make this machine call what only it reaches.
"""

import os
from collections.abc import Iterable

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


class PathRefusedError(ServerRefusedError):
    """The operator lets nobody open that file or socket."""

    def __init__(self, path: str) -> None:
        OSError.__init__(
            self,
            f"Whoever runs this instance does not let it open {path}; they allow its folder by {SETTING}.",
        )


class ServerPlaces(AllowList):
    """Beside hosts, addresses and networks the folders of this machine in which files and sockets may be."""

    def __init__(self, entries: Iterable[str] = ()) -> None:
        """Raise `ValueError`, with a sentence, for an entry that is none of the four."""
        told = [*entries]
        super().__init__(entry for entry in told if not entry.startswith(os.sep))
        self._folders = [os.path.realpath(entry) for entry in told if entry.startswith(os.sep)]

    def real_path(self, path: str) -> str:
        """Where a file or socket really is; raise :class:`PathRefusedError` unless that may be opened."""
        found = os.path.realpath(path)
        if not any(os.path.commonpath([found, folder]) == folder for folder in self._folders):
            raise PathRefusedError(path)
        return found


def server_places(text: str) -> ServerPlaces | None:
    """The places that the setting names; None when servers may stand anywhere. Raise `ValueError`."""
    return None if text.strip() == EVERYWHERE else ServerPlaces.parse(text)


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
