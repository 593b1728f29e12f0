"""The command line: one command, one answer, one documented exit code; never a traceback unless asked for."""

import sys

from forenotice import __version__


def main() -> None:
    """Run the command that this process was started with, and end with its exit code."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"forenotice {__version__}\n")
        return
    # Imported late: everything else wants Django to stand first, which --version need not wait for.
    from forenotice.entrypoints.cli.start import run_command

    sys.exit(run_command(sys.argv[1:]))
