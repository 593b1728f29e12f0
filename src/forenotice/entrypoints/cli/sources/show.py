"""`forenotice sources show`."""

from dataclasses import asdict

from forenotice.accounts.models import Organization
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.output import (
    AsJson,
    count_words,
    moment_words,
    say,
    show_json,
    show_pairs,
    warn,
)
from forenotice.entrypoints.cli.sources.words import Key, plain, show_unclear
from forenotice.sources.contract import Unclear
from forenotice.sources.models import Source
from forenotice.sources.queries import asked_source, count_told, unclear_rows


def show(key: Key, organization: InOrganization = "", as_json: AsJson = False) -> None:
    """Show how a source does, and every row of it that could not be understood."""
    chosen = chosen_organization(organization)
    source = asked_source(chosen, key)
    rows = unclear_rows(chosen, source, limit=1_000)
    found = [Unclear(row.external_id, row.place, row.reason, row.column, row.words) for row in rows]
    if as_json:
        show_json(plain(chosen, source) | {"unclear": [asdict(one) for one in found]})
        return
    show_pairs(_pairs(chosen, source))
    for warning in source.last_pull.get("warnings", ()):
        warn(f"Mind: {warning}")
    if found:
        show_unclear(found)
    else:
        say("All that it told was understood.")


def _pairs(organization: Organization, source: Source) -> list[tuple[str, str]]:
    zone = organization.time_zone
    last = source.last_pull
    pairs = [
        ("source", f"{source.key} ({source.kind})"),
        ("subscriptions", f"{count_told(organization, source):,}"),
        ("last pulled to the end", moment_words(source.pulled_at, zone)),
        ("next pull", moment_words(source.next_pull_at, zone)),
        ("facts stay fresh for", count_words(source.fresh_for_days, "day")),
    ]
    if last:
        names = ("created", "changed", "unchanged", "unclear", "gone")
        pairs.append(("the last pull brought", ", ".join(f"{last.get(name, 0):,} {name}" for name in names)))
    if source.parting_at is not None:
        pairs.append(("being put away since", moment_words(source.parting_at, zone)))
    elif source.stopped_at is not None:
        pairs.append(("stopped since", moment_words(source.stopped_at, zone)))
    if source.failing_since is not None:
        pairs.append(("failing since", moment_words(source.failing_since, zone)))
        pairs.append(("because", source.failure))
    return pairs
