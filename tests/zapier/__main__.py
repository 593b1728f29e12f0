"""Starts a Forenotice of its own on loopback and runs the app's jest tests against it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tests.support.instance import COMMAND, Instance

APP = Path(__file__).parents[2] / "integrations" / "zapier"
# Hooks have to be https to anywhere but here; jest stands on this machine for Zapier's end of them.
ALLOWED = {"FORENOTICE_WEBHOOK_ALLOW": "127.0.0.1"}
LONGEST = 300


def main() -> int:
    """Jest's exit code."""
    if shutil.which("npm") is None:
        raise SystemExit("There is no npm here. Install Node with npm, and run: make test-zapier")
    with tempfile.TemporaryDirectory(prefix="forenotice-zapier-") as folder:
        instance = Instance(Path(folder))
        environment = instance.environment | ALLOWED | _secrets(instance)
        with _served(instance) as address:
            environment |= {"TEST_ADDRESS": address, "TEST_COMMAND": str(COMMAND)}
            jest = ["npm", "test", "--silent", "--", *sys.argv[1:]]
            return subprocess.run(jest, cwd=APP, env=environment, check=False, timeout=LONGEST).returncode


def _secrets(instance: Instance) -> dict[str, str]:
    """What opens the club that this very process sets up: starting a command takes longer than it does."""
    os.environ |= instance.environment | {"DJANGO_SETTINGS_MODULE": "forenotice.project.settings"}
    django.setup()
    # Rows can only be imported once Django stands.
    from tests.zapier.club import set_up

    return set_up()


@contextmanager
def _served(instance: Instance) -> Iterator[str]:
    """The address of the API, for as long as the block lasts; then whatever the server complained of."""
    log = instance.home / "serve.log"
    with log.open("w", encoding="utf-8") as complaints:
        process = subprocess.Popen(
            [COMMAND, "serve", "--web-only", "--port", "0"],
            env=instance.environment | ALLOWED,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        if not said.startswith("Serving "):
            raise SystemExit("Forenotice did not start.")
        yield said.split()[1].rstrip("/")
    finally:
        process.terminate()
        process.communicate(timeout=30)
        sys.stderr.write(log.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
