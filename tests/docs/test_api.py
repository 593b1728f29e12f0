"""The requests of the page on the API are answered as it says, and it names every operation."""

import json
import re
import shlex
from typing import Any

from forenotice.channels.operations import declare_channel
from tests.docs.conftest import WRITTEN_AT
from tests.docs.pages import DOCS
from tests.support.caller import Caller, caller_of
from tests.support.world import ACTOR, World

PAGE = (DOCS / "api.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"^```sh\n(?P<command>curl .*?)^```$(?:\n\n```json\n(?P<answer>.*?)^```$)?", re.DOTALL | re.M
)


def test_every_request_is_answered(db: None) -> None:
    world = World(now=WRITTEN_AT)
    caller = caller_of(world, name="crm")
    declare_channel(
        organization=world.organization,
        key="post",
        kind="mailbox",
        settings={},
        secrets={},
        actor=ACTOR,
        now=world.now,
    )
    examples = list(EXAMPLE.finditer(PAGE))
    assert len(examples) == PAGE.count("```sh") > 5
    for example in examples:
        answer = _typed(example["command"], caller)
        if example["answer"]:
            assert answer.json() == json.loads(example["answer"])
        else:
            assert answer.status_code < 300, (example["command"], answer.content)


def _typed(command: str, caller: Caller) -> Any:
    """What curl would get: it is asked with -X, -H, -d and an address."""
    words = shlex.split(command.replace("\\\n", " ").replace("$KEY", caller.secret))[1:]
    method, headers, body, address = "GET", {}, "", ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, text = words.pop(0).partition(": ")
            headers[name] = text
        elif word == "-d":
            body = words.pop(0)
        else:
            address = word.removeprefix("http://localhost:8000")
    content_type = headers.pop("Content-Type", "")
    return caller.client.generic(method, address, body, content_type=content_type, headers=headers)
