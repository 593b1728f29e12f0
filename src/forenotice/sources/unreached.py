"""Why somebody did not answer us over the network, in words for an owner. Pure."""

import socket
import ssl
from http.client import IncompleteRead


def why_unreached(who: str, error: Exception) -> str:
    """A sentence about ``who``, as in "The shop". What went wrong names no address, and so no secret."""
    match error:
        case socket.gaierror():
            return f"{who}'s name is not known, or nobody could be asked for it."
        case ssl.SSLError():
            return f"{who} does not prove who it is: its certificate or its encryption is not good."
        case IncompleteRead():
            return f"{who} hung up in the middle of its answer."
        case TimeoutError():
            return f"{who} did not answer in time."
        case ConnectionRefusedError():
            return f"{who} takes no connections."
        case OSError():
            return f"{who} cannot be reached, or it hung up."
    return f"{who}'s answer is not HTTP."
