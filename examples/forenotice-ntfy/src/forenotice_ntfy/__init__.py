"""A channel of Forenotice: whoever follows a topic of an ntfy server hears of upcoming payments."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from forenotice_ntfy.carrier import NtfyChannel

_KNOWN = ("server", "topic")
_SECRETS = ("token",)


class _Ntfy:
    """What the entry point leads to; see :class:`forenotice.channels.plugin.ChannelPlugin`."""

    carries = "payloads"

    def problems(self, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> Sequence[str]:
        """What is wrong with the settings, in sentences."""
        found = [f"ntfy has no setting {name}." for name in settings if name not in _KNOWN]
        found += [f"ntfy has no secret {name}; it knows token." for name in secrets if name not in _SECRETS]
        if not _is_web_address(settings.get("server", "")):
            found.append('Set server to a web address such as "https://ntfy.example.org".')
        topic = settings.get("topic")
        if not isinstance(topic, str) or not topic.strip():
            found.append("Set topic to the name that your team follows.")
        return found

    def open(self, settings: Mapping[str, Any], secrets: Mapping[str, str]) -> NtfyChannel:
        """The channel. It connects when there is something to tell."""
        return NtfyChannel(settings["server"], settings["topic"], secrets.get("token", ""))


def _is_web_address(text: object) -> bool:
    parts = urlsplit(text) if isinstance(text, str) else None
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


NTFY = _Ntfy()
