"""What the owner of a script channel says about it, read and checked. Pure."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forenotice.channels.declared import number_in
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.filters import FILTERS, check_filters

_KNOWN = FILTERS | {"script", "timeout_seconds", "memory_mb", "connections", "idempotent"}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSettings:
    """A script by its file name, and within which limits it works.

    ``memory_mb`` is for the address space of each of its processes. ``is_idempotent`` is its owner's word
    that the same payload told twice does no harm.
    """

    script: str
    timeout_seconds: int = 30
    memory_mb: int = 512
    connections: int = 2
    is_idempotent: bool = False


def read_settings(settings: Mapping[str, Any], secrets: Mapping[str, str]) -> ScriptSettings:
    """Read what a blueprint says of a script; raise :class:`ChannelRefusedError`."""
    for name in sorted({*settings, *secrets} - _KNOWN):
        near = difflib.get_close_matches(name, _KNOWN, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; it knows {', '.join(sorted(_KNOWN))}."
        raise ChannelRefusedError(f"A script has no setting {name}{hint}")
    check_filters(settings)
    return ScriptSettings(
        script=_script(settings),
        timeout_seconds=number_in(settings, "timeout_seconds", 1, 300, 30),
        memory_mb=number_in(settings, "memory_mb", 16, 1_048_576, 512),
        connections=number_in(settings, "connections", 1, 16, 2),
        is_idempotent=_flag(settings, "idempotent"),
    )


def _script(settings: Mapping[str, Any]) -> str:
    name = settings.get("script", "")
    if not name:
        raise ChannelRefusedError('A script channel needs its script: set script = "name-of-a-file".')
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ChannelRefusedError(
            "The setting script must be the bare name of a file, of letters, digits, dots, dashes and "
            "underscores: no folder, no arguments. The file lies in the folder of scripts."
        )
    return name


def _flag(settings: Mapping[str, Any], name: str) -> bool:
    value = settings.get(name, False)
    if not isinstance(value, bool):
        raise ChannelRefusedError(f"The setting {name} must be true or false.")
    return value
