"""The whole blueprint: from a TOML text to declarations, and back."""

import re
import tomllib
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, Protocol, TypeVar

from forenotice.blueprint.errors import BlueprintRefusedError
from forenotice.blueprint.layout import lay_out
from forenotice.blueprint.lines import find_lines, line_of
from forenotice.blueprint.problems import Path, Problem, name_place
from forenotice.blueprint.sections.boosters import BoosterDeclaration, read_booster, write_booster
from forenotice.blueprint.sections.channels import ChannelDeclaration, read_channel, write_channel
from forenotice.blueprint.sections.messages import MessageDeclaration, read_message, write_message
from forenotice.blueprint.sections.organization import (
    NOBODY,
    OrganizationDeclaration,
    read_organization,
    write_organization,
)
from forenotice.blueprint.sections.products import ProductDeclaration, read_product, write_product
from forenotice.blueprint.sections.rules import RuleDeclaration, read_rule, write_rule
from forenotice.blueprint.sections.sources import SourceDeclaration, read_source, write_source
from forenotice.blueprint.table import Table, listed, nearest
from forenotice.channels.states import Kind


class Keyed(Protocol):
    """Anything declared under a key."""

    @property
    def key(self) -> str: ...


_T = TypeVar("_T", bound=Keyed)
_SYNTAX_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|(end of document))\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blueprint:
    """A whole configuration, as a file declares it or as it stands in the rows."""

    organization: OrganizationDeclaration
    products: tuple[ProductDeclaration, ...] = ()
    sources: tuple[SourceDeclaration, ...] = ()
    channels: tuple[ChannelDeclaration, ...] = ()
    messages: tuple[MessageDeclaration, ...] = ()
    boosters: tuple[BoosterDeclaration, ...] = ()
    rules: tuple[RuleDeclaration, ...] = ()


def read_blueprint(text: str, name: str, folder: FilePath | None = None) -> Blueprint:
    """The blueprint in a TOML text called ``name``; files that it mentions are looked for in ``folder``.

    Raise :class:`BlueprintRefusedError` with every problem there is, not only the first.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BlueprintRefusedError(name, [_syntax_problem(error)]) from None
    faults: list[tuple[Path, str]] = []
    root = Table((), values, lambda path, sentence: faults.append((path, sentence)))
    blueprint = _read(root, folder)
    if not faults:
        return blueprint
    names, lines = _names(values), find_lines(text)
    problems = [Problem(name_place(path, names), said, line_of(path, lines)) for path, said in faults]
    raise BlueprintRefusedError(name, sorted(problems, key=lambda problem: problem.line))


def write_blueprint(blueprint: Blueprint) -> str:
    """The TOML text that reads back as the same blueprint, always in the same order."""
    return lay_out(to_tables(blueprint))


def to_tables(blueprint: Blueprint) -> dict[str, Any]:
    """The blueprint as plain tables; what is as it would be anyway is left out."""
    written: dict[str, Any] = {"organization": write_organization(blueprint.organization)}
    written["products"] = [write_product(product) for product in _by_key(blueprint.products)]
    written["sources"] = [write_source(source) for source in _by_key(blueprint.sources)]
    written["channels"] = [write_channel(channel) for channel in _by_key(blueprint.channels)]
    written["messages"] = [
        write_message(message) for message in sorted(blueprint.messages, key=_key_of_message)
    ]
    written["boosters"] = [write_booster(booster) for booster in _by_key(blueprint.boosters)]
    written["rules"] = [write_rule(rule) for rule in _by_key(blueprint.rules)]
    return {section: tables for section, tables in written.items() if tables}


def _by_key(declared: Iterable[_T]) -> list[_T]:
    return sorted(declared, key=_key)


def _key(declared: Keyed) -> str:
    return declared.key


def _key_of_message(declared: MessageDeclaration) -> tuple[str, bool]:
    """A draft may stand beside the message that it is a draft of."""
    return declared.key, declared.draft


def _read(root: Table, folder: FilePath | None) -> Blueprint:
    organization = root.table("organization")
    if organization is None:
        root.fault("organization", "it is missing: add [organization] with key, name and time_zone.")
    channels = _all(root, "channels", read_channel)
    only_channel = tuple(channel.key for channel in channels) if len(channels) == 1 else ()
    blueprint = Blueprint(
        organization=read_organization(organization) if organization is not None else NOBODY,
        products=_all(root, "products", read_product),
        sources=_all(root, "sources", read_source),
        channels=channels,
        messages=_all(root, "messages", lambda table: read_message(table, folder), _key_of_message),
        boosters=_all(root, "boosters", read_booster),
        rules=_all(root, "rules", lambda table: read_rule(table, only_channel)),
    )
    root.close()
    messages = list(dict.fromkeys(message.key for message in blueprint.messages))
    keys = [channel.key for channel in channels]
    for number, rule in enumerate(blueprint.rules):
        refuse_loose_ends(Table((*root.path, "rules", number), {}, root.note), rule, messages, keys)
    return blueprint


def _all(
    root: Table, section: str, read: Callable[[Table], _T], identity: Callable[[_T], Hashable] = _key
) -> tuple[_T, ...]:
    """Every table of a section; two that bear one key are refused, for the second would undo the first."""
    found: list[_T] = []
    met: set[Hashable] = set()
    for table in root.tables(section):
        found.append(read(table))
        key, who = _key(found[-1]), identity(found[-1])
        if key and who in met:
            table.fault("key", f'there are two called "{key}": give one of them another key.')
        met.add(who)
    return tuple(found)


def refuse_loose_ends(
    table: Table, rule: RuleDeclaration, messages: Sequence[str], channels: Sequence[str]
) -> None:
    """A rule may only name messages and channels that there are, and Zapier's hooks.

    Those come and go with the Zaps of the organization, so no blueprint declares them.
    """
    for place, step in enumerate(rule.specification.steps):
        path = Table((*table.path, "steps", place), {}, table.note)
        if step.message and step.message not in messages:
            path.fault("message", _unknown("message", step.message, messages))
        for channel in step.channels:
            if channel not in (*channels, Kind.ZAPIER):
                path.fault("channels", _unknown("channel", channel, [*channels, str(Kind.ZAPIER)]))


def _unknown(what: str, key: str, known: Sequence[str]) -> str:
    near = nearest(key, known)
    hint = f'Did you mean "{near}"?' if near else f"Declared are {listed(known)}."
    return f'no [[{what}s]] is called "{key}". {hint}'


def _syntax_problem(error: tomllib.TOMLDecodeError) -> Problem:
    found = _SYNTAX_PLACE.search(str(error))
    said = _SYNTAX_PLACE.sub("", str(error))
    if found is None or found[3]:
        return Problem("at the end", f"this is not TOML: {said}. Is a quote or a bracket left open?")
    return Problem(f"column {found[2]}", f"this is not TOML: {said}. Texts need quotes.", int(found[1]))


def _names(values: Any, path: Path = ()) -> dict[Path, str]:
    """The keys that the tables of arrays bear, by where they stand."""
    found: dict[Path, str] = {}
    if isinstance(values, dict):
        if path and isinstance(path[-1], int) and isinstance(values.get("key"), str):
            found[path] = values["key"]
        for key, value in values.items():
            found |= _names(value, (*path, key))
    elif isinstance(values, list):
        for number, value in enumerate(values):
            found |= _names(value, (*path, number))
    return found
