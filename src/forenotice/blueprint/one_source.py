"""One source by itself: given and taken back line by line, under the same terms as in a whole blueprint."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from forenotice.accounts.models import Organization
from forenotice.blueprint.errors import PartRefusedError
from forenotice.blueprint.operations import Surroundings
from forenotice.blueprint.problems import Path
from forenotice.blueprint.queries import source_declaration
from forenotice.blueprint.secret_places import found_or_kept, kept_secrets
from forenotice.blueprint.sections.sources import SourceDeclaration, read_source, write_source
from forenotice.blueprint.table import Table
from forenotice.sources.operations import declare_source


class SourceSet(NamedTuple):
    """Whether that changed anything, and what its owner should know."""

    is_changed: bool
    warnings: tuple[str, ...]


def set_source(
    *,
    organization: Organization,
    key: str,
    values: Mapping[str, Any],
    surroundings: Surroundings,
    actor: str,
    now: datetime,
) -> SourceSet:
    """Make a source, or change what ``values`` name of it and no more.

    They are the keys of ``[[sources]]``; None takes one back. Raise :class:`PartRefusedError` with every
    fault, and what is raised for secrets that are not found and for settings that make no sense.
    """
    known = source_declaration(organization, key)
    table = write_source(known) if known is not None else {"key": key}
    if values.get("kind", table.get("kind")) != table.get("kind"):
        # What another kind was asked with says nothing to this one.
        table = {"key": key}
    told = {name: value for name, value in {**table, **values}.items() if value is not None}
    wanted = _read(key, told)
    kept, folder = kept_secrets(organization), surroundings.folder
    found = {
        name: found_or_kept(reference, surroundings.environment, folder, kept)
        for name, reference in wanted.references.items()
    }
    is_changed = declare_source(
        organization=organization,
        key=key,
        kind=wanted.kind,
        settings=wanted.settings,
        fresh_for_days=wanted.fresh_for_days,
        pull_every_minutes=wanted.pull_every_minutes,
        secrets={name: secret for name, (secret, _) in found.items()},
        references={name: str(reference) for name, reference in wanted.references.items()},
        actor=actor,
        now=now,
    )
    return SourceSet(is_changed, tuple(warning for _, warning in found.values() if warning))


def _read(key: str, values: Mapping[str, Any]) -> SourceDeclaration:
    faults: list[tuple[Path, str]] = []
    wanted = read_source(Table((), values, lambda path, sentence: faults.append((path, sentence))))
    if faults:
        named = [(path, f"{path[-1]}: {sentence}" if path[-1] else sentence) for path, sentence in faults]
        raise PartRefusedError(f'The source "{key}"', named)
    return wanted
