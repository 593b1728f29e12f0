"""What the processes of a killed import do: each forks from ``python -m tests.sources.importer``."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tests.support.forks import fork_for_each

if TYPE_CHECKING:
    from forenotice.accounts.models import Organization

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def begin(*, path: str, begun: str) -> None:
    """Import a file; the file ``begun`` appears when the first rows are taken in."""
    from forenotice.sources.operations import import_file

    import_file(
        organization=_organization(),
        path=Path(path),
        actor="tester",
        now=NOW,
        progress=lambda _done, _total: Path(begun).touch(),
    )


def resume() -> None:
    """Go on with it."""
    from forenotice.sources.operations import resume_snapshots

    resume_snapshots(organization=_organization(), now=NOW)


def count(*, to: str) -> None:
    """Write down what is in the ledger."""
    from forenotice.ledger.models import DueDate, Member, Subscription
    from forenotice.sources.models import RejectedRow, Snapshot

    [snapshot] = Snapshot.objects.all()
    found = {
        "members": Member.objects.count(),
        "subscriptions": Subscription.objects.count(),
        "due dates": DueDate.objects.count(),
        "rejected": RejectedRow.objects.count(),
        "stage": snapshot.stage,
        "counts": {name: snapshot.counts.get(name) for name in ("rows", "created", "rejected")},
        "rejects": snapshot.rejects,
    }
    Path(to).write_text(json.dumps(found))


def _organization() -> "Organization":
    from forenotice.accounts.models import Organization

    organization, _ = Organization.objects.get_or_create(
        key="club", defaults={"name": "The Club", "currency": "EUR", "created_at": NOW}
    )
    return organization


def main() -> None:
    """Fork for each line that comes."""
    django.setup()
    # Imported once, so that every child has it already.
    import forenotice.sources.operations  # noqa: F401

    fork_for_each(begin, resume, count)


if __name__ == "__main__":
    main()
