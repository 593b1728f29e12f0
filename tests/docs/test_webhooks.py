"""The receivers that the page on webhooks shows take what we send, once, and nothing else."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from forenotice.blueprint.document import read_blueprint
from forenotice.channels.addresses import AllowList
from forenotice.channels.contract_examples import example_payload
from forenotice.channels.webhook.keys import secret_of
from forenotice.channels.webhook.settings import read_settings
from tests.docs.pages import DOCS
from tests.docs.payloads import payload_example
from tests.docs.test_snippets import ORGANIZATION, fenced
from tests.support.webhooks import SECRET, hand_over, open_webhook

PAGE = DOCS / "webhooks.md"
BODY = payload_example().strip().removeprefix("```json\n").removesuffix("```").encode()
TAKEN = "reminder.due ana@example.com 2027-03-02"


@contextmanager
def _in_python() -> Iterator[int]:
    [text] = fenced(PAGE, "python")
    names: dict[str, Any] = {"__name__": "the page"}
    exec(compile(text, PAGE.name, "exec"), names)  # noqa: S102 (running it is the point)
    names["Hook"].log_message = lambda *_: None
    with ThreadingHTTPServer(("127.0.0.1", 0), names["Hook"]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@contextmanager
def _in_node(folder: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    [text] = fenced(PAGE, "js")
    shown = "listen(0, function () { console.log(this.address().port); })"
    script = folder / "hook.mjs"
    script.write_text(text.replace("listen(8080)", shown), encoding="utf-8")
    node = subprocess.Popen(["node", script], stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert node.stdout is not None
    try:
        yield int(node.stdout.readline()), node
    finally:
        node.kill()
        node.wait()
        node.stdout.close()


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_WEBHOOK_SECRET", SECRET)


def _codes(port: int) -> list[str]:
    """What is answered to a webhook, to its repeat, to one signed with another secret, and to an old one."""
    payload = example_payload()._replace(body=BODY)
    other = {"secret": secret_of(b"another secret of the tests, 32 b")}
    codes = []
    for secrets, hours in ((None, 0), (None, 0), (other, 0), (None, 1)):
        at = datetime.now(UTC) - timedelta(hours=hours)
        channel = open_webhook(f"http://127.0.0.1:{port}/", secrets=secrets, clock=lambda at=at: at)  # type: ignore[misc]
        codes += [receipt.code for receipt in hand_over(channel, payload)]
    return codes


def test_the_receiver_in_python(capsys: pytest.CaptureFixture[str]) -> None:
    with _in_python() as port:
        assert _codes(port) == ["204", "204", "401", "401"]
    assert capsys.readouterr().out.splitlines() == [TAKEN]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_receiver_in_node(tmp_path: Path) -> None:
    with _in_node(tmp_path) as (port, node):
        assert _codes(port) == ["204", "204", "401", "401"]
        assert node.stdout is not None
        node.terminate()
        assert node.stdout.read().splitlines() == [TAKEN]


def test_the_webhooks_shown_may_be_declared() -> None:
    shown = fenced(PAGE, "toml")
    recipe = dedent(PAGE.read_text(encoding="utf-8").partition("   ```toml\n")[2].partition("   ```")[0])
    for text in (*shown, recipe):
        [channel] = read_blueprint(ORGANIZATION + text, "club.toml").channels
        assert read_settings(channel.kind, channel.settings, {}, AllowList())
