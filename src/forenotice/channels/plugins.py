"""The channels that other packages bring: found once, and asked with care, so that none stops the others."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from forenotice.channels.contract import OpenChannel
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.filters import FILTERS, check_filters
from forenotice.channels.guard import GuardedChannel, fault_of
from forenotice.channels.plugin import Carries, ChannelPlugin
from forenotice.channels.states import Kind

GROUP = "forenotice.channels"
_OFFERS = ("carries", "problems", "open")
_LONGEST_KIND = 64


@dataclass(frozen=True, slots=True)
class Installed:
    """A plugin by the kind that it is called by. ``fault`` says why there is none to be had."""

    kind: str
    origin: str
    plugin: ChannelPlugin | None = None
    fault: str = ""


@cache
def installed() -> Mapping[str, Installed]:
    """All that packages announce, by kind, those that cannot be used with their fault."""
    found: dict[str, Installed] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        twin = found.get(entry.name)
        if twin is None:
            found[entry.name] = _load(entry)
        else:
            origin = f"{twin.origin} and {_origin(entry)}"
            found[entry.name] = Installed(entry.name, origin, fault="they both bring it; keep one of them.")
    return found


def plugin_for(kind: str) -> ChannelPlugin:
    """The plugin of that kind; raise :class:`ChannelRefusedError`."""
    found = installed().get(kind)
    if found is None:
        known = ", ".join([*Kind, *installed()])
        raise ChannelRefusedError(
            f"No channel is of the kind {kind}; write one of {known}, or install the plugin that brings it."
        )
    if found.plugin is None:
        raise ChannelRefusedError(f"The plugin {kind} of {found.origin} cannot be used: {found.fault}")
    return found.plugin


def open_plugin(
    kind: str, settings: Mapping[str, Any], secrets: Mapping[str, str]
) -> tuple[Carries, OpenChannel[Any]]:
    """What a channel of that kind carries, and the channel; raise :class:`ChannelRefusedError`."""
    plugin = plugin_for(kind)
    _refuse_what_cannot_be_kept(settings)
    carries = Carries(plugin.carries)
    own = settings
    if carries is Carries.PAYLOADS:
        check_filters(settings)
        own = {name: value for name, value in settings.items() if name not in FILTERS}
    try:
        problems = [str(problem) for problem in plugin.problems(own, secrets)]
        opened = None if problems else GuardedChannel(kind, plugin.open(own, secrets))
    except (Exception, SystemExit) as error:
        raise ChannelRefusedError(f"The plugin {kind} broke: {fault_of(error)}") from None
    if opened is None:
        raise ChannelRefusedError(" ".join(problems))
    return carries, opened


def _refuse_what_cannot_be_kept(settings: Mapping[str, Any]) -> None:
    for name, value in settings.items():
        try:
            json.dumps(value)
        except TypeError:
            raise ChannelRefusedError(
                f"The setting {name} holds a date or a time: put it in quotes."
            ) from None


def _load(entry: EntryPoint) -> Installed:
    origin = _origin(entry)
    if entry.name in [*Kind]:
        return Installed(entry.name, origin, fault="that kind is one of ours; it must go by another name.")
    if len(entry.name) > _LONGEST_KIND:
        return Installed(entry.name, origin, fault=f"its name is longer than {_LONGEST_KIND} characters.")
    try:
        plugin = entry.load()
    except (Exception, SystemExit) as error:
        return Installed(entry.name, origin, fault=f"it cannot be loaded: {fault_of(error)} {error}".rstrip())
    faults = [*_faults(plugin)]
    return Installed(entry.name, origin, None if faults else plugin, " ".join(faults))


def _faults(plugin: Any) -> Iterator[str]:
    for name in _OFFERS:
        if not hasattr(plugin, name):
            yield f"it lacks {name}."
    carries = getattr(plugin, "carries", Carries.MESSAGES)
    if carries not in [*Carries]:
        yield f"it carries {carries!r}, which must be {' or '.join(Carries)}."


def _origin(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else entry.value
