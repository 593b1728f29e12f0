"""What the exit codes of the command mean."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Scripts may rely on these; `docs/cli.md` lists them."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    HELD = 3
    IN_PART = 4
    INTERRUPTED = 130


EXIT_SENTENCES = {
    ExitCode.DONE: "Everything that was asked for was done.",
    ExitCode.REFUSED: "Something was refused or failed; the reason is on standard error, and what to do.",
    ExitCode.USAGE: "The command was written in a way that it does not know.",
    ExitCode.HELD: "Sending is held on this host: nothing was said. `forenotice resume` tells more.",
    ExitCode.IN_PART: "Done in part: some rows of a file were rejected, or proofs could not be compared.",
    ExitCode.INTERRUPTED: "Stopped by Ctrl-C.",
}
