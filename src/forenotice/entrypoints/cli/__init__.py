"""The command line: one command, one answer, one documented exit code; never a traceback unless asked for."""

import gc
import os
import sys

from forenotice import __version__


def main() -> None:
    """Run the command that this process was started with, and end with its exit code."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"forenotice {__version__}\n")
        return
    # What is written may hold names and addresses, or a key: it is for nobody else on this computer.
    os.umask(0o077)
    # Importing makes much and throws next to nothing away; searching that for rubbish again and again took a
    # quarter of the time until a command began. The search begins with the command.
    gc.disable()
    # Imported late: everything else wants Django to stand first, which --version need not wait for.
    from forenotice.entrypoints.cli.start import run_command

    sys.exit(run_command(sys.argv[1:]))
