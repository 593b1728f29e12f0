"""Every address of the console that belongs to an organization, found where Django finds it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from forenotice.accounts.states import Role


@dataclass(frozen=True)
class Address:
    """One of them: ``ids`` are the names in it besides the organization's key."""

    name: str
    ids: tuple[str, ...]
    view: Any

    @property
    def leads_to_rows(self) -> bool:
        """Whether anything in it is an organization's own; the rest are words of ours."""
        return not set(self.ids) <= {"begin", "day", "locale", "way", "which"}

    @property
    def writes(self) -> Role | None:
        """The role that it takes to send something there, None if nothing can be sent."""
        found: Role | None = self.view.writes
        return found

    def of(self, organization: str, known: Mapping[str, object]) -> str:
        """The path for what an organization has."""
        page = self.name.removeprefix("console:")
        found = {}
        for name in self.ids:
            ways = (f"{page}.{name}", f"{page.split(':')[0]}.{name}", name)
            way = next((way for way in ways if way in known), None)
            assert way, f"Let tests/support/furnished.py have a {name} for {page}"
            found[name] = known[way]
        return reverse(self.name, kwargs={"organization": organization, **found})


def addresses() -> list[Address]:
    """All of them."""
    return list(_below(get_resolver(), "", ()))


def _below(resolver: URLResolver, space: str, above: tuple[str, ...]) -> Iterator[Address]:
    for one in resolver.url_patterns:
        names = (*above, *one.pattern.converters)
        if isinstance(one, URLPattern):
            if space.startswith("console:") and "organization" in names:
                ids = tuple(name for name in names if name != "organization")
                yield Address(f"{space}{one.name}", ids, one.callback)
        else:
            yield from _below(one, f"{space}{one.namespace}:" if one.namespace else space, names)
