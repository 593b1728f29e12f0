"""What a preset is: the SELECTs of one WordPress plugin, and what its rows mean. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from forenotice.sources.sql_query.parts import Part
from forenotice.sources.unreadable import UnreadableError, quoted


@dataclass(frozen=True, slots=True)
class Site:
    """What a WordPress keeps about itself, by the names of its options, and its time zone."""

    options: Mapping[str, str]
    zone: str

    def page(self, option: str, **query: Any) -> str:
        """The address of a page whose number stands in an option; empty where there is none.

        WordPress leads from the number to the page's own address.
        """
        return self.page_numbered(self.options.get(option, ""), **query)

    def page_numbered(self, number: Any, **query: Any) -> str:
        """The address of the page of that number."""
        base = _address_of(self.options.get("home", ""), str(number or ""))
        if not base or not query:
            return base
        return base + "".join([f"&{name}={value}" for name, value in query.items()])


@lru_cache(maxsize=1_024)
def _address_of(home: str, number: str) -> str:
    return f"{home.rstrip('/')}/?page_id={number}" if home and number.isdigit() and number != "0" else ""


Adapt = Callable[[dict[str, Any], Site], None]
"""Turns a row as its plugin keeps it into the columns that we know; what is left over is dropped."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One plugin. ``wanted`` are the options of the site that it needs beside its address and zone.

    ``options`` are what its owner may set, with what holds otherwise.
    """

    title: str
    parts: Callable[[str, Mapping[str, Any]], Sequence[Part]]
    adapt: Mapping[str, Adapt]
    wanted: Sequence[str] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def read_options(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What the owner set, and the rest as usual; raise :class:`UnreadableError`."""
        for name, value in told.items():
            if name not in self.options:
                known = ", ".join(sorted(self.options)) or "none"
                raise UnreadableError(f"{quoted(name)} is not an option of {self.title}. Known: {known}.")
            if type(value) is not type(self.options[name]):
                kind = {bool: "true or false", str: "a text"}[type(self.options[name])]
                raise UnreadableError(f"{name} has to be {kind}.")
        return dict(self.options) | dict(told)
