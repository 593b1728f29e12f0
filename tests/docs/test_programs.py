"""The script and the plugin that the documentation shows in Python do what it says there."""

import json
import sys
from pathlib import Path
from textwrap import indent

from forenotice.blueprint.document import read_blueprint
from forenotice.channels.plugins import open_plugin
from forenotice.channels.script.carrier import ScriptChannel
from forenotice.channels.script.settings import ScriptSettings
from forenotice.kernel.message import Outcome, Receipt
from tests.contracts.channel_contract import Payloads, Teller
from tests.docs.pages import DOCS
from tests.docs.test_snippets import ORGANIZATION, fenced
from tests.support.plugins import EXAMPLE, Announce, announce, announce_example
from tests.support.web_sinks import Answer, WebSink

__all__ = ["announce"]


def test_the_script_in_python_tells_a_crm_and_says_what_came_of_it(tmp_path: Path) -> None:
    [text] = fenced(DOCS / "scripts.md", "python")
    with WebSink() as crm:
        here = text.replace("https://crm.example.com/upcoming", crm.url)
        script = tmp_path / "tell-crm"
        script.write_text(here.replace("/usr/bin/env python3", sys.executable))
        script.chmod(0o700)
        crm.answer = lambda _: Answer(body=b'{"ticket": "T-4711"}')
        told = _tell(tmp_path)
        crm.answer = lambda _: Answer(status=503)
        busy = _tell(tmp_path)
        crm.answer = lambda _: Answer(status=422)
        refused = _tell(tmp_path)
    assert json.loads(crm.asked[0].body) == {
        "member": "1",
        "product": "friend",
        "due_on": "2026-12-01",
        "amount": "49.00",
    }
    assert (told.outcome, told.reference) == (Outcome.ACCEPTED, "T-4711")
    assert busy.outcome is Outcome.LATER
    assert (refused.outcome, refused.code) == (Outcome.NEVER, "exit 1")
    assert refused.detail == "It failed with exit status 1. The CRM answered 422."


def test_the_page_on_plugins_shows_the_example_as_it_is(announce: Announce) -> None:
    declared, blueprint = fenced(DOCS / "plugins.md", "toml")
    project = (EXAMPLE / "pyproject.toml").read_text()
    assert declared in project
    deliver, stage = fenced(DOCS / "plugins.md", "python")
    carrier = (EXAMPLE / "src" / "forenotice_ntfy" / "carrier.py").read_text()
    assert indent(deliver.partition("\n")[2], "    ") in carrier
    test = (EXAMPLE / "test_ntfy.py").read_text()
    shown = [line for line in stage.splitlines() if line.strip().startswith(("class", "moods", "@pytest"))]
    assert [line for line in shown if line not in test] == []
    announce_example(announce)
    for text in (blueprint, *fenced(EXAMPLE / "README.md", "toml")):
        [channel] = read_blueprint(ORGANIZATION + text, "club.toml").channels
        carries, _ = open_plugin(channel.kind, channel.settings, {"token": "tk_secret"})
        assert (carries, [*channel.references]) == ("payloads", ["token"])


def _tell(folder: Path) -> Receipt:
    channel = ScriptChannel(ScriptSettings(script="tell-crm"), folder=folder, organization="choir")
    [receipt] = Teller(Payloads().make_all(1)).run(channel)
    channel.close()
    return receipt
