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
    if connection.vendor != "sqlite":
        if "No space left" in said:
            return "The disk of the database server is full. Make room there, and try again."
        return f"The database did not answer: {said}. Is it running, and is FORENOTICE_DATABASE_URL right?"
    place = connection.settings_dict["NAME"]
    for words, sentence in _OF_A_FILE.items():
        if words in said:
            return sentence.format(place=place)
    return f"The file {place} did not answer as a database does: {said}. Restore it from a backup."


# By what SQLite says of a file, which is sound in each of these.
_OF_A_FILE = {
    "is full": "The disk of {place} is full. Make room on it, and try again; nothing was half done.",
    "readonly": "The file {place} may only be read. Let whoever runs the command write to it and its folder.",
    "unable to open": "The file {place} cannot be opened. Is its folder there, and yours to read and write?",
}
