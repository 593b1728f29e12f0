"""Web and loop kept alive by one command, and what it answers to whoever watches over it."""

import json
import os
import re
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import Queue
from typing import IO, Any

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, RequestFactory
from pytest_django import Settings
from waitress import create_server

from forenotice.engine.host import begin_pulse
from forenotice.engine.models import Host
from forenotice.engine.watching import QUIET, Figure, Readiness, figures, readiness
from forenotice.entrypoints.api.metrics import in_words
from forenotice.entrypoints.cli.answering import answer
from forenotice.project.failing import broken_down
from tests.entrypoints.club import set_up
from tests.support.deployed import start_command, unit_commands
from tests.support.instance import Instance
from tests.support.stage import Stage


@pytest.fixture
def stage(transactional_db: None, home: Path) -> Iterator[Stage]:
    """An organization that spoke once, into its test mailbox."""
    stage = Stage()
    stage.rule("renewals", "7 days")
    stage.due("ana")
    stage.dispatch()
    yield stage
    stage.close()


def test_it_is_ready_while_it_is_pulsed_or_a_long_pulse_speaks(stage: Stage) -> None:
    waiting = {"database": "ok", "tables": "ok", "pulse": "none yet"}
    assert readiness(now=stage.now) == Readiness(False, waiting)
    begin_pulse(now=stage.now - 2 * QUIET)
    assert readiness(now=stage.now).checks["pulse"] == "ok: 0 s ago", "the last message left just now"
    stage.now += QUIET + timedelta(seconds=1)
    assert readiness(now=stage.now).checks["pulse"] == "too long ago: 901 s ago"
    begin_pulse(now=stage.now)
    assert readiness(now=stage.now).is_ready
    asleep = readiness(now=stage.now - timedelta(hours=1))
    assert (asleep.is_ready, asleep.checks["pulse"]) == (
        False,
        "2699 s ahead of the clock here; is it right?",
    )
    stage.now -= timedelta(hours=1)
    begin_pulse(now=stage.now)
    assert readiness(now=stage.now).is_ready, "what was said by a wrong clock does not count"
    Host.objects.update(fingerprint="")
    held = readiness(now=stage.now + QUIET * 2)
    assert (held.is_ready, held.checks["pulse"]) == (True, "held: copied; see: forenotice resume")
    newest = MigrationRecorder.Migration.objects.latest("pk")
    newest.delete()
    assert readiness(now=stage.now).checks["tables"] == "behind; run: forenotice upgrade"
    assert Client().get("/readyz").status_code == 503
    newest.save()


def test_figures_are_for_this_computer_or_for_the_token(stage: Stage, settings: Settings) -> None:
    said = in_words(figures(now=stage.now))
    assert 'forenotice_deliveries{organization="club",channel="mailbox",state="accepted"} 1\n' in said
    assert 'forenotice_reminders{organization="club",state="released"} 1\n' in said
    assert "# TYPE forenotice_pulses_total counter\n" in said
    assert read_by_the_format(said)["forenotice_held", ""] == 0
    client = Client()
    assert client.get("/metrics").content.startswith(b"# HELP forenotice_info")
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    settings.FORENOTICE_METRICS_TOKEN = "sesame"
    assert client.get("/metrics").status_code == 403
    shown = {"Authorization": "Bearer sesame"}
    assert client.get("/metrics", headers=shown, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_whatever_a_label_holds_stays_inside_its_quotes() -> None:
    figures = [Figure("a_b:c", "Odd.", value, (("of", words), ("x", "y"))) for value, words in enumerate(ODD)]
    found = read_by_the_format(in_words([*figures, Figure("last", "Big.", 1e300)]))
    assert found.pop(("last", "")) == 1e300
    assert [*found.values()] == [*range(len(ODD))]


ODD = ("", '"', "\\", "\n", '\\"\n{}=, # HELP', "é€\u2028")
# As https://prometheus.io/docs/instrumenting/exposition_formats/ has them, of the version 0.0.4.
NAME, LABEL = r"[a-zA-Z_:][a-zA-Z0-9_:]*", r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? (\S+)")


def read_by_the_format(text: str) -> dict[tuple[str, str], float]:
    """The value of each name with its labels; what is not as Prometheus wants it fails."""
    *lines, end = text.split("\n")
    assert not end, "the last line ends, too"
    found: dict[tuple[str, str], float] = {}
    typed: list[str] = []
    for line in lines:
        if line.startswith("# HELP "):
            typed.append(line.split(" ")[2])
        elif line.startswith("# "):
            assert re.fullmatch(rf"# TYPE {typed[-1]} (gauge|counter)", line)
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample is not None, line
            name, labels, value = sample.groups(default="")
            assert name == typed[-1], "all of one name stand together"
            assert (name, labels) not in found
            found[name, labels] = float(value)
    assert len(typed) == len(set(typed))
    return found


def test_web_and_loop_live_side_by_side_and_one_that_is_killed_comes_back(instance: Instance) -> None:
    set_up(instance)
    # The container's own command, here on any port.
    words = [{"0.0.0.0": "127.0.0.1", "8000": "0"}.get(word, word) for word in start_command()]
    assert words[:1] == ["serve"]
    # It listens on this computer alone, where nobody but the web server in front of it asks from.
    assert unit_commands("forenotice.service")["ExecStart"][1:] == ["serve", "--proxy", "127.0.0.1"]
    serving = instance.start(*words, "--every", "1", environment={"PYTHONUNBUFFERED": "1"})
    lines = Lines(serving.stdout, serving.stderr)
    try:
        loop = int(lines.wait_for(r"loop: started, process (\d+)").group(1))
        address = lines.wait_for(r"Serving (http://[^/]+)/").group(1)
        wait_until_ready(address)
        os.kill(loop, signal.SIGKILL)
        lines.wait_for(r"loop: was killed by signal 9. It starts again in 1 s.")
        lines.wait_for(r"loop: started")
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(40) == 0
    finally:
        serving.kill()
        serving.wait()


class Lines:
    """What a process says on both its streams, as it comes."""

    def __init__(self, *streams: "IO[str] | None") -> None:
        self._queue: Queue[str] = Queue()
        for stream in streams:
            assert stream is not None
            threading.Thread(target=self._read, args=[stream], daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._queue.put(line)

    def wait_for(self, pattern: str) -> "re.Match[str]":
        """The next line like that."""
        while not (found := re.search(pattern, self._queue.get(timeout=60))):
            pass
        return found


def test_whoever_has_asked_is_answered_before_the_web_ends() -> None:
    asked, sockets = threading.Event(), dict[int, Any]()

    def slow(_environ: Any, begin: Any) -> list[bytes]:
        begin("200 OK", [("Content-Length", "4")])
        asked.set()
        time.sleep(0.3)
        return [b"kept"]

    server = create_server(slow, map=sockets, host="127.0.0.1", port=0, threads=1)
    answering = threading.Thread(target=answer, args=(server, sockets, asked.is_set))
    answering.start()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.effective_port}/", timeout=20) as response:
        assert response.read() == b"kept"
    answering.join()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{server.effective_port}/", timeout=20)


def test_a_port_that_is_taken_is_told_at_once(instance: Instance) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = instance.run("serve", "--port", port, expect=1).stderr
    assert said.startswith(f"Port {port} of 127.0.0.1 cannot be listened on: Address already in use.")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("address", "words"), [("/start/", "does not answer at present"), ("/metrics", "again")]
)
def test_a_database_that_is_away_is_no_fault_of_ours(address: str, words: str) -> None:
    try:
        raise OperationalError("connection refused")
    except OperationalError:
        response = broken_down(RequestFactory().get(address))
    assert (response.status_code, "Retry-After" in response.headers) == (503, True)
    assert words in response.content.decode()


def wait_until_ready(address: str) -> None:
    """Ask until all is well."""
    ends_at = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=20) as answer:  # noqa: S310  It is ours.
                words = json.loads(answer.read())
        except urllib.error.HTTPError as error:
            words = json.loads(error.read())
        if words["status"] == "ready":
            return
        assert time.monotonic() < ends_at, words
        time.sleep(0.2)
