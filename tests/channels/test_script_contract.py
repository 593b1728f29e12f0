"""The contract, kept by a script in a folder."""

from pathlib import Path
from typing import Any

import pytest

from forenotice.channels.contract import OpenChannel
from forenotice.channels.script.carrier import ScriptChannel
from forenotice.channels.script.settings import ScriptSettings
from tests.contracts.channel_contract import ChannelContract, Mood, Payloads, Stage

TAKE = 'echo "$FORENOTICE_ID" >>arrived'
REFUSE = f"""case "$FORENOTICE_ID" in
due_2) echo "Nobody here is called member2@example.net" >&2; exit 1 ;;
*) {TAKE} ;;
esac"""
SCRIPTS = {
    Mood.ACCEPTS: TAKE,
    Mood.SAYS_LATER: "echo busy >&2; exit 75",
    Mood.REFUSES_SECOND: REFUSE,
    Mood.IS_SILENT_AFTER: "cat >/dev/null; exec sleep 60",
    Mood.VANISHES_AFTER: "cat >/dev/null; kill -KILL $$",
}


class ScriptStage(Stage):
    """Nobody knows how much of its payload a script has read, so it is never silent before it has it."""

    moods = frozenset(Mood) - {Mood.IS_SILENT, Mood.VANISHES}
    cargo = Payloads()

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Any]:
        script = self.folder / "tell-crm"
        script.unlink(missing_ok=True)
        if mood is not Mood.IS_CLOSED:
            script.write_text(f"#!/bin/sh\n{SCRIPTS[mood]}\n")
            script.chmod(0o700)
        seconds = 1 if mood is Mood.IS_SILENT_AFTER else 30
        settings = ScriptSettings(script="tell-crm", timeout_seconds=seconds, connections=connections)
        return ScriptChannel(settings, folder=self.folder, organization="choir")

    def arrived(self) -> list[str]:
        file = self.folder / "arrived"
        return file.read_text().split() if file.exists() else []


class TestScript(ChannelContract):
    """What every channel promises."""

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Stage:
        return ScriptStage(tmp_path)
