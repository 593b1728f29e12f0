"""The files with which a server runs Forenotice, looked at as far as that goes without an engine."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from forenotice.entrypoints.cli.app import command_line
from tests.support.deployed import DEPLOY, Instruction, instructions, start_command, unit_commands
from tests.support.instance import COMMAND

PINNED = re.compile(r"[a-z0-9./-]+:(\d+\.\d+(\.\d+)?)[a-z0-9.-]*")
SECRET = re.compile(r"pass|secret|token|key", re.IGNORECASE)


def faults(found: list[Instruction]) -> list[str]:
    """What is wrong with a Dockerfile, each in a few words."""
    stages = [words.split()[0] for name, words in found if name == "FROM"]
    last = found[max(index for index, (name, _) in enumerate(found) if name == "FROM") :]
    names = {name for name, _ in last}
    users = [words for name, words in last if name == "USER"]
    shell = [name for name, words in found if name in ("CMD", "ENTRYPOINT") and not words.startswith("[")]
    variables = [words for name, words in found if name in ("ENV", "ARG")]
    complaints = {
        "an image is not pinned": not all(PINNED.fullmatch(image) for image in stages),
        "it runs as root": not users or users[-1].split(":")[0] in ("root", "0"),
        "a secret stands in it": any(SECRET.search(words) for words in variables),
        "a command goes through a shell": bool(shell),
        "nobody looks whether it is well": "HEALTHCHECK" not in names,
        "files come from elsewhere": any(name == "ADD" for name, _ in found),
        "pip keeps its cache": any("pip install" in w and "--no-cache-dir" not in w for _, w in found),
        "what is installed is not checked": not any("--require-hashes" in words for _, words in found),
    }
    return [complaint for complaint, is_so in complaints.items() if is_so]


def dockerfile() -> str:
    return (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_dockerfile_is_sound() -> None:
    assert faults(instructions(dockerfile())) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("python:3.11.14-slim-bookworm", "python:latest", "an image is not pinned"),
        ("python:3.11.14-slim-bookworm", "python", "an image is not pinned"),
        ("USER 10001:10001", "USER root", "it runs as root"),
        ("USER 10001:10001\n", "", "it runs as root"),
        ("ENV PATH", "ENV SMTP_PASSWORD=x PATH", "a secret stands in it"),
        ('ENTRYPOINT ["forenotice"]', "ENTRYPOINT forenotice", "a command goes through a shell"),
        ("HEALTHCHECK", "LABEL check=", "nobody looks whether it is well"),
        ("COPY src", "ADD src", "files come from elsewhere"),
        ("--no-cache-dir --no-deps", "--no-deps", "pip keeps its cache"),
        (" --require-hashes", "", "what is installed is not checked"),
    ],
)
def test_the_look_at_the_dockerfile_finds_faults(before: str, after: str, fault: str) -> None:
    assert before in dockerfile()
    assert faults(instructions(dockerfile().replace(before, after))) == [fault]


def test_what_is_copied_into_the_image_is_there() -> None:
    for name, words in instructions(dockerfile()):
        if name == "COPY" and not words.startswith("--from"):
            assert [part for part in words.split()[:-1] if not (DEPLOY.parent / part).exists()] == []


def composed() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_compose_pins_its_images_checks_its_services_and_keeps_the_database_inside() -> None:
    services = composed()["services"]
    assert set(services) == {"database", "upgrade", "web", "caddy"}
    for name, service in services.items():
        assert PINNED.fullmatch(service["image"]), name
        # Ours is looked after by the check in its Dockerfile.
        assert "healthcheck" in service or "build" in service, name
        assert service.get("restart") == ("unless-stopped" if name != "upgrade" else None), name
        used = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {volume for volume in used if not volume.startswith("./")} <= set(composed()["volumes"])
        assert set(service.get("depends_on", ())) <= set(services)
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    assert (DEPLOY / "Caddyfile").is_file()
    assert Path(
        DEPLOY / services["web"]["build"]["context"] / services["web"]["build"]["dockerfile"]
    ).is_file()


def test_compose_takes_every_secret_from_outside() -> None:
    for service in composed()["services"].values():
        for name, value in service.get("environment", {}).items():
            written = re.sub(r"\$\{[^}]*\}", "", value)
            assert not (SECRET.search(name) and written), name
            assert re.search(r":[^/@]+@", written) is None, name


@pytest.mark.parametrize("unit", ["forenotice.service", "forenotice-backup.service"])
def test_units_give_away_no_more_than_is_needed(unit: str) -> None:
    text = (DEPLOY / "systemd" / unit).read_text(encoding="utf-8")
    hardened = (
        "User=forenotice",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "UMask=0077",
    )
    assert [line for line in hardened if line not in text.splitlines()] == []


def test_everything_starts_by_commands_that_exist() -> None:
    commands = [words for name in units() for words in unit_commands(name).values()]
    ours = [words[1] for words in commands if words[0] == "/usr/local/bin/forenotice"]
    ours += [start_command()[0]]
    ours += [service["command"][0] for service in composed()["services"].values() if "command" in service]
    known = {command.name for command in command_line().registered_commands}
    assert set(ours) == {"upgrade", "serve", "backup"} & known


def units() -> list[str]:
    return [path.name for path in (DEPLOY / "systemd").glob("*.service")]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text(encoding="utf-8").replace("/usr/local/bin/forenotice", str(COMMAND))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    found = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *found], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(found) == 3
