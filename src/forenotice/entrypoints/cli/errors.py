"""Faults that the command line itself finds."""

from django.db import connection

from forenotice.entrypoints.cli.exits import ExitCode


class CommandError(Exception):
    """A command cannot do what it was asked; the message says why. ``code`` is the exit code."""

    code = ExitCode.REFUSED


class HeldError(CommandError):
    """Sending is held on this host."""

    code = ExitCode.HELD


def database_sentence(error: Exception) -> str:
    """What is wrong with the database, and what to do."""
    said = (str(error).strip().splitlines() or ["it did not say why"])[0].rstrip(".")
    if "locked" in said:
        return "Another program has kept the database locked for too long. Wait for it, or stop it."
    if connection.vendor == "sqlite":
        place = connection.settings_dict["NAME"]
        return f"The file {place} did not answer as a database does: {said}. Restore it from a backup."
    return f"It did not answer: {said}. Is it running, and is FORENOTICE_DATABASE_URL right?"
