"""Works on every giant and every bomb in little memory and time, and says of each how it went.

A program of its own, since what overflows a stack or takes all memory ends whatever it happens in. It prints
a line before and a line after each; the last one tells which it was that ended it.
"""

import resource
import signal
import sys
from functools import partial

from forenotice.composer.blocks.kinds import Text
from forenotice.composer.compile import compile_text
from forenotice.composer.errors import ComposerError
from forenotice.composer.render import render
from forenotice.composer.texts import CompiledText, MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.fuzz.giants import GIANTS
from tests.composer.test_bombs import BOMBS, LISTS

MEMORY = 640 << 20
"""Bytes of address space, of which Python and its libraries take a third for themselves."""
SECONDS = 5
"""Of the processor, for one giant in one part; on a machine of today none takes two."""
SIZE = 60_000


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _source(part: str, make_name: str) -> MessageSource:
    make = GIANTS[make_name]
    match part:
        case "subject":
            return MessageSource(make(1_000), make(1_000), "<p>x</p>")
        case "html":
            return MessageSource("x", "", make(SIZE))
        case "text":
            return MessageSource("x", "", "<p>x</p>", make(SIZE))
        case "condition":
            return MessageSource("x", "", blocks=(Text(words="x", when=make(SIZE)),))
    words = (Text(words=make(SIZE // 10), heading=make(1_000)) for _ in range(9))
    return MessageSource("x", "", blocks=(*words, Text(words="x")))


def _met(part: str, name: str) -> str:
    compiled = compile_text(_source(part, name), "en", MessageClass.COURTESY)
    if compiled.problems:
        return "refused"
    text = CompiledText(f"{part} {name}", "en", compiled.subject, compiled.html, compiled.text)
    return f"rendered {len(render(text, {'member.first_name': 'Ana'}).html)}"


def _thrown(name: str, source: str) -> str:
    """What becomes of a bomb that got past the check."""
    try:
        render(CompiledText(name, "en", source, source, source), {})
    except ComposerError:
        return "refused"
    return "rendered"


def main(part: str) -> None:
    """Meet all giants in that part of a message, or the bombs."""
    _confine()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    if part == "bombs":
        meetings = {name: partial(_thrown, name, source) for name, source in (BOMBS | LISTS).items()}
    else:
        meetings = {name: partial(_met, part, name) for name in GIANTS}
    for name, meet in meetings.items():
        sys.stdout.write(f"{name} …\n")
        # Counts the processor's time and ends the program: Python's own handlers wait for C to return.
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        sys.stdout.write(f"{name}: {meet()}\n")


if __name__ == "__main__":
    main(sys.argv[1])
