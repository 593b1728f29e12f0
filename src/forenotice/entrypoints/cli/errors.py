"""Faults that the command line itself finds."""

from forenotice.entrypoints.cli.exits import ExitCode


class CommandError(Exception):
    """A command cannot do what it was asked; the message says why. ``code`` is the exit code."""

    code = ExitCode.REFUSED


class HeldError(CommandError):
    """Sending is held on this host."""

    code = ExitCode.HELD
