"""What the end of a script means. Pure."""

import os
import signal
from typing import NamedTuple

from forenotice.channels.words import last_words, shorten
from forenotice.kernel.message import Outcome, Receipt

TRY_LATER = 75
"""The exit status that asks for another try (EX_TEMPFAIL of sysexits.h)."""

_LONGEST_DETAIL, _LONGEST_REFERENCE = 300, 100


class Ending(NamedTuple):
    """How a script ended: the launcher's report in two words, and what the script had written until then.

    The report is empty when even the launcher was ended. ``printed`` is the beginning of standard output,
    ``complained`` the end of standard error. ``stopped_after`` seconds its time was up, or 0.
    """

    report: str
    printed: bytes = b""
    complained: bytes = b""
    stopped_after: int = 0


def receipt_for(message_id: str, sha256: str, ending: Ending) -> Receipt:
    """The receipt that a script's end is.

    A script whose time was up may still say by its exit status that it did its work, or that it did nothing.
    Otherwise nobody knows how far it came.
    """
    kind, _, number = ending.report.partition(" ")
    status = int(number) if kind == "exit" else -1
    if status == 0:
        return Receipt(message_id, Outcome.ACCEPTED, ending.report, "", _reference(ending.printed), sha256)
    if status == TRY_LATER:
        return _receipt(
            message_id, sha256, Outcome.LATER, ending.report, "It asks to be tried again.", ending
        )
    if ending.stopped_after:
        sentence = f"It was stopped after {ending.stopped_after} seconds."
        return _receipt(message_id, sha256, Outcome.UNKNOWN, "timeout", sentence, ending)
    if kind == "start":
        why = os.strerror(int(number)) if int(number) else "no Python can be started to watch over it"
        sentence = f"It cannot be started: {why}."
        receipt = _receipt(message_id, "", Outcome.LATER, "start", sentence, ending)
        return receipt._replace(whole_channel=True)
    if kind == "exit":
        sentence = f"It failed with exit status {status}."
        return _receipt(message_id, sha256, Outcome.NEVER, ending.report, sentence, ending)
    name = _signal_name(int(number)) if number else "SIGKILL"
    sentence = f"It was ended by {name}. If it lacked memory, raise memory_mb."
    return _receipt(message_id, sha256, Outcome.UNKNOWN, name, sentence, ending)


def _receipt(
    message_id: str, sha256: str, outcome: Outcome, code: str, sentence: str, ending: Ending
) -> Receipt:
    said = last_words(ending.complained.decode("utf-8", "replace"), _LONGEST_DETAIL - len(sentence) - 1)
    return Receipt(message_id, outcome, code, f"{sentence} {said}".rstrip(), bytes_sha256=sha256)


def _reference(printed: bytes) -> str:
    """What the script calls that which it took: the first line that it printed, if any."""
    first = printed.decode("utf-8", "replace").strip().split("\n")[0]
    return shorten(first, _LONGEST_REFERENCE) or "exit 0"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
