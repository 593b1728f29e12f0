"""The web as a process of its own, and the loop beside it that it wakes."""

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from waitress import create_server

from forenotice.entrypoints.cli.serve import believing
from tests.entrypoints.club import row, set_up, write_members
from tests.support.instance import Instance
from tests.support.smtp_servers import ScriptedServer


@contextmanager
def running(instance: Instance, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A command at work until the block ends; then it is told to stop, and has to do so with success."""
    process = instance.start(*words, environment={"PYTHONUNBUFFERED": "1"})
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, process.stderr and process.stderr.read()
    finally:
        process.kill()
        process.wait()


def ask(address: str, secret: str, method: str = "GET") -> Any:
    """What the web answers."""
    headers = {"Authorization": f"Bearer {secret}"}
    request = urllib.request.Request(address, method=method, headers=headers)  # noqa: S310  It is ours.
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        content = answer.read()
    return json.loads(content) if content else None


def test_a_program_is_served_and_wakes_the_loop(instance: Instance) -> None:
    with ScriptedServer() as mail:
        set_up(instance, mail.port)
        instance.run("go-live", "--yes")
        secret = instance.read_json("keys", "create", "crm", "--scope", "read", "--scope", "write")["secret"]
        with (
            running(instance, "serve", "--web-only", "--port", "0") as web,
            running(instance, "run", "--every", "600"),
        ):
            assert web.stdout is not None
            address = web.stdout.readline().split()[1]
            assert ask(f"{address}api/v1/me", secret)["key"] == {"name": "crm", "scopes": ["read", "write"]}
            instance.run("import", write_members(instance.home, [row(1)]))
            _wait_until(lambda: ask(f"{address}api/v1/pulse", secret, "POST") or mail.arrived)
        assert [letter.recipients for letter in mail.arrived] == [("member1@example.org",)]
        listed = instance.read_json("keys", "list")
        assert (listed[0]["name"], listed[0]["last_used_at"] is not None) == ("crm", True)
        instance.run("keys", "revoke", "crm")
        assert "no key in use" in instance.run("keys", "revoke", "crm", expect=1).stderr


@pytest.mark.parametrize(
    ("proxy", "asked_by"), [("", "127.0.0.1"), ("127.0.0.1", "203.0.113.9"), ("192.0.2.1", "127.0.0.1")]
)
def test_only_the_word_of_the_server_in_front_is_taken_for_who_asks(proxy: str, asked_by: str) -> None:
    def tell(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [])
        return [f"{environ['REMOTE_ADDR']} {environ.get('HTTP_X_FORWARDED_FOR', '')}".encode()]

    server = create_server(tell, host="127.0.0.1", port=0, **believing(proxy))
    Thread(target=server.run, daemon=True).start()
    passed_on = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    asked = urllib.request.Request(f"http://127.0.0.1:{server.effective_port}/", headers=passed_on)
    with urllib.request.urlopen(asked) as answer:  # noqa: S310  It is ours.
        told = answer.read().decode().split(" ", 1)
    server.close()
    assert told[0] == asked_by
    assert told[1], "that it was passed on can be seen"


def _wait_until(is_so: Any) -> None:
    ends_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < ends_at
        time.sleep(0.5)
