"""What the processes of the drills do: each forks from ``python -m tests.drills.speaker``."""

import json
import os
import resource
import signal
import threading
import time
from pathlib import Path
from typing import Any

import django

from tests.support.forks import fork_for_each


def prepare(*, port: int, connections: int, rows: int) -> None:
    """An organization with so many reminders that are all due at the same moment."""
    from tests.support.stage import Stage

    stage = Stage()
    settings: dict[str, Any] = {"host": "127.0.0.1", "port": port, "security": "none"}
    stage.speak_by("email", connections=connections, timeout_seconds=5, **settings)
    stage.rule("renewals", "7 days")
    _let_be_due(stage, rows)


def prepare_program(*, url: str, secret: str, rows: int) -> None:
    """The same, but only a program is told, by a webhook."""
    from forenotice.channels.operations import declare_channel
    from tests.support.stage import Stage
    from tests.support.world import ACTOR, step

    stage = Stage()
    declare_channel(
        organization=stage.organization,
        key="crm",
        kind="webhook",
        settings={"url": url},
        secrets={"secret": secret},
        actor=ACTOR,
        now=stage.now,
    )
    stage.rule("renewals", step("7 days", channels=("crm",)))
    _let_be_due(stage, rows)


def _let_be_due(stage: Any, rows: int) -> None:
    from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
    from forenotice.ledger.operations import record_facts

    basic = ProductFacts(external_id="basic", name="Basic")
    facts = [
        SubscriptionFacts(
            external_id=f"s{n}",
            member=MemberFacts(external_id=f"m{n}", email=f"m{n}@members.example", first_name="Ana"),
            product=basic,
            fingerprint=n,
            amount_minor=1_200,
            currency="EUR",
            interval_count=1,
            interval_unit="month",
            next_on=stage.in_days(8),
        )
        for n in range(rows)
    ]
    record_facts(organization=stage.organization, source="csv", facts=facts, actor="drill", now=stage.now)
    stage.plan()


def speak(*, days: float = 1, forever: bool = False, patience: float = 20) -> None:
    """Pulse once, or until told to stop, at a moment that many days after everything was prepared."""
    from datetime import timedelta

    from django.db import connection

    from forenotice.engine.carriers import KeptCarriers
    from forenotice.engine.loop import StopSignal, run
    from forenotice.engine.presence import Presence
    from forenotice.engine.pulse import pulse
    from tests.support.stage import MORNING

    home = Path(os.environ["FORENOTICE_HOME"])
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["timeout"] = patience
    moment = MORNING + timedelta(days=days)
    with Presence(home) as presence:
        if forever:
            run(clock=lambda: moment, presence=presence, stop=StopSignal(), every_seconds=0.05)
        else:
            with KeptCarriers(lambda: moment) as carriers:
                pulse(clock=lambda: moment, presence=presence, carriers=carriers)


def speak_by_a_clock() -> None:
    """Pulse until told to stop, by a clock that shows what is in the file `clock`.

    Each look at it adds a line to `looks`, and each pulse that was done one to `pulses`.
    """
    from datetime import datetime

    from forenotice.engine.loop import StopSignal, run
    from forenotice.engine.presence import Presence
    from forenotice.engine.pulse import PulseReport

    home = Path(os.environ["FORENOTICE_HOME"])

    def clock() -> datetime:
        shown = (home / "clock").read_text()
        note("looks", shown)
        return datetime.fromisoformat(shown)

    def heard(report: PulseReport) -> None:
        note("pulses", report.began_at.isoformat())

    def note(name: str, words: str) -> None:
        with (home / name).open("a") as file:
            file.write(f"{words}\n")

    with Presence(home) as presence:
        run(clock=clock, presence=presence, stop=StopSignal(), every_seconds=0.05, heard=heard)


def speak_on_a_full_disk(*, room: int, seconds: float) -> None:
    """Pulse while files may only grow by `room` bytes; some seconds later there is room again."""
    home = Path(os.environ["FORENOTICE_HOME"])
    largest = max(path.stat().st_size for path in home.glob("forenotice.sqlite3*"))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, hard))

    def make_room() -> None:
        time.sleep(seconds)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))

    threading.Thread(target=make_room, daemon=True).start()
    speak()


def lock(*, seconds: float) -> None:
    """Keep everybody from writing for so long, as a backup or a careless colleague does."""
    from django.db import connection, transaction

    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE dispatcher_delivery IN ACCESS EXCLUSIVE MODE")
        time.sleep(seconds)


def let_go(*, to: str) -> None:
    """Say, as the owner of a held host, that what is not marked was not said; write what was shown."""
    from datetime import timedelta

    from forenotice.engine.resuming import resume
    from tests.support.stage import MORNING

    seen = resume(said=False, actor="owner", now=MORNING + timedelta(days=1))
    shown = {"marked": sum(len(one.marked) for one in seen.maybe_said), "knows_all": seen.knows_all}
    Path(to).write_text(json.dumps(shown))


def report(*, to: str) -> None:
    """Write every delivery's and every reminder's state into a file."""
    from forenotice.dispatcher.models import Delivery
    from forenotice.planner.models import Reminder

    # A message is known by its recipient; of what a program is told, each has an id of its own.
    rows = Delivery.objects.values_list("recipient", "message_id", "state")
    deliveries = {recipient if "@" in recipient else name: state for recipient, name, state in rows}
    reminders = list(Reminder.objects.values_list("state", flat=True))
    Path(to).write_text(json.dumps({"deliveries": deliveries, "reminders": reminders}))


def main() -> None:
    """Fork for each line that comes."""
    django.setup()
    # Imported once, so that every child has it already.
    import tests.support.stage  # noqa: F401

    verbs = (prepare, prepare_program, speak, speak_by_a_clock, speak_on_a_full_disk, lock, let_go, report)
    fork_for_each(*verbs)


if __name__ == "__main__":
    main()
