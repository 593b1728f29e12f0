"""A loop that is at work for long is let alone; one that gets nowhere is ended, and begins anew."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from forenotice.engine.loop import StopSignal
from forenotice.engine.presence import sign_of_life
from forenotice.engine.supervising import Supervisor
from tests.entrypoints.club import set_up
from tests.support.instance import COMMAND, Instance

pytestmark = pytest.mark.drill

HANGS_AFTER = 2.5
PATIENCE_SECONDS = 60

# What a crash had left waiting, on a very slow disk: the first station takes longer than a loop may hang.
SLOW = """
import django; django.setup()
from django.db import connection
from forenotice.accounts.models import Organization
from forenotice.sources.models import InboxEntry, Source
from tests.support.world import START
club = Organization.objects.get()
source = Source.objects.create(organization=club, key="api", kind="push")
InboxEntry.objects.bulk_create(
    InboxEntry(organization=club, source=source, external_id=str(number), about="subscriptions", words="{}",
               actor="crm", received_at=START) for number in range(20))
with connection.cursor() as cursor:
    cursor.execute("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS "
                   "'BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END'")
    cursor.execute("CREATE TRIGGER slowly BEFORE UPDATE OF state ON sources_inboxentry "
                   "FOR EACH ROW EXECUTE FUNCTION slow()")
"""


def test_long_work_lives_and_a_stuck_loop_is_ended(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not instance.database_url:
        pytest.skip("PostgreSQL can be slow without work for the processor")
    set_up(instance)
    for name, value in instance.environment.items():
        monkeypatch.setenv(name, value)
    django = {**os.environ, "DJANGO_SETTINGS_MODULE": "forenotice.project.settings"}
    subprocess.run([sys.executable, "-c", SLOW], env=django, check=True)
    stop, heard, seconds = StopSignal(), list[str](), list[float]()
    watching = threading.Thread(target=_watch, args=(instance, heard, seconds))
    watching.start()
    Supervisor(
        {"loop": [str(COMMAND), "run", "--every", "1"]},
        stop,
        heard.append,
        # Until it is at work it only loads.
        signs={"loop": lambda pid: sign_of_life(instance.home, pid) or time.monotonic()},
        hangs_after_seconds=HANGS_AFTER,
    ).run()
    watching.join()
    assert [line.partition(", process")[0] for line in heard[:3]] == [
        "loop: started",
        f"loop: no sign of life for {HANGS_AFTER:g} s. It is ended.",
        "loop: was killed by signal 6. It starts again in 1 s.",
    ]
    assert seconds[0] > HANGS_AFTER, "the first pulse took too little time to try anything"


def _watch(instance: Instance, heard: list[str], seconds: list[float]) -> None:
    """Once the first pulse is over, hold what the next one begins with, until that has been noticed."""
    path, ends_at = instance.home / "instance.json", time.monotonic() + PATIENCE_SECONDS
    began: dict[int, float] = {}
    while len(heard) < 2 and len(began) < 2 and time.monotonic() < ends_at:
        pulses = json.loads(path.read_text())["pulses"] if path.exists() and path.stat().st_size else 0
        if pulses:
            began.setdefault(pulses, time.monotonic())
        time.sleep(0.05)
    seconds.append(max(began.values()) - min(began.values()) if began else 0.0)
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        while len(heard) < 3 and time.monotonic() < ends_at:
            time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGTERM)
