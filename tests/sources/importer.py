"""An import in a process of its own, to be killed: ``python -m tests.sources.importer import FILE``.

``resume`` goes on with it, ``count`` tells what is in the ledger.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def main() -> None:
    """Do one thing and print what came of it."""
    django.setup()
    from forenotice.accounts.models import Organization
    from forenotice.sources.operations import import_file, resume_snapshots

    organization, _ = Organization.objects.get_or_create(
        key="club", defaults={"name": "The Club", "currency": "EUR", "created_at": NOW}
    )
    verb = sys.argv[1]
    if verb == "import":
        import_file(
            organization=organization,
            path=Path(sys.argv[2]),
            actor="tester",
            now=NOW,
            progress=lambda done, _total: _say(done),
        )
    elif verb == "resume":
        _say("resuming")
        _say(len(resume_snapshots(organization=organization, now=NOW)))
    else:
        _say(json.dumps(_counts()))


def _say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _counts() -> dict[str, object]:
    from forenotice.ledger.models import DueDate, Member, Subscription
    from forenotice.sources.models import RejectedRow, Snapshot

    [snapshot] = Snapshot.objects.all()
    return {
        "members": Member.objects.count(),
        "subscriptions": Subscription.objects.count(),
        "due dates": DueDate.objects.count(),
        "rejected": RejectedRow.objects.count(),
        "stage": snapshot.stage,
        "counts": {name: snapshot.counts.get(name) for name in ("rows", "created", "rejected")},
        "rejects": snapshot.rejects,
    }


if __name__ == "__main__":
    main()
