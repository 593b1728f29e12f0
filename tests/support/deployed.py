"""What stands in the files with which a server runs Forenotice, as far as tests look at it."""

import json
import re
import shlex
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
Instruction = tuple[str, str]


def instructions(text: str) -> list[Instruction]:
    """Each instruction of a Dockerfile with its words; lines that go on are joined, remarks left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in joined.splitlines() if line)]


def start_command() -> list[str]:
    """The words after `forenotice` with which the container starts."""
    found = dict(instructions((DEPLOY / "Dockerfile").read_text(encoding="utf-8")))
    words: list[str] = json.loads(found["CMD"])
    return words


def unit_commands(name: str) -> dict[str, list[str]]:
    """The commands of a systemd unit, by the name of their setting."""
    lines = (DEPLOY / "systemd" / name).read_text(encoding="utf-8").splitlines()
    settings = (line.partition("=") for line in lines if line.startswith("Exec"))
    return {setting: shlex.split(words) for setting, _, words in settings}
